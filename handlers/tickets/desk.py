"""The desk: what agents look at in the browser, and a short mark by which a page asks whether anything has changed.

A page with tickets asks for the tickets that were written since it was made: one query, and one read if there are
none, for a customer's message writes its ticket, too. A conversation without a ticket asks for its thread: one read.
No document is written for this that all customers would write.
"""

import asyncio
import hashlib
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from handlers.conversation.contact import Channel, Contact
from handlers.conversation.spelling import spellings_of
from handlers.conversation.thread import Thread
from handlers.tickets import code
from handlers.tickets.conversations import Conversations, Kept
from handlers.tickets.ports import TicketLists, Tickets
from handlers.tickets.ticket import State, Ticket

ACTIVE = (State.OPEN, State.TAKEN, State.WAITING)
MOST_TICKETS = 200  # of a state
MOST_A_SHARD = 8  # conversations
MOST_CHANGED = 200
SKEW = timedelta(seconds=10)  # between the clocks of two instances
LEAST_DIGITS = 7  # of a phone number


class View(StrEnum):
    """What the list shows."""

    ACTIVE = "active"
    CLOSED = "closed"
    TALKS = "talks"


@dataclass(frozen=True)
class Listing:
    """Tickets by state, and conversations."""

    groups: Mapping[State, Sequence[Ticket]] = field(default_factory=dict)
    threads: Sequence[Thread] = ()


@dataclass(frozen=True)
class Opened:
    """A conversation with its ticket, if there is one."""

    thread: Thread
    ticket: Ticket | None
    messages: Sequence[Kept]


@dataclass(frozen=True)
class Desk:
    """Shows tickets and conversations to agents. All raise StoreUnavailable."""

    tickets: Tickets
    lists: TicketLists
    conversations: Conversations

    async def listing(self, view: View, search: str, business: str) -> Listing:
        """The list. `business`: our address, whose customer a number in the search is."""
        if search.strip():
            return await self._found(search.strip(), business)
        if view is View.TALKS:
            return Listing(threads=await self.conversations.recent(most=MOST_A_SHARD))
        return Listing(await self._in(ACTIVE if view is View.ACTIVE else (State.CLOSED,)))

    async def ticket(self, wanted: str, *, most: int) -> Opened | None:
        """A ticket with its conversation; None if there is none, or its customer was forgotten."""
        ticket = await self.tickets.get(wanted)
        thread = await self.conversations.thread(ticket.thread) if ticket else None
        if ticket is None or thread is None or not ticket.is_of(thread):
            return None
        return Opened(thread, ticket, await self.conversations.messages(thread, most=most))

    async def talk(self, alias: str, *, most: int) -> Opened | None:
        """A conversation, with its open ticket."""
        thread = await self.conversations.named(alias)
        if thread is None:
            return None
        ticket = await self.tickets.get(thread.ticket) if thread.ticket else None
        return Opened(thread, ticket, await self.conversations.messages(thread, most=most))

    async def mark(self, since: datetime, talk: str = "") -> str:
        """The mark of a page made at this time; another one once something on it has changed.

        `talk`: the alias of the conversation that the page shows, if that has no ticket.
        """
        if talk:
            thread = await self.conversations.named(talk)
            return _digest(thread and (thread.number, thread.open, thread.recent, thread.ticket, thread.unsent))
        return _digest(await self.conversations.changed(since - SKEW, most=MOST_CHANGED))

    async def _in(self, states: Sequence[State]) -> Mapping[State, Sequence[Ticket]]:
        found = await asyncio.gather(*(self.lists.listed(state, most=MOST_TICKETS) for state in states))
        return dict(zip(states, found, strict=True))

    async def _found(self, search: str, business: str) -> Listing:
        named = code.split(search if search.startswith("#") else f"#{search}")[0]
        ticket = await self.tickets.get(named) if named else None
        threads = await self.conversations.of(contacts_in(search, business))
        if ticket:
            return Listing({ticket.state: [ticket]}, threads)
        every = await self._in((*ACTIVE, State.CLOSED))
        return Listing(
            {state: [one for one in group if matches(one, search)] for state, group in every.items()}, threads
        )


def matches(ticket: Ticket, search: str) -> bool:
    """True if every word of the search is in what is known of the ticket, whatever its case and accents."""
    contact = ticket.contact
    known = _folded(" ".join((ticket.code, contact.profile_name, contact.customer, ticket.agent, ticket.summary)))
    return all(word in known for word in _folded(search).split())


def contacts_in(search: str, business: str) -> list[Contact]:
    """The customers whose phone number the search is."""
    digits = "".join(letter for letter in search if letter.isdigit())
    if len(digits) < LEAST_DIGITS or any(letter.isalpha() for letter in search):
        return []
    numbers = sorted(spellings_of(f"+{digits}"))
    return [Contact(channel, business, one) for channel in (Channel.WHATSAPP, Channel.SMS) for one in numbers]


def _folded(text: str) -> str:
    letters = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in letters if not unicodedata.combining(letter))


def _digest(value: object) -> str:
    return hashlib.sha256(repr(value).encode()).hexdigest()[:16]
