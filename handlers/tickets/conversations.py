"""Conversations as people of the business look at them, with a ticket or without."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from handlers.conversation.contact import Contact
from handlers.conversation.record import Record
from handlers.conversation.thread import Thread
from handlers.tickets.ticket import Ticket

# A new ticket of this code, for a thread that an agent takes over. Pure, since it may run again.
Begin = Callable[[str, Thread], Ticket]


@dataclass(frozen=True)
class Kept:
    """A message as it is kept, by its sid."""

    sid: str
    record: Record


class Conversations(Protocol):
    """Shows threads and their messages. All raise StoreUnavailable."""

    async def thread(self, key: str) -> Thread | None:
        """The customer's thread of this key, or the one that it has moved to; None if there is none any more."""
        ...

    async def named(self, alias: str) -> Thread | None:
        """The customer's thread of this alias: its name in addresses, which get into logs of requests."""
        ...

    async def messages(self, thread: Thread, *, most: int) -> list[Kept]:
        """Its last messages, oldest first."""
        ...

    async def message(self, thread: Thread, sid: str) -> Record | None:
        """One message, if it is this very thread's."""
        ...

    async def recent(self, *, most: int) -> list[Thread]:
        """Customers' threads, that of who wrote last first.

        `most`: of each shard, so that one read per thread is all that it costs.
        """
        ...

    async def of(self, contacts: Sequence[Contact]) -> list[Thread]:
        """The threads of those of these contacts who have one."""
        ...

    async def changed(self, since: datetime, *, most: int) -> list[tuple[str, str]]:
        """The codes of tickets written since this time, each with when it was: one read if there are none."""
        ...


class TakeOvers(Protocol):
    """Puts conversations into a person's hands before the customer asks. Raises StoreUnavailable."""

    async def take_over(self, thread: str, begin: Begin, *, sid: str) -> str:
        """Open a ticket for a thread, once by `sid`; return the ticket's code.

        If a person already has the thread, it is that ticket's code, and nothing is changed. Raises NoSuchTicket if
        the customer was forgotten.
        """
        ...
