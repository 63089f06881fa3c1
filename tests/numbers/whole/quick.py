"""Documents in memory that find by sorted fields, as stores do: the world asks them thousands of times."""

from bisect import bisect_left, bisect_right, insort
from collections.abc import Collection
from typing import Any

from handlers.adapters.memory import MemoryDocuments
from handlers.stores.documents import Document, Write

FROM = {"EQUAL": bisect_left, "GREATER_THAN_OR_EQUAL": bisect_left, "GREATER_THAN": bisect_right}
UNTIL = {"EQUAL": bisect_right, "LESS_THAN": bisect_left}


class QuickDocuments(MemoryDocuments):
    """Keeps the promises of Documents, for conditions on one field. `_sorted`: values and paths, by field."""

    def __init__(self) -> None:
        super().__init__()
        self._sorted: dict[str, dict[str, list[tuple[Any, str]]]] = {}

    async def find(
        self,
        collection: str,
        *conditions: tuple[str, str, Any],
        order: str = "",
        descending: bool = False,
        most: int,
        only: Collection[str] = (),
    ) -> list[Document]:
        name, (field, *others) = conditions[0][0], {field for field, _, _ in conditions}
        assert not others
        assert order in ("", field)
        known, begin, end = self._index(collection, name), 0, None
        for _, operator, value in conditions:
            if operator in FROM:
                begin = max(begin, FROM[operator](known, value, key=lambda one: one[0]))
            if operator in UNTIL:
                end = UNTIL[operator](known, value, key=lambda one: one[0])
        found = known[begin:end]
        if descending:
            found.reverse()
        documents = [self._collections[collection][path] for _, path in found[:most]]
        return [_projected(one, only) for one in documents]

    def _index(self, collection: str, field: str) -> list[tuple[Any, str]]:
        indexes = self._sorted.setdefault(collection, {})
        if field not in indexes:
            every = self._collections.get(collection, {}).values()
            values = [(one.fields[field], one.path) for one in every if one.fields.get(field) is not None]
            indexes[field] = sorted(values)
        return indexes[field]

    def _write(self, write: Write) -> object:
        before = self._of(write.path).get(write.path)
        version = super()._write(write)
        after = self._of(write.path).get(write.path)
        for field, known in self._sorted.get(write.path.partition("/")[0], {}).items():
            old, new = (one.fields.get(field) if one else None for one in (before, after))
            if old != new:
                if old is not None:
                    del known[bisect_left(known, (old, write.path))]
                if new is not None:
                    insort(known, (new, write.path))
        return version


def _projected(document: Document, only: Collection[str]) -> Document:
    fields = {name: document.fields[name] for name in only} if only else document.fields
    return Document(document.path, fields, document.version)
