"""What the business knows: its FAQ and its files, and what to answer from them; with their own ports."""
