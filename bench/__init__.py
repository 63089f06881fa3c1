"""Benchmarks: the time that the function adds to the model's own, and its cost. README.md says what is measured."""
