"""Documents in one file, by SQLite: for your own machine, with nothing to install.

Any number of processes on that machine may share the file. Commits exclude one another (BEGIN IMMEDIATE); readers wait
for nobody (write-ahead log). Each commit is on the disk before the call returns (synchronous=FULL), so neither a killed
process nor a power cut undoes it, if the disk really writes what it reports as written: "forget me" stays done. That
takes some tenths of a millisecond on a solid-state disk. Deleted data is overwritten with zeros; in the log, within an
hour. https://sqlite.org/wal.html https://sqlite.org/pragma.html#pragma_synchronous
"""

import sqlite3
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

from handlers.adapters.sqlite import file, queries
from handlers.adapters.sqlite.thread import OneThread
from handlers.adapters.sqlite.values import comparable, dumped, loaded, merged, plain
from handlers.errors import StoreUnavailable
from handlers.stores.documents import ANY, NEW, Conflict, Document, Write

T = TypeVar("T")
HOUR = 3600.0
AT_ONCE = 100  # expired documents deleted in one go, which takes some milliseconds


class SqliteDocuments:
    """Keeps the promises of Documents, in the file at `path`. Opens it on first use, after the fork.

    Paths, and values in conditions, must be valid Unicode, as in Firestore; fields may hold half a surrogate pair.
    """

    remedy = file.BUSY

    def __init__(
        self,
        path: str,
        indexed: Mapping[str, Collection[str]],
        now: Callable[[], datetime],
        *,
        tidy_seconds: float = HOUR,
    ) -> None:
        """Documents expired by `now` are deleted at intervals. Raises BadSettings if `path` cannot be used."""
        self._path = Path(path).absolute()
        file.make(self._path)
        self._indexed, self._now, self._tidy_seconds = indexed, now, tidy_seconds
        self._open: sqlite3.Connection | None = None  # only the worker thread may touch it
        self._thread = OneThread(self._tidy)

    async def get(self, paths: Iterable[str]) -> list[Document]:
        """See Documents."""
        return await self._run(partial(_read, *queries.get(paths)))

    async def commit(self, writes: Sequence[Write]) -> list[object]:
        """See Documents."""
        ready = [(write, None if write.fields is None else plain(write.fields)) for write in writes]
        return await self._run(partial(_commit, ready))

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
        asked = queries.find(collection, conditions, order, descending=descending, most=most)
        found = await self._run(partial(_read, *asked))
        return [_projected(document, only) for document in found] if only else found

    async def close(self) -> None:
        """See Documents. A later call opens it again."""
        await self._thread.end(self._close)

    async def _run(self, call: Callable[[sqlite3.Connection], T]) -> T:
        return await self._thread.run(partial(self._call, call))

    def _call(self, call: Callable[[sqlite3.Connection], T]) -> T:
        try:
            if self._open is None:
                self._open = file.opened(self._path, queries.tables(self._indexed))
            return call(self._open)
        except sqlite3.Error as problem:
            if not file.is_busy(problem):
                self._close()  # the next call opens whatever file is there by then
            raise file.unavailable(problem) from None

    def _close(self) -> None:
        if self._open is not None:
            self._open.close()
        self._open = None

    def _tidy(self) -> float:
        """Delete some expired documents; return the seconds until the next time."""
        try:
            return self._call(self._tidied)
        except StoreUnavailable:
            return min(60.0, self._tidy_seconds)

    def _tidied(self, db: sqlite3.Connection) -> float:
        if db.execute(queries.EXPIRED, (comparable(self._now()), AT_ONCE)).rowcount == AT_ONCE:
            return 0.0  # there is more to delete, after the waiting calls
        file.empty_the_log(db)
        return self._tidy_seconds


def _read(sql: str, values: Sequence[Any], db: sqlite3.Connection) -> list[Document]:
    return [Document(path, loaded(fields), version) for path, fields, version in db.execute(sql, values)]


def _projected(document: Document, only: Collection[str]) -> Document:
    fields = {name: value for name, value in document.fields.items() if name in only}
    return Document(document.path, fields, document.version)


def _commit(writes: Sequence[tuple[Write, dict[str, Any] | None]], db: sqlite3.Connection) -> list[object]:
    with db:  # any exception rolls it back
        db.execute("BEGIN IMMEDIATE")
        (last,) = db.execute(queries.LAST).fetchone()
        versions = range(last + 1, last + 1 + len(writes))
        for (write, fields), version in zip(writes, versions, strict=True):
            _write(db, write, fields, version)
        db.execute(queries.COUNT, (last + len(writes),))
    return list(versions)


def _write(db: sqlite3.Connection, write: Write, fields: dict[str, Any] | None, version: int) -> None:
    stored = db.execute(queries.STORED, (write.path,)).fetchone()
    is_as_expected = stored is None if write.version is NEW else stored and stored[0] == write.version
    if write.version is not ANY and not is_as_expected:
        raise Conflict
    if fields is None:
        db.execute(queries.DELETE, (write.path,))
        return
    text = merged(stored[1], fields) if stored else dumped(fields)
    db.execute(queries.KEEP, (write.path, write.path.partition("/")[0], version, text))
