"""Ways in: each channel as its customers and its vendor see it, for the contract of channels and for soaks."""
