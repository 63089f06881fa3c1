"""Ports of tickets: what is stored about them."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Protocol

from handlers.conversation.contact import Contact
from handlers.conversation.enclosed import Enclose
from handlers.conversation.messages import Content
from handlers.conversation.survey import Survey
from handlers.conversation.thread import Thread
from handlers.tickets.acting import Act, Acted, Notice, Repeated
from handlers.tickets.survey import Rating, Settled
from handlers.tickets.ticket import State, Ticket

# The notices that a changed ticket gives rise to, given when each agent's last message came.
Telling = Callable[[Ticket, Mapping[Contact, datetime]], Sequence[Notice]]


class Tickets(Protocol):
    """Keeps tickets. Each call happens as a whole or not at all. All raise StoreUnavailable.

    A notice is stored with what it tells of, as a text of a thread of its own that SendOut sends: once, and tried again
    by the clock. So are events for the helpdesk, if there is one; `said`: what the customer said, for these.
    """

    async def get(self, code: str) -> Ticket | None:
        """The ticket of this code."""
        ...

    def opening(
        self, ticket: Ticket, agents: Sequence[Contact], tell: Telling, *, by: str, said: Sequence[Content] = ()
    ) -> Enclose:
        """A new ticket and its notices, for the commit that closes a turn; `by` is to send the notices."""
        ...

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
        """A change of a ticket, and its notices, likewise. Raises TurnLost if the ticket is gone or closed."""
        ...

    async def act(self, code: str, act: Act, *, sid: str) -> tuple[Acted, Sequence[str]] | Repeated:
        """Do a person's action, whose message is `sid`, once; return it and the threads whose texts are due then.

        Raises NoSuchTicket, and CannotAct as `act` does.
        """
        ...


class Heard(Protocol):
    """Knows when agents wrote last: WhatsApp lets us write to them for a day after. All raise StoreUnavailable."""

    async def hear(self, agent: Contact) -> None:
        """Keep when this agent wrote last: now."""
        ...

    async def heard(self, agents: Sequence[Contact]) -> Mapping[Contact, datetime]:
        """When each of these agents wrote last; without those who never did, or too long ago to be kept."""
        ...


class Teaches(Protocol):
    """Hears agents who teach answers. Raises StoreUnavailable."""

    @property
    def help(self) -> str:
        """The lines of help that tell how."""
        ...

    async def __call__(self, text: str, *, by: str, owner: str, sid: str) -> str | None:
        """What the agent of this name is told; None if the message `sid` teaches nothing. Only the owner may."""
        ...


class TicketLists(Protocol):
    """Finds tickets. All raise StoreUnavailable."""

    async def waiting_since_before(self, at: datetime, *, most: int) -> list[Ticket]:
        """Tickets whose customer has waited since before this time, and nobody was reminded, the longest first."""
        ...

    async def idle_since_before(self, at: datetime, *, most: int) -> list[Ticket]:
        """Tickets whose customer has not answered since a person's words of before this time, the longest first."""
        ...

    async def listed(self, state: State, *, most: int) -> list[Ticket]:
        """Tickets in this state, the one that has waited longest first."""
        ...


class Surveys(Protocol):
    """Keeps what customers were asked, and answered. Each call happens as a whole or not at all.

    All raise StoreUnavailable. Shards are as in Debts.
    """

    async def rested(self, shard: str, *, most: int) -> list[Thread]:
        """Threads whose customers may be asked by now, the longest at rest first."""
        ...

    async def settle(self, thread: str, settle: Callable[[Thread], Settled | None], *, by: str) -> Settled | None:
        """Store what `settle` makes of the thread; its question, if any, is left unsent for `by`. None: nothing."""
        ...

    def answering(self, survey: Survey, thread: str, change: Callable[[Rating], Rating]) -> Enclose:
        """What the customer answered, for the commit that closes a turn; the same again changes nothing."""
        ...

    async def of(self, thread: str, *, most: int) -> list[Rating]:
        """What a thread's customer was asked last, and answered, oldest first."""
        ...
