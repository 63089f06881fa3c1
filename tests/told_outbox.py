"""An Outbox that behaves as told; tests/contracts/test_outbox.py checks that it keeps the port's promises."""

from collections import defaultdict, deque
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from handlers.conversation.contact import Channel
from handlers.conversation.outgoing import file_in, template_in
from handlers.conversation.thread import Thread
from handlers.errors import OutboxRefused, OutboxUnavailable, OutboxUnclear

SKEW = timedelta(seconds=2)


class How(StrEnum):
    """The result of one attempt to send a message."""

    TAKEN = "taken"
    UNAVAILABLE = "unavailable"  # surely not accepted, for now
    REFUSED = "refused"  # for good
    LOST = "lost"  # unclear, and it was not accepted
    LOST_THOUGH_TAKEN = "lost_though_taken"


@dataclass(frozen=True)
class Taken:
    """A message that a customer gets."""

    thread: Thread
    message: str
    at: datetime


@dataclass
class ToldOutbox:
    """Keeps the promises of Outbox. Words are split at blank lines into messages; a file or a template is one.

    `goes`: the results of the next attempts to send a message, by message; without any, it is accepted. `looks_fail`:
    the number of next looks that fail.
    """

    now: Callable[[], datetime]
    taken: list[Taken] = field(default_factory=list)
    goes: dict[str, deque[How]] = field(default_factory=lambda: defaultdict(deque))
    looks_fail: int = 0
    tries: int = 0

    def tell(self, message: str, *how: How) -> None:
        self.goes[message].extend(how)

    def received(self, customer: str) -> list[str]:
        """The messages that a customer got, in order."""
        return [each.message for each in self.taken if each.thread.contact.customer == customer]

    def messages(self, text: str, channel: Channel) -> list[str]:
        return [text] if file_in(text) or template_in(text) else text.split("\n\n")

    async def send(self, thread: Thread, message: str) -> None:
        self.tries += 1
        how = self.goes[message].popleft() if self.goes[message] else How.TAKEN
        if how in (How.TAKEN, How.LOST_THOUGH_TAKEN):
            self.taken.append(Taken(thread, message, self.now()))
        if how is How.UNAVAILABLE:
            raise OutboxUnavailable("told", remedy="none")
        if how is How.REFUSED:
            raise OutboxRefused("told", remedy="none")
        if how is not How.TAKEN:
            raise OutboxUnclear("told", remedy="none")

    async def has_sent(self, thread: Thread, message: str, since: datetime) -> bool:
        if self.looks_fail:
            self.looks_fail -= 1
            raise OutboxUnavailable("told", remedy="none")
        contact = thread.contact
        return any(
            (taken.thread.contact, taken.message) == (contact, message) and taken.at >= since - SKEW
            for taken in self.taken
        )
