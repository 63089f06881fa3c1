"""Ports of a carrier besides the webhook's own response: files, earlier messages, typing, sending."""

from datetime import datetime
from typing import Protocol

from handlers.conversation.contact import Channel
from handlers.conversation.messages import Message
from handlers.conversation.receipts import Taken
from handlers.conversation.thread import Thread


class Files(Protocol):
    """Fetches the files of messages."""

    async def download(self, url: str, *, most: int) -> bytes:
        """A file of at most `most` bytes.

        Raises FileTooLarge, FileGone, or FileUnavailable for a passing fault: another try may succeed.
        """
        ...


class SentMessages(Protocol):
    """Knows the messages sent in both directions."""

    async def text_of(self, sid: str) -> str | None:
        """The text of a message, if it is known and can be read; else None. Never raises."""
        ...


class Receipts(Protocol):
    """Remembers what a carrier took that keeps no list of it. All but `text_of` raise StoreUnavailable."""

    async def keep(self, taken: Taken) -> None:
        """Keep it, with its text, until it is erased with its thread. A second time changes nothing but the text."""
        ...

    async def learn(self, taken: Taken) -> None:
        """Keep it for a while, if it is not kept yet: the carrier reports it, and whoever sent it may be gone."""
        ...

    async def was_taken(self, mark: str, since: datetime) -> bool:
        """True if a message with this mark was taken since then."""
        ...

    async def is_kept(self, sid: str) -> bool:
        """True if this message is known to be ours."""
        ...

    async def text_of(self, sid: str) -> str | None:
        """See SentMessages."""
        ...


class Typing(Protocol):
    """Shows the customer that an answer is being written."""

    async def show(self, message: Message) -> None:
        """Show it for this message, until the answer comes. Never raises, since it is only a courtesy."""
        ...


class Outbox(Protocol):
    """Sends messages to a customer when no request waits."""

    def messages(self, text: str, channel: Channel) -> list[str]:
        """One Markdown text as the channel's messages: the same text always gives the same messages."""
        ...

    async def send(self, thread: Thread, message: str) -> None:
        """Send one of these messages to the thread's customer. Tries once.

        If the thread's unsent texts are a ticket's, the carrier is asked to report a failure on the way.

        Raises OutboxUnavailable: surely not sent, worth another try. OutboxRefused: no other try will succeed.
        OutboxUnclear: it may have been sent, or may be within the next minute; ask `has_sent` after that.
        """
        ...

    async def has_sent(self, thread: Thread, message: str, since: datetime) -> bool:
        """True if this very message was accepted for the thread's customer since this time, give or take two seconds.

        An equal message counts, whoever sent it. Raises OutboxUnavailable. A carrier that keeps no list that it shows
        says False: a message whose sending is unclear is then sent again, so it may come twice rather than never.
        """
        ...
