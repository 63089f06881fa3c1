"""Tickets and their notices, written together with what they are about; every write carries a precondition.

Long: each of its calls is a commit over several kinds of documents.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from handlers.conversation.contact import Contact
from handlers.conversation.enclosed import Enclose, Enclosed
from handlers.conversation.messages import Author, Content
from handlers.conversation.outgoing import template_in
from handlers.conversation.record import Record
from handlers.conversation.sending import to_send
from handlers.conversation.thread import Thread
from handlers.errors import NoSuchTicket, TurnLost
from handlers.stores.documents import NEW, Document, Write
from handlers.stores.fields import record_of
from handlers.stores.keeping import Keeping
from handlers.stores.notices import StoredNotices
from handlers.stores.surveys import rating_write
from handlers.stores.ticket_fields import ticket_of, ticket_write
from handlers.tickets import windows
from handlers.tickets.acting import Act, Acted, Repeated
from handlers.tickets.ports import Telling
from handlers.tickets.survey import asked
from handlers.tickets.ticket import Ticket

if TYPE_CHECKING:
    from handlers.stores.helpdesk_events import StoredHelpdeskEvents


@dataclass(frozen=True)
class StoredTickets:
    """Keeps the promises of Tickets. `events`: those for the helpdesk, if it is to be told."""

    keeping: Keeping
    notices: StoredNotices
    events: "StoredHelpdeskEvents | None" = None

    async def get(self, code: str) -> Ticket | None:
        """See Tickets."""
        async with self.keeping.available():
            found = await self._read(code)
        return found[0] if found else None

    def opening(
        self, ticket: Ticket, agents: Sequence[Contact], tell: Telling, *, by: str, said: Sequence[Content] = ()
    ) -> Enclose:
        """See Tickets."""

        async def enclose() -> Enclosed:
            if await self._read(ticket.code) is not None:
                raise TurnLost  # the code is taken: the turn begins anew, and draws another
            told = self.events.opened(ticket, said) if self.events else Enclosed()
            return await self._enclosed(self._write(ticket, NEW), ticket, agents, tell, by) + told

        return enclose

    def changing(
        self,
        code: str,
        change: Callable[[Ticket], Ticket],
        agents: Sequence[Contact],
        tell: Telling,
        *,
        by: str,
        said: Sequence[Content] = (),
    ) -> Enclose:
        """See Tickets."""

        async def enclose() -> Enclosed:
            found = await self._read(code)
            if found is None or found[0].is_closed:
                raise TurnLost
            ticket = change(found[0])
            told = self._changed(found[0], ticket, said)
            return await self._enclosed(self._write(ticket, found[1]), ticket, agents, tell, by) + told

        return enclose

    async def act(self, code: str, act: Act, *, sid: str) -> tuple[Acted, Sequence[str]] | Repeated:
        """See Tickets."""
        return await self.keeping.until_alone(lambda: self._act(code, act, sid))

    async def _act(self, code: str, act: Act, sid: str) -> tuple[Acted, Sequence[str]] | Repeated:
        now, by_path = self.keeping.now(), await self._by_path([f"tickets/{code}", f"messages/{sid}"])
        if repeated := by_path.get(f"messages/{sid}"):
            return Repeated(record_of(repeated.fields).texts or ())
        if f"tickets/{code}" not in by_path:
            raise NoSuchTicket
        document = by_path[f"tickets/{code}"]
        thread, version = await self._thread(document.fields["thread"])
        before = replace(_ticket_in(document), contact=thread.contact)  # where the customer wrote last
        if not before.is_of(thread):
            raise NoSuchTicket  # its customer was forgotten, and wrote again before it was deleted
        acted = act(before, thread)
        is_free = not any(template_in(text) for text in acted.to_customer)
        until = windows.closes_at(thread.contact, acted.ticket.inbound_at) if is_free else None
        unsent = to_send(thread.unsent, acted.to_customer, sid, now, ticket=code, until=until)
        changed = asked(replace(thread, unsent=unsent), acted.rating)
        if acted.gives_back and thread.ticket == code:
            changed = replace(changed, ticket=None)
        record = Record(thread.key, now, acted.said, acted.reply, sid, channel=str(thread.contact.channel))
        # The thread is written even if unchanged: nothing is kept for a customer who is being forgotten.
        writes = [self._write(acted.ticket, document.version), self.keeping.thread(changed, version)]
        writes.append(self.keeping.record(sid, replace(record, author=Author.PERSON, by=acted.by), NEW))
        if acted.rating:
            writes.append(rating_write(self.keeping, acted.rating))
        told = self._changed(before, acted.ticket, [acted.said], acted.by)
        along = await self.notices.about(acted.ticket, acted.notices, sid) + told
        await self.keeping.documents.commit([*writes, *along.writes])
        return acted, (*([thread.key] if acted.to_customer else []), *along.owes)

    async def _thread(self, key: str) -> tuple[Thread, object]:
        """The thread of this key, or where it has moved to. Raises NoSuchTicket for a customer who was forgotten."""
        stored = await self.keeping.read([f"threads/{key}"])
        thread = stored.threads.get(key)
        if thread is None:
            raise NoSuchTicket
        return await self._thread(thread.moved_to) if thread.moved_to else (thread, stored.versions[f"threads/{key}"])

    async def _enclosed(
        self, write: Write, ticket: Ticket, agents: Sequence[Contact], tell: Telling, by: str
    ) -> Enclosed:
        notices = await self.notices.about(ticket, tell(ticket, await self.notices.heard(agents)), by)
        return Enclosed((write, *notices.writes), notices.owes)

    def _changed(self, before: Ticket, after: Ticket, said: Sequence[Content], by: str = "") -> Enclosed:
        return self.events.changed(before, after, said, by) if self.events else Enclosed()

    def _write(self, ticket: Ticket, version: object) -> Write:
        return ticket_write(self.keeping, ticket, version)

    async def _read(self, code: str) -> tuple[Ticket, object] | None:
        found = (await self._by_path([f"tickets/{code}"])).get(f"tickets/{code}")
        return (_ticket_in(found), found.version) if found else None

    async def _by_path(self, paths: Iterable[str]) -> dict[str, Document]:
        wanted = list(paths)
        found = await self.keeping.documents.get(wanted) if wanted else []
        return {document.path: document for document in found if self._is_kept(document)}

    def _is_kept(self, document: Document) -> bool:
        return bool(document.fields["expire_at"] > self.keeping.now())


def _ticket_in(document: Document) -> Ticket:
    return ticket_of(document.path.partition("/")[2], document.fields)
