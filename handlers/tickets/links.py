"""Links to the desk: an agent asks for one by message; it lets in once, within ten minutes."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from handlers.conversation.contact import Channel, Contact
from handlers.tickets.agents import Agent

LASTS = timedelta(minutes=10)
TOKEN_BYTES = 20
ENTRANCE = "/desk/enter"


@dataclass(frozen=True)
class Link:
    """The agent whom a link lets in. `business`: the address of ours that the agent wrote to."""

    agent: str
    channel: Channel
    address: str
    business: str


class Links(Protocol):
    """Keeps links; of a token only the hash. All raise StoreUnavailable."""

    async def keep(self, token: str, link: Link, until: datetime) -> None:
        """Keep a new link."""
        ...

    async def take(self, token: str) -> Link | None:
        """The link of this token, the first time and before its end; else None."""
        ...


@dataclass(frozen=True)
class MakeLink:
    """Makes links.

    The token stands behind a #, which browsers keep to themselves: so it is in no log of requests, and an app that
    previews links never has it.
    """

    links: Links
    public_url: str
    now: Callable[[], datetime]

    async def __call__(self, agent: Agent, contact: Contact) -> str:
        """A new link for the agent who wrote as this contact. Raises StoreUnavailable."""
        token = secrets.token_hex(TOKEN_BYTES)
        link = Link(agent.name, agent.channel, agent.address, contact.business)
        await self.links.keep(token, link, self.now() + LASTS)
        return f"{self.public_url}{ENTRANCE}#{token}"
