"""Codes that join a customer's apps, found by their hash alone; and the commits that join threads, and part them."""

import hashlib
from dataclasses import dataclass, replace

from handlers.conversation.addresses import to_send_on
from handlers.conversation.identity import keys_of, led_to
from handlers.conversation.link_code import LASTS
from handlers.conversation.linking import Refused, joined, link_to, why_not_joined
from handlers.conversation.ports.linking import Say
from handlers.conversation.progress import check_owner
from handlers.conversation.sending import to_send
from handlers.conversation.thread import Thread
from handlers.conversation.turn import Turn
from handlers.conversation.unlinking import leaving, parted, why_not_parted
from handlers.errors import TurnLost
from handlers.stores.aside import beside
from handlers.stores.documents import NEW, Write
from handlers.stores.joined import with_led
from handlers.stores.keeping import Keeping, Stored
from handlers.stores.ticket_fields import ticket_of, ticket_write


@dataclass(frozen=True)
class StoredLinkCodes:
    """Keeps the promises of LinkCodes."""

    keeping: Keeping

    async def keep(self, code: str, thread: Thread) -> None:
        """See LinkCodes."""
        now = self.keeping.now()
        fields = {"thread": thread.key, "at": now, "place": f"{thread.key}/{now.isoformat()}"}
        async with self.keeping.available():
            await self.keeping.documents.commit([Write(_path(code), {**fields, "expire_at": now + LASTS}, NEW)])

    async def join(self, turn: Turn, code: str, sid: str, say: Say) -> Refused | tuple[str, ...]:
        """See LinkCodes."""
        return await self.keeping.until_alone(lambda: self._join(turn, code, sid, say))

    async def _join(self, turn: Turn, code: str, sid: str, say: Say) -> Refused | tuple[str, ...]:
        now, ours_at = self.keeping.now(), f"threads/{turn.thread.key}"
        mine = await self.keeping.documents.get([ours_at])
        ours = _owned(Stored(mine, now), turn)
        kept = next(iter(await self.keeping.documents.get([_path(code)])), None)
        if kept is None or kept.fields["expire_at"] <= now:
            return Refused.WRONG
        asked_at = f"threads/{kept.fields['thread']}"
        stored = await with_led(self.keeping, [*mine, *await self.keeping.documents.get({asked_at} - {ours_at})])
        theirs = led_to(stored.threads, kept.fields["thread"])
        if refused := why_not_joined(ours, theirs, kept.fields["at"], now):
            return refused
        assert theirs is not None  # noqa: S101 - else it is refused
        here, there = say(ours, theirs)
        both = joined(turn, ours, theirs, sid, here, now)
        texts = [there] if there else []
        unsent = to_send(to_send_on(theirs), texts, sid, now)
        told = await beside(self.keeping, theirs.key, theirs.contact, unsent) if unsent else None
        writes = [
            self.keeping.thread(both, stored.versions[f"threads/{theirs.key}"]),
            self.keeping.thread(link_to(both, ours, now), stored.versions[ours_at]),
            Write(kept.path, None, kept.version),
            *(told.writes if told else ()),
            *await self._moved(ours.ticket, both),
        ]
        await self.keeping.documents.commit(writes)
        return told.owes if told else ()

    async def _moved(self, code: str | None, thread: Thread) -> list[Write]:
        """The writes that make a ticket of ours one of the joined thread."""
        found = await self.keeping.documents.get([f"tickets/{code}"] if code else [])
        moved = [(replace(ticket_of(code or "", one.fields), thread=thread.key), one.version) for one in found]
        return [ticket_write(self.keeping, ticket, version) for ticket, version in moved]

    async def part(self, turn: Turn, sid: str, text: str) -> Refused | None:
        """See LinkCodes."""
        return await self.keeping.until_alone(lambda: self._part(turn, sid, text))

    async def _part(self, turn: Turn, sid: str, text: str) -> Refused | None:
        now, path = self.keeping.now(), f"threads/{turn.thread.key}"
        stored = await self.keeping.read([path])
        thread = _owned(stored, turn)
        if refused := why_not_parted(turn, thread, now):
            return refused
        alone, new = parted(turn, thread, sid, text, now)
        writes = [self.keeping.thread(alone, stored.versions[path])]
        found = await self.keeping.read(f"threads/{key}" for one in leaving(thread) for key in keys_of(one))
        for key, link in found.threads.items():
            if link.moved_to and not (new and key == new.key):
                writes.append(Write(f"threads/{key}", None, found.versions[f"threads/{key}"]))
        if new:
            writes.append(self.keeping.thread(new, found.versions.get(f"threads/{new.key}", NEW)))
            if unsent := to_send_on(thread):
                writes += (await beside(self.keeping, thread.key, thread.contact, unsent)).writes
        await self.keeping.documents.commit(writes)
        return None


def _owned(stored: Stored, turn: Turn) -> Thread:
    """The turn's thread, if it still is its own. Raises TurnLost."""
    thread = stored.threads.get(turn.thread.key)
    if thread is None:
        raise TurnLost
    check_owner(thread, turn)
    return thread


def _path(code: str) -> str:
    return f"link_codes/{hashlib.sha256(code.encode()).hexdigest()}"
