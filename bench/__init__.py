"""Benchmarks: what the function adds to the model's own time, and what it costs. README.md tells what is measured."""
