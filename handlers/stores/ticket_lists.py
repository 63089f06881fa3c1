"""Lists of tickets: by state for people, by time for the clock."""

from dataclasses import dataclass
from datetime import datetime

from handlers.stores.keeping import Keeping
from handlers.stores.ticket_fields import clocked, ticket_of
from handlers.tickets.ticket import State, Ticket


@dataclass(frozen=True)
class StoredTicketLists:
    """Keeps the promises of TicketLists."""

    keeping: Keeping

    async def waiting_since_before(self, at: datetime, *, most: int) -> list[Ticket]:
        """See TicketLists."""
        return await self._between("clock", "waits/", clocked("waits", at), most)

    async def idle_since_before(self, at: datetime, *, most: int) -> list[Ticket]:
        """See TicketLists."""
        return await self._between("clock", "idle/", clocked("idle", at), most)

    async def listed(self, state: State, *, most: int) -> list[Ticket]:
        """See TicketLists."""
        return await self._between("listed", f"{state}/", f"{state}0", most, descending=state is State.CLOSED)

    async def _between(
        self, field: str, after: str, before: str, most: int, *, descending: bool = False
    ) -> list[Ticket]:
        between = (field, "GREATER_THAN", after), (field, "LESS_THAN", before)
        async with self.keeping.available():
            found = await self.keeping.documents.find(
                "tickets", *between, order=field, descending=descending, most=most
            )
        alive = [document for document in found if document.fields["expire_at"] > self.keeping.now()]
        return [ticket_of(document.path.partition("/")[2], document.fields) for document in alive]
