"""The port of every store: documents with versions, written together under preconditions."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol


class Conflict(Exception):
    """Somebody else has written meanwhile."""


@dataclass(frozen=True)
class Document:
    """What was read of `path`, "collection/id". `version` is the store's mark of it, for a later write."""

    path: str
    fields: Mapping[str, Any]
    version: object


@dataclass(frozen=True)
class Write:
    """One document of a commit: only `fields` are written, others stay; None: the document is deleted.

    `version`: write only over this one; NEW: only if there is none; ANY: in any case.
    """

    path: str
    fields: Mapping[str, Any] | None
    version: object


NEW = object()
ANY = object()


class Documents(Protocol):
    """Documents of None, bools, strings, numbers, datetimes, and lists and mappings of these, found by `path`.

    All raise StoreUnavailable when there is no answer in time. `remedy`: what an operator does when it is slow.
    """

    remedy: str

    async def get(self, paths: Iterable[str]) -> list[Document]:
        """Those of the documents that exist, in one call."""
        ...

    async def commit(self, writes: Sequence[Write]) -> list[object]:
        """Write all or nothing; the new versions, in order. Raises Conflict when one is not as it has to be."""
        ...

    async def find(
        self, collection: str, *conditions: tuple[str, str, Any], order: str = "", descending: bool = False, most: int
    ) -> list[Document]:
        """At most `most` documents that meet conditions of (field, operator, value).

        Operators: EQUAL, GREATER_THAN, GREATER_THAN_OR_EQUAL, LESS_THAN. A field that is None meets no range.
        """
        ...

    async def close(self) -> None:
        """Close the connection."""
        ...
