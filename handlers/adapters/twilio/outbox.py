"""Messages sent by Twilio's REST API, and looked for there if it is unclear whether they were sent.

https://www.twilio.com/docs/messaging/api/message-resource
"""

import json
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from handlers.adapters.twilio.errors import why_unlisted, why_unsent
from handlers.adapters.twilio.hosts import Hosts
from handlers.adapters.twilio.rest import FAILURES, TwilioRest
from handlers.conversation.contact import Channel
from handlers.conversation.links import Links
from handlers.conversation.outgoing import Enclosure, file_in, file_text, is_named, template_in
from handlers.conversation.thread import Thread
from handlers.errors import FileGone

LATEST = 100  # messages of one customer
MOST_ON_A_PAGE = 1000
SKEW = timedelta(seconds=2)  # between Twilio's clock and ours; besides, Twilio's times have no fractions
NEVER_LEFT = frozenset({"failed", "canceled"})  # Twilio; a message that left but did not arrive counts as sent

# The channel's writers: Markdown texts into messages, and an address into Twilio's spelling.
WriteMessages = Callable[[Sequence[str], Channel], list[str]]
Spell = Callable[[str, Channel], str]


class TwilioOutbox:
    """Keeps the promises of Outbox.

    A file goes out by a link of ours, made anew for each try, since Twilio's own address of it needs our key.
    """

    def __init__(
        self, rest: TwilioRest, *, write: WriteMessages, spell: Spell, links: Links, base_url: str = ""
    ) -> None:
        """`base_url`: one more host that files may be on, "" for none."""
        self._messages = rest.client.messages
        self._write = write
        self._spell = spell
        self._links = links
        self._hosts = Hosts(base_url)

    def messages(self, text: str, channel: Channel) -> list[str]:
        """See Outbox. A template is one message; so is a file, with its caption."""
        if template_in(text):
            return [text]
        enclosed = self._file_in(text)
        if enclosed is None:
            return self._write([text], channel)
        first, *others = self._write([enclosed.caption], channel) if enclosed.caption else [""]
        return [file_text(enclosed.file, first), *others]

    async def send(self, thread: Thread, message: str) -> None:
        """See Outbox."""
        try:
            await self._messages.create_async(
                **self._between(thread), **self._content(message), **self._reporting(thread)
            )
        except FAILURES as problem:
            raise why_unsent(problem) from None

    async def has_sent(self, thread: Thread, message: str, since: datetime) -> bool:
        """See Outbox.

        A message with a file is known by its caption and the number of its files: Twilio lists no more. So of two files
        without a caption it cannot tell which was sent. Of a template Twilio lists the words that it became, so any
        message with all its variables in it counts.
        """
        is_it, earliest = self._recognises(message), (since - SKEW).astimezone(UTC)
        return any(
            is_it(sent) and sent.status not in NEVER_LEFT and sent.date_created >= earliest
            for sent in await self._sent(thread, earliest)
        )

    def _recognises(self, message: str) -> Callable[[Any], bool]:
        """True of a message in Twilio's list that is this one, as far as can be told."""
        if template := template_in(message):
            return lambda sent: all(variable in (sent.body or "") for variable in template.variables)
        enclosed = self._file_in(message)
        equal = (enclosed.caption, "1") if enclosed else (message, "0")
        return lambda sent: (sent.body or "", sent.num_media) == equal

    def _content(self, message: str) -> Mapping[str, Any]:
        if template := template_in(message):  # which takes neither a body nor files
            variables = {str(number): value for number, value in enumerate(template.variables, start=1)}
            return {"content_sid": template.name, "content_variables": json.dumps(variables)}
        enclosed = self._file_in(message)
        if enclosed is None:
            return {"body": message}
        caption = {"body": enclosed.caption} if enclosed.caption else {}
        return {"media_url": [self._links.to_file(enclosed.file)], **caption}

    def _reporting(self, thread: Thread) -> Mapping[str, str]:
        """Where Twilio reports what becomes of a ticket's message; of all others there is nobody to tell."""
        ticket = thread.unsent.ticket if thread.unsent else ""
        return {"status_callback": self._links.to_report(ticket)} if ticket else {}

    def _file_in(self, text: str) -> Enclosure | None:
        """The file that a text stands for; a picture that the assistant writes, which is elsewhere, stays words."""
        enclosed = file_in(text)
        if enclosed and is_named(enclosed.file.url):
            return enclosed  # another carrier's file: the link of ours leads to it
        try:
            return enclosed if enclosed and self._hosts.first(enclosed.file.url) else None
        except FileGone:
            return None

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
