"""Erasures: a customer's thread is gone at once for every reader; its data is deleted bit by bit.

Long: each step of an erasure, which may break off, is a call of its own.
"""

from collections.abc import Sequence, Set
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from handlers.conversation import progress, record
from handlers.conversation.messages import Reply
from handlers.conversation.record import TRACE_LASTS, Erasure
from handlers.conversation.thread import Joined
from handlers.conversation.turn import Turn
from handlers.stores.bare import KEPT, bare_of
from handlers.stores.documents import ANY, Conflict, Document, Write
from handlers.stores.fields import build, record_fields, sharded, thread_of
from handlers.stores.indexes import INDEXED
from handlers.stores.joined import joined_parts
from handlers.stores.keeping import Keeping, places
from handlers.stores.threads import StoredThreads

LEFT_BEHIND = [name for name, indexed in INDEXED.items() if "place" in indexed]  # what a thread leaves, in collections
LINKS = ("moved_to", "about")  # fields of threads that only point to another, or only carry notices about it
AT_ONCE = 240  # documents that one commit deletes, and may write anew without their customer
TRIED_FOR = timedelta(days=30)  # an erasure is tried so long
PAUSES = [timedelta(minutes=minutes) for minutes in (1, 2, 5, 15, 60, 360)]


@dataclass(frozen=True)
class StoredErasures:
    """Keeps the promises of Erasures."""

    keeping: Keeping
    threads: StoredThreads

    async def forget(self, turn: Turn, reply: Reply) -> Erasure:
        """See Erasures."""
        now = self.keeping.now()
        erasure = record.erasure_of(replace(turn.thread, decisions=turn.decisions), now)
        reckon = self.threads.reckon
        closed = record.records_of(turn, reply, turn.covers, reckon, by_rest=False) if reckon else {}
        trace = record_fields(record.trace_of(turn, reply, now, closed.pop(turn.message.sid, None)))
        trace |= {"expire_at": now + TRACE_LASTS}
        stored, version = turn.thread, turn.version
        async with self.keeping.available():
            linked = await self._leading_to(erasure.keys)
            erasure = _with_what_came_since(erasure, {link.path for link in linked})
            writes = [_note(erasure), Write(f"messages/{turn.message.sid}", trace, ANY)]
            writes += [Write(link.path, None, ANY) for link in linked]
            writes += [self.keeping.record(*each) for each in closed.items()]
            while True:
                progress.check_owner(stored, turn)
                try:
                    await self.keeping.documents.commit([Write(f"threads/{stored.key}", None, version), *writes])
                    return erasure
                except Conflict:
                    stored, version = await self.threads.look_again(turn)

    async def _leading_to(self, keys: Sequence[str]) -> list[Document]:
        """The threads that only point to these, or only carry texts about them, and those that lead to such."""
        linked, left = dict[str, Document](), [*keys]
        while left:
            key = left.pop()
            found = [link for field in LINKS for link in await self._linked(field, key)]
            left += [link.path.partition("/")[2] for link in found if link.path not in linked and _points(link)]
            linked |= {link.path: link for link in found}
        return [*linked.values()]

    async def _linked(self, field: str, key: str) -> list[Document]:
        return await self.keeping.documents.find("threads", (field, "EQUAL", key), most=AT_ONCE)

    async def leave(self, thread: str, conversations: Sequence[str]) -> Erasure:
        """See Erasures."""
        now = self.keeping.now()
        erasure = Erasure(thread, now, (), tuple(conversations), due=now)
        async with self.keeping.available():
            await self.keeping.documents.commit([_note(erasure)])
        return erasure

    async def let_lapse(self, shard: str, *, most: int) -> int:
        """See Erasures."""
        now = self.keeping.now()
        lapsed = ("lapses", "GREATER_THAN", f"{shard}/"), ("lapses", "LESS_THAN", sharded(shard, now))
        async with self.keeping.available():
            found = await self.keeping.documents.find("threads", *lapsed, order="lapses", most=most)
            for document in found:
                with suppress(Conflict):  # then the customer has just written again
                    await self._let_go(document, now)
        return len(found)

    async def _let_go(self, document: Document, now: datetime) -> None:
        thread = thread_of(document.path.partition("/")[2], document.fields)
        erasure = record.erasure_of(thread, now)
        await self.keeping.documents.commit([Write(document.path, None, document.version), _note(erasure)])

    async def unfinished(self, shard: str, before: datetime, *, most: int) -> list[Erasure]:
        """See Erasures."""
        due = ("due", "GREATER_THAN", f"{shard}/"), ("due", "LESS_THAN", sharded(shard, before))
        async with self.keeping.available():
            found = await self.keeping.documents.find("erasures", *due, order="due", most=most)
        return [_erasure_in(document) for document in found]

    async def erase_messages(self, erasure: Erasure) -> None:
        """See Erasures."""
        ends = [(key, f"{key}/{erasure.at.isoformat()}") for key in erasure.keys]
        for key, end in [*ends, *joined_parts(erasure.joined)]:
            for collection in LEFT_BEHIND:
                while await self._erased(collection, key, end) == AT_ONCE:
                    pass

    async def _erased(self, collection: str, key: str, end: str) -> int:
        return await self.keeping.until_alone(lambda: self._erase_some(collection, key, end))

    async def _erase_some(self, collection: str, key: str, end: str) -> int:
        until, now = places(key, end), self.keeping.now()
        only = () if collection in KEPT else ("place",)  # a visitor's file is almost a megabyte
        found = await self.keeping.documents.find(collection, *until, order="place", most=AT_ONCE, only=only)
        writes = [write for document in found for write in _erased(document, now)]
        if writes:
            await self.keeping.documents.commit(writes)
        return len(found)

    async def postpone(self, erasure: Erasure) -> None:
        """See Erasures."""
        pause = PAUSES[min(erasure.tries, len(PAUSES) - 1)]
        later = replace(erasure, due=self.keeping.now() + pause, tries=erasure.tries + 1)
        async with self.keeping.available():
            await self.keeping.documents.commit([_note(later)])

    async def finish(self, erasure: Erasure) -> None:
        """See Erasures."""
        async with self.keeping.available():
            await self.keeping.documents.commit([Write(_path(erasure), None, ANY)])


def _erased(document: Document, now: datetime) -> list[Write]:
    """The deletion of a document, and what is kept of one that is still to be counted, unless it is meanwhile."""
    bare = bare_of(document, now)
    return [Write(document.path, None, document.version), bare] if bare else [Write(document.path, None, ANY)]


def _with_what_came_since(erasure: Erasure, linked: Set[str]) -> Erasure:
    """The same with all that is stored under keys that still lead to the thread, such as texts for a chat's page."""
    still = [one.key for one in erasure.joined if f"threads/{one.key}" in linked]
    return replace(erasure, keys=(*erasure.keys, *still))


def _points(link: Document) -> bool:
    return bool(link.fields.get("moved_to"))


def _note(erasure: Erasure) -> Write:
    joined = [vars(one) for one in erasure.joined]
    fields = {**vars(erasure), "joined": joined, "due": sharded(erasure.thread[0], erasure.due)}
    return Write(_path(erasure), {**fields, "expire_at": erasure.at + TRIED_FOR}, ANY)


def _path(erasure: Erasure) -> str:
    return f"erasures/{erasure.thread}-{erasure.at.timestamp():.6f}"


def _erasure_in(document: Document) -> Erasure:
    stored = document.fields
    due = datetime.fromisoformat(stored["due"].partition("/")[2])
    lists: dict[str, Any] = {name: tuple(stored[name]) for name in ("keys", "conversations")}
    lists["joined"] = tuple(build(Joined, one) for one in stored.get("joined", ()))
    return build(Erasure, stored, due=due, **lists)
