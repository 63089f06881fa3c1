"""Sizes of documents in bytes, as Firestore counts them.

https://cloud.google.com/firestore/docs/storage-size
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

OF_A_MAP = 32  # besides its fields; of a document, too
NUMBER = 8


def size_of_document(path: str, fields: Mapping[str, Any]) -> int:
    """The size of a document: its path's, its fields', and 32 bytes."""
    names = sum(_of_text(name) for name in path.split("/"))
    return names + 16 + size_of(fields)


def size_of(value: Any) -> int:
    """The size of a field's value."""
    match value:
        case None | bool():
            return 1
        case str():
            return _of_text(value)
        case int() | float() | datetime():
            return NUMBER
        case Mapping():
            return OF_A_MAP + sum(_of_text(name) + size_of(field) for name, field in value.items())
        case _:
            return sum(size_of(item) for item in value)


def _of_text(text: str) -> int:
    return len(text.encode()) + 1
