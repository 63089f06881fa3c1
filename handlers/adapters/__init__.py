"""One vendor a module: translate our words, their words and their errors; decide nothing."""
