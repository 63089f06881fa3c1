"""Conversations of which it is to be found out what became of them: found by time, and counted once."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from handlers.conversation.record import Record
from handlers.conversation.thread import Thread
from handlers.numbers.day import by_date
from handlers.numbers.settling import Settled, Unsettled
from handlers.stores.days import StoredDays
from handlers.stores.documents import Document, Write
from handlers.stores.fields import record_of, sharded, thread_of
from handlers.stores.joined import parts_of
from handlers.stores.keeping import Keeping, places
from handlers.stores.surveys import rating_of
from handlers.stores.ticket_fields import ticket_of

MOST_RECORDS = 500  # of a thread, at a time
MOST_OTHERS = 50  # tickets, and ratings: the last ones


@dataclass(frozen=True)
class StoredTalks:
    """Keeps the promises of Talks."""

    keeping: Keeping
    days: StoredDays

    async def due(self, shard: str, *, most: int) -> list[str]:
        """See Talks."""
        between = ("settles", "GREATER_THAN", f"{shard}/"), ("settles", "LESS_THAN", sharded(shard, self.keeping.now()))
        async with self.keeping.available():
            found = await self.keeping.documents.find("threads", *between, order="settles", most=most)
        return [document.path.partition("/")[2] for document in found]

    async def settle(self, threads: Sequence[str], settle: Callable[[Unsettled], Settled]) -> int:
        """See Talks."""
        return await self.keeping.until_alone(lambda: self._settle(threads, settle))

    async def _settle(self, keys: Sequence[str], settle: Callable[[Unsettled], Settled]) -> int:
        stored, now = await self.keeping.documents.get(f"threads/{key}" for key in keys), self.keeping.now()
        due = [(document, _thread_in(document)) for document in stored if document.fields.get("settles")]
        due = [(document, thread) for document, thread in due if thread.settles_at and thread.settles_at < now]
        unsettled = await asyncio.gather(*(self._unsettled(thread) for _, thread in due))
        made = [settle(found) for found in unsettled]
        marks = [_mark(document, one) for (document, _), one in zip(due, made, strict=True)]
        await self.days.add(by_date(day for one in made for day in one.days), marks)
        return len(marks)

    async def _unsettled(self, thread: Thread) -> Unsettled:
        """What is needed of a thread: a query for each kind and each key that it ever had."""
        parts = parts_of(thread)
        records, tickets, ratings = await asyncio.gather(
            self._records(parts, thread.unsettled_since or self.keeping.now()),
            self._last("tickets", parts, thread.begun_at),
            self._last("ratings", parts, thread.begun_at),
        )
        return Unsettled(
            records[:MOST_RECORDS],
            [ticket_of(document.path.partition("/")[2], document.fields) for document in tickets],
            [rating_of(document.fields) for document in ratings],
            is_all=len(records) <= MOST_RECORDS,
        )

    async def _records(self, parts: Sequence[tuple[str, str]], since: datetime) -> list[Record]:
        """The first records since then, one more than are settled at a time."""
        found = await asyncio.gather(
            *(
                self.keeping.documents.find("messages", *places(key, end, since), order="place", most=MOST_RECORDS + 1)
                for key, end in parts
            )
        )
        kept = [record_of(document.fields) for one in found for document in one if self._is_kept(document)]
        return sorted(kept, key=lambda record: record.at)[: MOST_RECORDS + 1]

    async def _last(self, collection: str, parts: Sequence[tuple[str, str]], since: datetime | None) -> list[Document]:
        found = await asyncio.gather(
            *(
                self.keeping.documents.find(
                    collection, *places(key, end, since), order="place", descending=True, most=MOST_OTHERS
                )
                for key, end in parts
            )
        )
        return [document for one in found for document in one if self._is_kept(document)]

    def _is_kept(self, document: Document) -> bool:
        return bool(document.fields["expire_at"] > self.keeping.now())


def _thread_in(document: Document) -> Thread:
    return thread_of(document.path.partition("/")[2], document.fields)


def _mark(document: Document, settled: Settled) -> Write:
    """The write that keeps a thread from being counted again: these fields alone, over what was read."""
    fields: dict[str, Any] = {"unsettled_since": settled.since, "settles_at": settled.at}
    key = document.path.partition("/")[2]
    fields["settles"] = sharded(key[0], settled.at) if settled.at else None
    return Write(document.path, fields, document.version)
