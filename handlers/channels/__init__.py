"""Dialects of the channels, pure: a package each that reads (verify, parse) and writes; markup/ is shared."""
