"""Documents in this process's memory, to try things out; gone at exit."""

import itertools
from collections.abc import Collection, Iterable, Mapping, Sequence
from operator import eq, ge, gt, lt
from typing import Any

from handlers.stores.documents import ANY, NEW, Conflict, Document, Write

OPERATORS = {"EQUAL": eq, "GREATER_THAN": gt, "GREATER_THAN_OR_EQUAL": ge, "LESS_THAN": lt}


class MemoryDocuments:
    """Keeps the promises of Documents: no call is interrupted midway, so each happens as a whole."""

    remedy = "none: nothing here takes time"

    def __init__(self) -> None:
        self._collections: dict[str, dict[str, Document]] = {}
        self._versions = itertools.count(1)

    async def get(self, paths: Iterable[str]) -> list[Document]:
        """See Documents."""
        found = (self._of(path).get(path) for path in paths)
        return [document for document in found if document is not None]

    async def commit(self, writes: Sequence[Write]) -> list[object]:
        """See Documents."""
        for write in writes:
            stored = self._of(write.path).get(write.path)
            is_as_expected = stored is None if write.version is NEW else stored and stored.version == write.version
            if write.version is not ANY and not is_as_expected:
                raise Conflict
        return [self._write(write) for write in writes]

    async def find(
        self,
        collection: str,
        *conditions: tuple[str, str, Any],
        order: str = "",
        descending: bool = False,
        most: int,
        only: Collection[str] = (),
    ) -> list[Document]:
        """See Documents."""
        documents = self._collections.get(collection, {}).values()
        found = [document for document in documents if _meets_all(document.fields, conditions)]
        if order:
            found.sort(key=lambda document: document.fields[order], reverse=descending)
        return [_projected(document, only) for document in found[:most]]

    async def close(self) -> None:
        """Do nothing: nothing is open."""

    def _of(self, path: str) -> dict[str, Document]:
        return self._collections.setdefault(path.partition("/")[0], {})

    def _write(self, write: Write) -> object:
        version, documents = next(self._versions), self._of(write.path)
        if write.fields is None:
            documents.pop(write.path, None)
        else:
            before = documents.get(write.path)
            fields = {**before.fields, **write.fields} if before else write.fields
            documents[write.path] = Document(write.path, fields, version)
        return version


def _projected(document: Document, only: Collection[str]) -> Document:
    fields = {name: value for name, value in document.fields.items() if name in only or not only}
    return Document(document.path, fields, document.version)


def _meets_all(fields: Mapping[str, Any], conditions: Iterable[tuple[str, str, Any]]) -> bool:
    return all(_meets(fields, *condition) for condition in conditions)


def _meets(fields: Mapping[str, Any], name: str, operator: str, value: Any) -> bool:
    found = fields.get(name)
    return found is not None and OPERATORS[operator](found, value)
