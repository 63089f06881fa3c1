"""The carrier of what goes out by REST: it takes messages, refuses some, and at times does not say which."""

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime

from handlers.channels.twilio import write
from handlers.conversation.contact import Carrier, Channel, Contact
from handlers.conversation.outgoing import template_in
from handlers.conversation.thread import Thread
from handlers.errors import OutboxRefused, OutboxUnavailable, OutboxUnclear
from tests.numbers.whole.happened import Bill, Paid
from tests.numbers.whole.people import country_of


def sent(contact: Contact, messages: int, line: str = "meta.service", *, is_guess: bool = False) -> Iterator[Paid]:
    """What so many messages to somebody cost."""
    if messages and contact.carrier is Carrier.TWILIO:
        yield Paid("twilio.out", app_of(contact), messages, is_guess)
    if messages and contact.channel is Channel.WHATSAPP:
        yield Paid(line, country_of(contact), messages, is_guess)


def app_of(contact: Contact) -> str:
    """What Twilio's price depends on."""
    return "" if contact.channel is Channel.WHATSAPP else str(contact.channel)


@dataclass
class Post:
    """Keeps the promises of Outbox. `arrived`: is told of each message that a customer gets."""

    drawn: random.Random
    now: Callable[[], datetime]
    bills: list[Bill]
    arrived: Callable[[Thread, str], None]
    lost: set[tuple[str, str]] = field(default_factory=set)

    def messages(self, text: str, channel: Channel) -> list[str]:
        return [text] if template_in(text) else write.messages([text], channel, "es")

    async def send(self, thread: Thread, message: str) -> None:
        how = self.drawn.choices(["taken", "later", "refused", "lost", "lost though taken"], [90, 4, 3, 2, 2])[0]
        if how == "later":
            raise OutboxUnavailable("drawn", remedy="none")
        if how == "refused":
            failed = [Paid("twilio.failed", app_of(thread.contact), 1, is_guess=True)]
            self._bill(thread, failed if thread.contact.carrier is Carrier.TWILIO else [])
            raise OutboxRefused("drawn", remedy="none")
        if how != "lost":
            self.arrived(thread, message)
        if how == "lost though taken":
            self.lost.add((thread.key, message))
        if how != "taken":
            raise OutboxUnclear("drawn", remedy="none")
        self._taken(thread, message)

    async def has_sent(self, thread: Thread, message: str, since: datetime) -> bool:
        if (thread.key, message) not in self.lost:
            return False
        self._taken(thread, message)
        return True

    def _taken(self, thread: Thread, message: str) -> None:
        """It counts once it is known that it was taken."""
        line = "meta.template" if template_in(message) else "meta.service"
        self._bill(thread, list(sent(thread.contact, 1, line)))

    def _bill(self, thread: Thread, items: list[Paid]) -> None:
        self.bills.append(Bill(self.now(), thread.contact.business, items, str(thread.contact.channel)))
