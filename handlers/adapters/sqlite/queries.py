"""SQL of SQLite's documents: one table of JSON, and an index for each field that queries use."""

from collections.abc import Collection, Iterable, Mapping
from typing import Any

from handlers.adapters.sqlite.values import comparable

OPERATORS = {"EQUAL": "=", "GREATER_THAN": ">", "GREATER_THAN_OR_EQUAL": ">=", "LESS_THAN": "<"}
TABLES = (
    "CREATE TABLE IF NOT EXISTS documents (path TEXT NOT NULL UNIQUE, collection TEXT NOT NULL,"
    " version INTEGER NOT NULL, fields TEXT NOT NULL)",
    # Versions are counted for the whole file, so that none occurs twice, even if a document was deleted and made again.
    "CREATE TABLE IF NOT EXISTS versions (last INTEGER NOT NULL)",
    "INSERT INTO versions SELECT 0 WHERE NOT EXISTS (SELECT * FROM versions)",
)
READ = "SELECT path, fields, version FROM documents"
STORED = "SELECT version, fields FROM documents WHERE path = ?"
KEEP = (
    "INSERT INTO documents (path, collection, version, fields) VALUES (?, ?, ?, ?)"
    " ON CONFLICT (path) DO UPDATE SET version = excluded.version, fields = excluded.fields"
)
DELETE = "DELETE FROM documents WHERE path = ?"
LAST = "SELECT last FROM versions"
COUNT = "UPDATE versions SET last = ?"


def _at(field: str) -> str:
    """A field as SQL: the same in index and query, or SQLite would not use the index."""
    if not field.isidentifier():
        raise ValueError(f"no field to find by: {field!r}")
    return f"""json_extract(fields, '$."{field}"')"""


EXPIRED = f"DELETE FROM documents WHERE rowid IN (SELECT rowid FROM documents WHERE {_at('expire_at')} < ? LIMIT ?)"  # noqa: S608


def tables(indexed: Mapping[str, Collection[str]]) -> list[str]:
    """The statements that make missing tables, and indexes for the expiry and for each field that queries use."""
    names = sorted(set().union(*indexed.values()))
    places = {"expire_at": _at("expire_at"), **{name: f"collection, {_at(name)}" for name in names}}
    indexes = (
        f'CREATE INDEX IF NOT EXISTS "by_{name}" ON documents ({place}) WHERE {_at(name)} IS NOT NULL'
        for name, place in places.items()
    )
    return [*TABLES, *indexes]


def get(paths: Iterable[str]) -> tuple[str, list[str]]:
    """The statement for a get, and its values."""
    wanted = list(paths)
    return f"{READ} WHERE path IN ({', '.join('?' * len(wanted))})", wanted


def find(
    collection: str, conditions: Iterable[tuple[str, str, Any]], order: str, *, descending: bool, most: int
) -> tuple[str, list[Any]]:
    """The statement for a find, and its values."""
    asked, values = ["collection = ?"], [collection]
    for field, operator, value in conditions:
        asked.append(f"{_at(field)} {OPERATORS[operator]} ?")
        values.append(comparable(value))
    ordered = f" ORDER BY {_at(order)}{' DESC' if descending else ''}" if order else ""
    return f"{READ} WHERE {' AND '.join(asked)}{ordered} LIMIT ?", [*values, most]
