"""Codes that people read and write: of characters that nobody misreads."""

import secrets

ALPHABET = "34679ACDEFGHJKMNPQRTWXY"  # without 0 O, 1 I L, 2 Z, 5 S, 8 B, U V


def drawn(length: int) -> str:
    """A code, drawn at random."""
    return "".join(secrets.choice(ALPHABET) for _ in range(length))
