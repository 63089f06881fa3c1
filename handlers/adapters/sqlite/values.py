"""A document's fields as JSON that SQLite can query, and back to exactly the same values.

JSON has no times, nor numbers such as NaN: they become {"@": text}. So a map with a field "@" becomes {"@": its pairs}.
The text is ASCII, so that it can hold half a surrogate pair, which UTF-8 cannot.
"""

import json
import math
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

MARK = "@"
NO_NUMBERS = frozenset({"nan", "inf", "-inf"})


def plain(fields: Mapping[str, Any]) -> dict[str, Any]:
    """Fields as plain JSON values. Raises TypeError for values that a document cannot hold."""
    return {_name(name): _plain(value) for name, value in fields.items()}


def dumped(value: object) -> str:
    """JSON in the form that SQLite itself writes, so that equal values have equal texts."""
    return json.dumps(value, separators=(",", ":"))


def comparable(value: object) -> Any:
    """A value as SQLite reads it from JSON. Times are texts in UTC, all of one length, so they sort in order."""
    found = _plain(value)
    return dumped(found) if isinstance(found, dict | list) else found


def loaded(text: str) -> dict[str, Any]:
    """The fields in a JSON text."""
    fields: dict[str, Any] = json.loads(text, object_hook=_unmarked)
    return fields


def merged(text: str, fields: Mapping[str, Any]) -> str:
    """A JSON text with these plain fields set, and the others unchanged."""
    return dumped(json.loads(text) | fields)


def _plain(value: Any) -> Any:
    match value:
        case None | bool() | str() | int():
            return value
        case float():
            return value if math.isfinite(value) else {MARK: str(value)}
        case datetime():
            return {MARK: _in_utc(value).isoformat(timespec="microseconds")}
        case Mapping():
            found = plain(value)
            return {MARK: list(found.items())} if MARK in found else found
        case list() | tuple():
            return [_plain(each) for each in value]
    raise TypeError(f"no value of a document: {type(value).__name__}")


def _name(name: object) -> str:
    if not isinstance(name, str):
        raise TypeError(f"no name of a field: {type(name).__name__}")
    return name


def _in_utc(at: datetime) -> datetime:
    if at.tzinfo is None:
        raise TypeError("no value of a document: a time without its zone")
    return at.astimezone(UTC)


def _unmarked(found: dict[str, Any]) -> Any:
    if len(found) != 1 or MARK not in found:
        return found
    marked = found[MARK]
    if not isinstance(marked, str):
        return dict(marked)
    return float(marked) if marked in NO_NUMBERS else datetime.fromisoformat(marked)
