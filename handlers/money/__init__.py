"""What messages cost: the list of prices, the ledger, and the ceilings; with their own ports."""
