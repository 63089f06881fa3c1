"""HTTP in, HTTP out: routes, a door for each caller or purpose, and answering, which channels share."""
