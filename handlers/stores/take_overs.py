"""Conversations that an agent takes over: the ticket and its thread, written in one commit."""

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from handlers.conversation.messages import Author
from handlers.conversation.record import Record
from handlers.conversation.thread import Thread
from handlers.errors import NoSuchTicket
from handlers.stores.documents import NEW
from handlers.stores.keeping import Keeping
from handlers.stores.ticket_fields import ticket_write
from handlers.tickets.acting import NOTHING
from handlers.tickets.code import new_code
from handlers.tickets.conversations import Begin

if TYPE_CHECKING:
    from handlers.stores.helpdesk_events import StoredHelpdeskEvents


@dataclass(frozen=True)
class StoredTakeOvers:
    """Keeps the promises of TakeOvers. `events`: where a helpdesk is told of tickets."""

    keeping: Keeping
    events: "StoredHelpdeskEvents | None" = None

    async def take_over(self, thread: str, begin: Begin, *, sid: str) -> str:
        """See TakeOvers. A code that another ticket has is a conflict, too."""
        return await self.keeping.until_alone(lambda: self._take_over(thread, begin, sid))

    async def _take_over(self, key: str, begin: Begin, sid: str) -> str:
        before = (await self.keeping.read([f"messages/{sid}"])).record
        if before and before.texts:
            return before.texts[0]
        thread, version = await self._thread(key)
        if thread.ticket:
            return thread.ticket
        now, ticket = self.keeping.now(), begin(new_code(), thread)
        record = Record(thread.key, now, NOTHING, (ticket.code,), sid, author=Author.PERSON, by=ticket.agent)
        held = replace(thread, ticket=ticket.code, person_since=thread.person_since or now)
        ours = [ticket_write(self.keeping, ticket, NEW), self.keeping.record(sid, record, NEW)]
        told = self.events.opened(ticket, ()).writes if self.events else ()
        await self.keeping.documents.commit([self.keeping.thread(held, version), *ours, *told])
        return ticket.code

    async def _thread(self, key: str) -> tuple[Thread, object]:
        stored = await self.keeping.read([f"threads/{key}"])
        thread = stored.threads.get(key)
        if thread is None:
            raise NoSuchTicket
        return await self._thread(thread.moved_to) if thread.moved_to else (thread, stored.versions[f"threads/{key}"])
