"""The port below every store: documents with versions, written together under preconditions."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol


class Conflict(Exception):
    """Another writer was first."""


@dataclass(frozen=True)
class Document:
    """The document read at `path`, "collection/id". `version` is the store's mark of it, for a later write."""

    path: str
    fields: Mapping[str, Any]
    version: object


@dataclass(frozen=True)
class Write:
    """One document of a commit: only `fields` are written, others stay; None deletes the document.

    `version`: write only over this version; NEW: only if there is no document; ANY: in any case.
    """

    path: str
    fields: Mapping[str, Any] | None
    version: object


NEW = object()
ANY = object()


class Documents(Protocol):
    """Documents of None, bools, strings, numbers, datetimes, and lists and mappings of these, found by `path`.

    All raise StoreUnavailable if there is no answer in time. `remedy`: what an operator can do if it is slow.
    """

    remedy: str

    async def get(self, paths: Iterable[str]) -> list[Document]:
        """The documents that exist, read in one call."""
        ...

    async def commit(self, writes: Sequence[Write]) -> list[object]:
        """Write all or nothing; return the new versions, in order. Raises Conflict if a precondition fails."""
        ...

    async def find(
        self,
        collection: str,
        *conditions: tuple[str, str, Any],
        order: str = "",
        descending: bool = False,
        most: int,
        only: Collection[str] = (),
    ) -> list[Document]:
        """At most `most` documents that meet conditions of (field, operator, value).

        Operators: EQUAL, GREATER_THAN, GREATER_THAN_OR_EQUAL, LESS_THAN. A field that is None is in no range. `only`:
        these fields are read, and no others.
        """
        ...

    async def close(self) -> None:
        """Close the connection."""
        ...
