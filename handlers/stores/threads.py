"""Threads and messages, kept in two collections; every write carries a precondition.

There is no pessimistic transaction: if a commit's precondition fails, it is tried again on the newly stored state.

Long: a few lines for each write of a turn.
"""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from handlers.conversation import opening, progress, record
from handlers.conversation.addresses import elsewhere, is_for, left_there
from handlers.conversation.contact import Contact
from handlers.conversation.enclosed import Enclosed
from handlers.conversation.facts import Reckon
from handlers.conversation.identity import keys_of
from handlers.conversation.messages import Message, Part, Reply, Said
from handlers.conversation.opening import Limits, Opened
from handlers.conversation.record import Record
from handlers.conversation.sending import to_send
from handlers.conversation.spending import Spends, uncounted
from handlers.conversation.thread import Joined, Thread
from handlers.conversation.turn import Turn
from handlers.errors import TurnLost
from handlers.stores.aside import beside
from handlers.stores.documents import NEW, Conflict, Document
from handlers.stores.fields import record_of
from handlers.stores.joined import joined_parts, with_led
from handlers.stores.keeping import Keeping, Stored, places

NOTHING: Mapping[Contact, Sequence[str]] = {}


@dataclass(frozen=True)
class StoredThreads:
    """Keeps the promises of Threads. Two round trips open a turn, one records its response, one closes it.

    `reckon`: what is counted of each message. `spends`: counts what a closing turn cost.
    """

    keeping: Keeping
    limits: Limits
    reckon: Reckon | None = None
    spends: Spends = uncounted

    async def open_turn(self, message: Message) -> Opened:
        """See Threads."""
        return await self.keeping.until_alone(lambda: self._open_turn(message))

    async def spend_attempt(self, turn: Turn) -> None:
        """See Threads."""
        now = self.keeping.now()
        await self._advance(turn, lambda stored: progress.attempted(stored, turn, now))
        turn.attempt = turn.unanswered[-1].sid

    async def record_response(self, turn: Turn, response: str) -> None:
        """See Threads."""
        await self._advance(turn, lambda stored: progress.responding(stored, turn, response))

    async def record_calls(self, turn: Turn) -> None:
        """See Threads."""
        await self._advance(turn, lambda stored: progress.called(stored, turn, self.keeping.now()))

    async def record_parts(self, turn: Turn, parts: Mapping[str, tuple[Part, ...]]) -> None:
        """See Threads."""
        await self._advance(turn, lambda stored: progress.with_parts(stored, turn, parts))

    async def renew_turn(self, turn: Turn) -> None:
        """See Threads."""
        await self._advance(turn, lambda stored: progress.renewed(stored, turn, self.keeping.now()))

    async def pause_turn(self, turn: Turn) -> None:
        """See Threads."""
        await self._advance(turn, lambda stored: progress.paused(stored, turn, self.keeping.now()))

    async def close_turn(self, turn: Turn, reply: Reply, *, partly: bool = False, sender: str = "") -> None:
        """See Threads."""
        now = self.keeping.now()
        close = progress.partly_closed if partly else progress.closed
        closing = turn.decisions.answered if partly else turn.running.covers
        records = record.records_of(turn, reply, closing, self.reckon, by_rest=bool(sender))
        turn.charges = tuple(charge for closed in records.values() if closed.facts for charge in closed.facts.charges)
        told = {turn.message.contact: reply.texts} if sender else {}
        told |= dict.fromkeys(elsewhere(turn), reply.texts)

        def closed(old: Thread) -> Thread:
            return close(old, turn, reply, now, sender=sender if is_for(old, turn.message.contact) else "")

        async with self.spends(turn, records):
            await self._advance(turn, closed, records, is_last=True, told=told, sender=sender or turn.message.sid)

    async def release_turn(self, turn: Turn, apology: Reply, *, sender: str = "") -> None:
        """See Threads."""
        now, to = self.keeping.now(), turn.message.contact

        def released(old: Thread) -> Thread:
            return progress.released(old, turn, apology, now, sender=sender if is_for(old, to) else "")

        await self._advance(turn, released, told={to: apology.texts} if sender else {}, sender=sender)

    async def text_of(self, thread: str, sid: str) -> str | None:
        """See Threads."""
        async with self.keeping.available():
            found = (await self.keeping.read([f"messages/{sid}"])).record
        return found.content.words if found and found.thread == thread else None

    async def records(
        self, thread: str, *, most: int, since: datetime | None = None, joined: Sequence[Joined] = ()
    ) -> list[Record]:
        """See Threads. One query for each key."""
        async with self.keeping.available():
            parts = [(thread, f"{thread}0"), *joined_parts(joined)]
            found = await asyncio.gather(*(self._last(key, end, most, since) for key, end in parts))
        alive = [one.fields for each in found for one in reversed(each) if one.fields["expire_at"] > self.keeping.now()]
        return sorted(map(record_of, alive), key=lambda record: record.at)[-most:]

    async def _last(self, key: str, end: str, most: int, since: datetime | None) -> list[Document]:
        return await self.keeping.documents.find(
            "messages", *places(key, end, since), order="place", descending=True, most=most
        )

    async def history(
        self, thread: str, *, most: int, since: datetime | None = None, joined: Sequence[Joined] = ()
    ) -> list[Said]:
        """See Threads."""
        return record.said_in(await self.records(thread, most=most, since=since, joined=joined))[-most:]

    async def _open_turn(self, message: Message) -> Opened:
        now, keys = self.keeping.now(), keys_of(message.contact)
        found = await self.keeping.documents.get([f"messages/{message.sid}", *(f"threads/{key}" for key in keys)])
        stored = await with_led(self.keeping, found)
        opened = opening.open_turn(stored.threads, stored.record, message, now, self.limits)
        version = await self._write_opened(opened, stored, message, now)
        if isinstance(opened, Turn):
            opened.version = version or stored.versions[f"threads/{opened.thread.key}"]
        return opened

    async def _write_opened(self, opened: Opened, stored: Stored, message: Message, now: datetime) -> object:
        threads = opening.to_write(stored.threads, opened, message, now)
        writes = [self.keeping.thread(thread, stored.versions.get(f"threads/{thread.key}", NEW)) for thread in threads]
        for before, after in ((stored.threads.get(thread.key), thread) for thread in threads):
            if before and (unsent := left_there(before, after)):
                writes += (await beside(self.keeping, before.key, before.contact, unsent)).writes
        if stored.record is None:
            for sid, new in opening.new_record(opened, message, now).items():
                writes.append(self.keeping.record(sid, new, stored.versions.get(f"messages/{sid}", NEW)))
        return (await self.keeping.documents.commit(writes))[0] if writes else None

    async def _advance(
        self,
        turn: Turn,
        change: Callable[[Thread], Thread],
        records: Mapping[str, Record] | None = None,
        *,
        is_last: bool = False,
        told: Mapping[Contact, Sequence[str]] = NOTHING,
        sender: str = "",
    ) -> None:
        """Write the changed thread if it is still as last seen; else read it again, and change the new state.

        `told`: texts that `sender` sends; those for another address than the thread's own are kept beside it.
        """
        stored, version = turn.thread, turn.version
        async with self.keeping.available():
            while True:
                changed = change(stored)
                enclosed = [await enclose() for enclose in turn.enclosed] if is_last else []
                kept = {to: await self._beside(stored, to, texts, sender) for to, texts in told.items()}
                enclosed += kept.values()
                along = [write for one in enclosed for write in one.writes]
                try:
                    turn.version = await self.keeping.write_thread(changed, version, records or {}, along)
                    turn.thread, turn.decisions = changed, changed.decisions
                    turn.owes = tuple(key for one in enclosed for key in one.owes)
                    turn.carried = next(iter(kept.get(turn.message.contact, Enclosed()).owes), "")
                    return
                except Conflict:
                    stored, version = await self.look_again(turn)

    async def _beside(self, stored: Thread, to: Contact, texts: Sequence[str], sender: str) -> Enclosed:
        """The writes that keep texts for an address that the thread's own do not reach."""
        unsent = None if is_for(stored, to) else to_send(None, texts, sender, self.keeping.now())
        return await beside(self.keeping, stored.key, to, unsent) if unsent else Enclosed()

    async def look_again(self, turn: Turn) -> tuple[Thread, object]:
        """The turn's thread as stored now, and its version. Raises TurnLost if it is gone."""
        path = f"threads/{turn.thread.key}"
        seen = await self.keeping.read([path])
        if turn.thread.key not in seen.threads:
            raise TurnLost  # deleted or expired meanwhile
        return seen.threads[turn.thread.key], seen.versions[path]
