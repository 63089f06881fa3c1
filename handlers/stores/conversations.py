"""Conversations to look at: a thread with its messages, and the threads that were busy last. It only reads."""

import asyncio
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from handlers.conversation.contact import Contact
from handlers.conversation.identity import keys_of
from handlers.conversation.record import Record, is_of
from handlers.conversation.thread import SHARDS, Thread
from handlers.stores.documents import Document
from handlers.stores.fields import record_of, thread_of
from handlers.stores.joined import parts_of, with_led
from handlers.stores.keeping import Keeping, places
from handlers.tickets.conversations import Kept


@dataclass(frozen=True)
class StoredConversations:
    """Keeps the promises of Conversations. `recent` finds by `lapses`, which grows with each write, by the hour."""

    keeping: Keeping

    async def thread(self, key: str) -> Thread | None:
        """See Conversations."""
        async with self.keeping.available():
            return next(iter(await self._customers([key])), None)

    async def named(self, alias: str) -> Thread | None:
        """See Conversations."""
        async with self.keeping.available():
            found = await self.keeping.documents.find("threads", ("alias", "EQUAL", alias), most=1)
        return next(iter(self._threads_in(found)), None)

    async def messages(self, thread: Thread, *, most: int) -> list[Kept]:
        """See Conversations. One query for each key that the thread ever had."""
        async with self.keeping.available():
            found = await asyncio.gather(
                *(self._last(key, end, most, thread.begun_at) for key, end in parts_of(thread))
            )
        kept = [Kept(document.path.partition("/")[2], record_of(document.fields)) for one in found for document in one]
        return sorted(kept, key=lambda message: message.record.at)[-most:]

    async def message(self, thread: Thread, sid: str) -> Record | None:
        """See Conversations."""
        async with self.keeping.available():
            record = (await self.keeping.read([f"messages/{sid}"])).record
        return record if record and is_of(record, thread) else None

    async def recent(self, *, most: int) -> list[Thread]:
        """See Conversations."""
        async with self.keeping.available():
            found = await asyncio.gather(*(self._busy(shard, most) for shard in SHARDS))
        busy = self._threads_in(document for one in found for document in one)
        return sorted(busy, key=lambda thread: thread.recent[-1:], reverse=True)

    async def of(self, contacts: Sequence[Contact]) -> list[Thread]:
        """See Conversations."""
        keys = dict.fromkeys(key for contact in contacts for key in keys_of(contact))
        async with self.keeping.available():
            return await self._customers(keys) if keys else []

    async def changed(self, since: datetime, *, most: int) -> list[tuple[str, str]]:
        """See Conversations."""
        after = ("changed", "GREATER_THAN", since.isoformat(timespec="microseconds"))
        async with self.keeping.available():
            found = await self.keeping.documents.find("tickets", after, order="changed", most=most)
        return [(document.path.partition("/")[2], document.fields["changed"]) for document in found]

    async def _customers(self, keys: Iterable[str]) -> list[Thread]:
        found = await self.keeping.documents.get(f"threads/{key}" for key in keys)
        threads = (await with_led(self.keeping, found)).threads
        return [thread for thread in threads.values() if not thread.moved_to]

    async def _last(self, key: str, end: str, most: int, since: datetime | None) -> list[Document]:
        found = await self.keeping.documents.find(
            "messages", *places(key, end, since), order="place", descending=True, most=most
        )
        return [document for document in found if self._is_kept(document)]

    async def _busy(self, shard: str, most: int) -> list[Document]:
        between = ("lapses", "GREATER_THAN", f"{shard}/"), ("lapses", "LESS_THAN", f"{shard}0")
        return await self.keeping.documents.find("threads", *between, order="lapses", descending=True, most=most)

    def _threads_in(self, found: Iterable[Document]) -> list[Thread]:
        """Customers' threads alone: others carry notices to agents."""
        kept = (document for document in found if self._is_kept(document))
        threads = (thread_of(document.path.partition("/")[2], document.fields) for document in kept)
        return [thread for thread in threads if not thread.about]

    def _is_kept(self, document: Document) -> bool:
        return bool(document.fields["expire_at"] > self.keeping.now())
