"""Port of the week's report: who gets it, and when it was sent last."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from handlers.conversation.contact import Contact
from handlers.tickets.agents import Agent


@dataclass(frozen=True)
class Owner:
    """What is known of the owner. `contact`: at that address of the business's where the owner wrote last, at `heard`.

    Both are None if the owner never wrote, or too long ago to be kept. `reported_on`: the day of the last report, as
    "2026-11-23", "" for none.
    """

    contact: Contact | None = None
    heard: datetime | None = None
    reported_on: str = ""


class Reported(Protocol):
    """Knows when the owner got the week's numbers last. All raise StoreUnavailable."""

    async def of(self, owner: Agent) -> Owner:
        """What is known of the owner: a read for each address of the business's that the owner wrote to."""
        ...

    async def report(self, owner: Agent, day: str, text: str, *, by: str) -> str | None:
        """Leave the text unsent for `by`, once a day, and return its thread; None if another was first."""
        ...
