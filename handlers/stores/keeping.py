"""How documents are kept: for how long, within which time, and changed only as they were last seen."""

import asyncio
import random
import zlib
from collections.abc import AsyncIterator, Callable, Iterable, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from handlers.conversation.record import Record
from handlers.conversation.thread import Thread
from handlers.errors import StoreUnavailable
from handlers.stores.documents import ANY, Conflict, Document, Documents, Write
from handlers.stores.fields import record_fields, record_of, sharded, thread_fields, thread_of

AT_MOST_AHEAD = timedelta(days=1)  # a thread lapses so long before it expires: then nobody would know its conversations
HOUR = timedelta(hours=1)


class Stored:
    """What was read: threads by key, a message's record, and the version of each document by path."""

    def __init__(self, documents: Iterable[Document], now: datetime) -> None:
        self.threads: dict[str, Thread] = {}
        self.record: Record | None = None
        self.versions: dict[str, object] = {}
        for document in documents:
            self.versions[document.path] = document.version
            if document.fields["expire_at"] > now:  # Firestore may take a day to delete what has expired
                self._take(document)

    def _take(self, document: Document) -> None:
        collection, _, name = document.path.partition("/")
        if collection == "threads":
            self.threads[name] = thread_of(name, document.fields)
        else:
            self.record = record_of(document.fields)


@dataclass(frozen=True)
class Keeping:
    """Documents that are kept for `retention` after they were last written; a call over `seconds` is given up."""

    documents: Documents
    now: Callable[[], datetime]
    retention: timedelta
    seconds: float = 3.5

    @asynccontextmanager
    async def available(self) -> AsyncIterator[None]:
        """Within the time that a store may take. Raises StoreUnavailable."""
        try:
            async with asyncio.timeout(self.seconds):
                yield
        except TimeoutError:
            raise StoreUnavailable("timeout", remedy=self.documents.remedy) from None

    async def read(self, paths: Iterable[str]) -> Stored:
        """What stands at these paths."""
        return Stored(await self.documents.get(paths), self.now())

    def thread(self, thread: Thread, version: object) -> Write:
        """A thread to be written over this version."""
        path = f"threads/{thread.key}"
        fields = {**thread_fields(thread), "lapses": None if thread.moved_to else self._lapses(thread.key)}
        return Write(path, self.expiring(path, fields), version)

    def record(self, sid: str, record: Record, version: object = ANY) -> Write:
        """A message's record to be written."""
        path = f"messages/{sid}"
        return Write(path, self.expiring(path, record_fields(record)), version)

    def expiring(self, path: str, fields: dict[str, Any]) -> dict[str, Any]:
        """Fields with the time when they expire: the same for writes within an hour, and never many at once."""
        fields["expire_at"] = (
            _hour(self.now()) + HOUR + self.retention + timedelta(seconds=zlib.crc32(path.encode()) % 3600)
        )
        return fields

    def _lapses(self, key: str) -> str:
        """When a thread is to be let go of, in good order, before it expires."""
        ahead = min(AT_MOST_AHEAD, self.retention / 4)
        return sharded(key[0], _hour(self.now()) + HOUR + self.retention - ahead)

    async def write_thread(self, thread: Thread, version: object, records: Mapping[str, Record]) -> object:
        """Write a thread over this version, and records; the thread's new version. Raises Conflict."""
        writes = [self.thread(thread, version), *(self.record(sid, record) for sid, record in records.items())]
        return (await self.documents.commit(writes))[0]

    async def change(self, key: str, change: Callable[[Thread], Thread | None]) -> Thread | None:
        """Change what is stored now, if there is something to change; the thread as it was written."""
        async with self.available():
            while True:
                stored = await self.read([f"threads/{key}"])
                changed = change(stored.threads[key]) if key in stored.threads else None
                if changed is None:
                    return None
                with suppress(Conflict):
                    await self.write_thread(changed, stored.versions[f"threads/{key}"], {})
                    return changed
                await jitter()


def _hour(at: datetime) -> datetime:
    return at.replace(minute=0, second=0, microsecond=0)


def places(thread: str, end: str) -> tuple[tuple[str, str, str], tuple[str, str, str]]:
    """The conditions for the messages of a thread, up to a place."""
    return ("place", "GREATER_THAN_OR_EQUAL", f"{thread}/"), ("place", "LESS_THAN", end)


async def jitter() -> None:
    """Let the others of a conflict go first, or last."""
    await asyncio.sleep(random.uniform(0.005, 0.05))  # noqa: S311 - no secret
