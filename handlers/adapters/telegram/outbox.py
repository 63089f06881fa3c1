"""Messages sent by Telegram's Bot API. It has no list of what a bot sent, nor a key by which a call counts once.

So of a message whose sending is unclear nobody can say whether it arrived. It is sent again: better twice than never.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any, Protocol

from handlers.adapters.telegram.errors import is_no_chat, why_unsent
from handlers.adapters.telegram.rest import TelegramFailure, TelegramRest
from handlers.conversation.contact import Channel
from handlers.conversation.links import Links
from handlers.conversation.outgoing import Enclosure, file_in, template_in
from handlers.conversation.thread import Thread
from handlers.errors import OutboxRefused

OTHER_FORM = frozenset({400, 404})  # 404: a Bot API server of one's own that is older than rich messages
Calls = Sequence[tuple[str, Mapping[str, Any]]]


class Writer(Protocol):
    """The channel's writer: messages, and for each the calls by which it is sent."""

    def messages(self, text: str) -> list[str]: ...

    def calls(self, message: str, chat: str) -> Calls: ...

    def file_messages(self, enclosed: Enclosure) -> list[str]: ...

    def plain_calls(self, message: str, chat: str) -> Calls: ...

    def file_calls(self, enclosed: Enclosure, link: str, chat: str) -> Calls: ...

    def link_calls(self, enclosed: Enclosure, link: str, chat: str) -> Calls: ...


class TelegramOutbox:
    """Keeps the promises of Outbox, but that it cannot look. A file goes out by a link of ours, made anew for each try.

    `is_ours`: true of a carrier's files; a picture that the assistant writes, which is elsewhere, is words.
    """

    def __init__(self, rest: TelegramRest, *, writer: Writer, links: Links, is_ours: Callable[[str], bool]) -> None:
        self._rest = rest
        self._writer = writer
        self._links = links
        self._is_ours = is_ours

    def messages(self, text: str, channel: Channel) -> list[str]:
        """See Outbox. A template is one message; so is a file, with its caption if that is not too long for one."""
        if template_in(text):
            return [text]
        enclosed = self._file_in(text)
        return self._writer.file_messages(enclosed) if enclosed else self._writer.messages(text)

    async def send(self, thread: Thread, message: str) -> None:
        """See Outbox. What is refused with its marks goes as plain texts; a file that is refused, as a link to it."""
        if template_in(message):
            raise OutboxRefused("template", remedy="none: Telegram has no templates")
        chat, enclosed = thread.contact.customer, self._file_in(message)
        if enclosed:
            link = self._links.to_file(enclosed.file)
            meant, other = (form(enclosed, link, chat) for form in (self._writer.file_calls, self._writer.link_calls))
        else:
            meant, other = (form(message, chat) for form in (self._writer.calls, self._writer.plain_calls))
        try:
            await self._call(meant, other)
        except TelegramFailure as problem:
            raise why_unsent(problem) from None

    async def has_sent(self, thread: Thread, message: str, since: datetime) -> bool:
        """False, always: nothing tells."""
        return False

    async def _call(self, meant: Calls, other: Calls) -> None:
        try:
            await self._each(meant)
        except TelegramFailure as problem:
            if problem.status not in OTHER_FORM or is_no_chat(problem) or meant == other:
                raise
            await self._each(other)

    async def _each(self, calls: Calls) -> None:
        for method, fields in calls:
            await self._rest.call(method, fields)

    def _file_in(self, text: str) -> Enclosure | None:
        enclosed = file_in(text)
        return enclosed if enclosed and self._is_ours(enclosed.file.url) else None
