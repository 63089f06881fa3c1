"""Messages sent by Twilio's REST API, and looked for there if it is unclear whether they were sent.

https://www.twilio.com/docs/messaging/api/message-resource
"""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from handlers.adapters.twilio.errors import why_unlisted, why_unsent
from handlers.adapters.twilio.rest import FAILURES, TwilioRest
from handlers.conversation.contact import Channel
from handlers.conversation.thread import Thread

LATEST = 100  # messages of one customer
MOST_ON_A_PAGE = 1000
SKEW = timedelta(seconds=2)  # between Twilio's clock and ours; besides, Twilio's times have no fractions
NEVER_LEFT = frozenset({"failed", "canceled"})  # Twilio; a message that left but did not arrive counts as sent

# The channel's writers: Markdown texts into messages, and an address into Twilio's spelling.
WriteMessages = Callable[[Sequence[str], Channel], list[str]]
Spell = Callable[[str, Channel], str]


class TwilioOutbox:
    """Keeps the promises of Outbox."""

    def __init__(self, rest: TwilioRest, *, write: WriteMessages, spell: Spell) -> None:
        self._messages = rest.client.messages
        self._write = write
        self._spell = spell

    def messages(self, text: str, channel: Channel) -> list[str]:
        """See Outbox."""
        return self._write([text], channel)

    async def send(self, thread: Thread, message: str) -> None:
        """See Outbox."""
        try:
            await self._messages.create_async(**self._between(thread), body=message)
        except FAILURES as problem:
            raise why_unsent(problem) from None

    async def has_sent(self, thread: Thread, message: str, since: datetime) -> bool:
        """See Outbox."""
        earliest = (since - SKEW).astimezone(UTC)
        return any(
            sent.body == message and sent.status not in NEVER_LEFT and sent.date_created >= earliest
            for sent in await self._sent(thread, earliest)
        )

    async def _sent(self, thread: Thread, earliest: datetime) -> list[Any]:
        """The messages to the thread's customer since that day, and the latest of any day.

        A query by date is not enough: a message gets its date when it leaves Twilio's queue, and has none before.
        """
        between = self._between(thread)
        day = earliest.date().isoformat()
        try:
            latest = await self._messages.list_async(**between, limit=LATEST)
            if len(latest) < LATEST:  # these are all
                return list(latest)
            return [*latest, *await self._messages.list_async(**between, date_sent_after=day, page_size=MOST_ON_A_PAGE)]
        except FAILURES as problem:
            raise why_unlisted(problem) from None

    def _between(self, thread: Thread) -> dict[str, str]:
        contact = thread.contact
        return {
            "from_": self._spell(contact.business, contact.channel),
            "to": self._spell(contact.customer, contact.channel),
        }
