"""The apps on the phones: each is a module, with its vendor's way to the function and back.

A line in server.py puts one on the phones; docs/develop.md says what a new one needs.
"""
