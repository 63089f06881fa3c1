"""Notices to agents about tickets, and when agents wrote last."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from handlers.conversation.contact import Contact
from handlers.conversation.enclosed import Enclosed
from handlers.conversation.identity import keys_of
from handlers.stores.aside import aside
from handlers.stores.documents import ANY, Write
from handlers.stores.keeping import Keeping
from handlers.tickets.acting import Notice
from handlers.tickets.agents import Agent
from handlers.tickets.ticket import Ticket


@dataclass(frozen=True)
class StoredNotices:
    """Keeps notices, and the promises of Heard."""

    keeping: Keeping

    async def hear(self, agent: Contact) -> None:
        """See Heard."""
        path = _heard_path(agent)
        where = {"who": who_is(agent), "business": agent.business, "carrier": agent.carrier}
        fields = self.keeping.expiring(path, {"heard_at": self.keeping.now(), **where})
        async with self.keeping.available():
            await self.keeping.documents.commit([Write(path, fields, ANY)])

    async def heard(self, agents: Sequence[Contact]) -> dict[Contact, datetime]:
        """See Heard."""
        by_path = {_heard_path(agent): agent for agent in agents}
        async with self.keeping.available():
            found = await self.keeping.documents.get(by_path) if by_path else []
        alive = [document for document in found if document.fields["expire_at"] > self.keeping.now()]
        return {by_path[document.path]: document.fields["heard_at"] for document in alive}

    async def about(self, ticket: Ticket, notices: Sequence[Notice], by: str) -> Enclosed:
        """The writes that keep these notices about a ticket, for `by` to send."""
        texts: dict[Contact, list[str]] = {}
        for notice in notices:
            texts.setdefault(notice.to, []).append(notice.text)
        return await aside(self.keeping, texts, by, subject=ticket.code, about=ticket.thread)


def who_is(agent: Agent | Contact) -> str:
    """The field `who` of an agent's documents, the same whichever address of the business's the agent writes to."""
    address = agent.customer if isinstance(agent, Contact) else agent.address
    return hashlib.sha256(f"{agent.channel}\n{address}".encode()).hexdigest()[:32]


def _heard_path(agent: Contact) -> str:
    return f"agents/{keys_of(agent)[0]}"
