"""Notices to agents: each is an unsent text in a thread of its own, between an agent and the business about a ticket.

So they are sent as everything by REST: once, looked for if it is unclear, and tried again by the clock.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from handlers.conversation.contact import Contact
from handlers.conversation.enclosed import Enclosed
from handlers.conversation.identity import keys_of
from handlers.conversation.sending import to_send
from handlers.conversation.thread import Thread
from handlers.stores.documents import ANY, NEW, Write
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
        if not notices:
            return Enclosed()
        keys = {notice.to: _key(ticket, notice.to) for notice in notices}
        stored, now, writes = await self.keeping.read(f"threads/{key}" for key in keys.values()), self.keeping.now(), []
        for to, key in keys.items():
            kept = stored.threads.get(key) or Thread(key, to, alias=key, about=ticket.thread)
            said = [notice.text for notice in notices if notice.to == to]
            kept = replace(kept, unsent=to_send(kept.unsent, said, by, now))
            writes.append(self.keeping.thread(kept, stored.versions.get(f"threads/{key}", NEW)))
        return Enclosed(tuple(writes), tuple(keys.values()))


def who_is(agent: Agent | Contact) -> str:
    """The field `who` of an agent's documents, the same whichever address of the business's the agent writes to."""
    address = agent.customer if isinstance(agent, Contact) else agent.address
    return hashlib.sha256(f"{agent.channel}\n{address}".encode()).hexdigest()[:32]


def _heard_path(agent: Contact) -> str:
    return f"agents/{keys_of(agent)[0]}"


def _key(ticket: Ticket, agent: Contact) -> str:
    return hashlib.sha256(f"{ticket.code}\n{keys_of(agent)[0]}".encode()).hexdigest()[:32]
