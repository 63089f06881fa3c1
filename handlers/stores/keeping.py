"""Keeping documents: for how long, within which time limit, and changed only as they were last seen."""

import asyncio
import random
import zlib
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, TypeVar

from handlers.conversation.record import Record
from handlers.conversation.thread import Thread
from handlers.errors import StoreUnavailable
from handlers.stores.documents import ANY, Conflict, Document, Documents, Write
from handlers.stores.fields import record_fields, record_of, sharded, thread_fields, thread_of

AT_MOST_AHEAD = timedelta(days=1)  # a thread lapses so long before its expiry, while its conversations are known
HOUR = timedelta(hours=1)

T = TypeVar("T")


class Stored:
    """Documents as read: threads by key, a message's record, and each document's version by path."""

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
    """Documents, kept for `retention` after they were last written; a call that takes over `seconds` is given up."""

    documents: Documents
    now: Callable[[], datetime]
    retention: timedelta
    seconds: float = 3.5

    @asynccontextmanager
    async def available(self) -> AsyncIterator[None]:
        """Limit the block to the time that a store may take. Raises StoreUnavailable."""
        try:
            async with asyncio.timeout(self.seconds):
                yield
        except TimeoutError:
            raise StoreUnavailable("timeout", remedy=self.documents.remedy) from None

    async def until_alone(self, attempt: Callable[[], Awaitable[T]]) -> T:
        """What `attempt` returns once no other writer came between. Raises StoreUnavailable after `seconds`."""
        async with self.available():
            while True:
                with suppress(Conflict):
                    return await attempt()
                await jitter()

    async def read(self, paths: Iterable[str]) -> Stored:
        """The documents at these paths."""
        return Stored(await self.documents.get(paths), self.now())

    def thread(self, thread: Thread, version: object) -> Write:
        """The write of a thread over this version."""
        path = f"threads/{thread.key}"
        is_customers = not thread.moved_to and not thread.about  # others point to one, or carry notices about one
        fields = {**thread_fields(thread), "lapses": self._lapses(thread.key) if is_customers else None}
        return Write(path, self.expiring(path, fields), version)

    def record(self, sid: str, record: Record, version: object = ANY) -> Write:
        """The write of a message's record."""
        path = f"messages/{sid}"
        return Write(path, self.expiring(path, record_fields(record)), version)

    def expiring(self, path: str, fields: dict[str, Any]) -> dict[str, Any]:
        """The fields with their expiry: the same for writes within an hour, and spread, so that few expire at once."""
        fields["expire_at"] = (
            _hour(self.now()) + HOUR + self.retention + timedelta(seconds=zlib.crc32(path.encode()) % 3600)
        )
        return fields

    def _lapses(self, key: str) -> str:
        """The time to delete a thread, with its conversations, before it expires."""
        ahead = min(AT_MOST_AHEAD, self.retention / 4)
        return sharded(key[0], _hour(self.now()) + HOUR + self.retention - ahead)

    async def write_thread(
        self, thread: Thread, version: object, records: Mapping[str, Record], along: Iterable[Write] = ()
    ) -> object:
        """Write a thread over this version, records, and what goes along; return the thread's new version.

        Raises Conflict.
        """
        writes = [self.thread(thread, version), *(self.record(sid, record) for sid, record in records.items()), *along]
        return (await self.documents.commit(writes))[0]

    async def change(
        self,
        key: str,
        change: Callable[[Thread], Thread | None],
        along: Callable[[Thread], Iterable[Write]] | None = None,
    ) -> Thread | None:
        """Change the stored thread; return it as written, or None if there was nothing to change.

        `along`: what the same commit writes besides, for the thread as it was before.
        """
        return await self.until_alone(lambda: self._change(key, change, along))

    async def _change(
        self,
        key: str,
        change: Callable[[Thread], Thread | None],
        along: Callable[[Thread], Iterable[Write]] | None,
    ) -> Thread | None:
        stored = await self.read([f"threads/{key}"])
        changed = change(stored.threads[key]) if key in stored.threads else None
        if changed:
            others = along(stored.threads[key]) if along else ()
            await self.write_thread(changed, stored.versions[f"threads/{key}"], {}, others)
        return changed


def _hour(at: datetime) -> datetime:
    return at.replace(minute=0, second=0, microsecond=0)


def places(thread: str, end: str, since: datetime | None = None) -> tuple[tuple[str, str, str], ...]:
    """The conditions that find a thread's messages, since a time and up to a place."""
    return ("place", "GREATER_THAN_OR_EQUAL", f"{thread}/{since.isoformat() if since else ''}"), (
        "place",
        "LESS_THAN",
        end,
    )


async def jitter() -> None:
    """Wait for a random moment, so that writers in conflict do not collide again."""
    await asyncio.sleep(random.uniform(0.005, 0.05))  # noqa: S311 - no secret
