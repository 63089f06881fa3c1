"""Ports of the helpdesk: it is told of tickets, and events are kept until it has them."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from handlers.tickets.helpdesk import HelpdeskEvent


class Helpdesk(Protocol):
    """Takes events."""

    async def post(self, event: HelpdeskEvent) -> None:
        """Hand over one event. Raises HelpdeskUnavailable: worth another try; HelpdeskGone: not worth one."""
        ...


class HelpdeskEvents(Protocol):
    """Keeps events until they are settled; each is stored by the commit that it tells of. All raise StoreUnavailable.

    A customer who is forgotten takes their events along.
    """

    async def of(self, thread: str, *, most: int) -> list[HelpdeskEvent]:
        """The events of this thread, the oldest first."""
        ...

    async def due(
        self, shard: str, before: datetime, *, most: int, behind: HelpdeskEvent | None = None
    ) -> list[HelpdeskEvent]:
        """The events of a shard that are due before this time, the longest due first; `behind` the last one seen."""
        ...

    async def claim(self, event: HelpdeskEvent) -> HelpdeskEvent | None:
        """Write down a try before it is made; None if somebody else tries it, or it is settled or erased."""
        ...

    async def mark_gone(self, event: HelpdeskEvent) -> None:
        """Mark a claimed event as one that the helpdesk does not want: it is due at once, to be given up."""
        ...

    async def settle(self, event: HelpdeskEvent) -> None:
        """Drop an event that the helpdesk has."""
        ...

    async def give_up(self, event: HelpdeskEvent) -> bool:
        """Drop an event that will not be tried again; True for one caller alone, who is to say so."""
        ...


# What is owed besides texts: a thread's events. It stands among the threads whose texts are due (Enclosed.owes).
OWED = "events/"


def owed_events(events: Sequence[HelpdeskEvent]) -> tuple[str, ...]:
    """The events as something owed, each thread once."""
    return tuple(dict.fromkeys(f"{OWED}{event.thread}" for event in events))
