"""One vendor per module: each translates our words, theirs and their errors, and decides nothing."""
