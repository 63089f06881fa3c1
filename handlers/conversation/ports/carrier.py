"""What a carrier of messages can do beside the webhook's own response: files, earlier messages, typing, sending."""

from datetime import datetime
from typing import Protocol

from handlers.conversation.contact import Channel
from handlers.conversation.thread import Thread


class Files(Protocol):
    """Fetches what came with messages."""

    async def download(self, url: str, *, most: int) -> bytes:
        """A file of at most `most` bytes.

        Raises FileTooLarge, FileGone, and FileUnavailable for what is passing: another try may have it.
        """
        ...


class SentMessages(Protocol):
    """Knows the messages that went either way."""

    async def text_of(self, sid: str) -> str | None:
        """The text of a message, if it is known and can be had. Never raises."""
        ...


class Typing(Protocol):
    """Shows the customer that an answer is being written."""

    async def show(self, sid: str) -> None:
        """Show it for the message `sid`, until the answer comes. Never raises: it is a courtesy."""
        ...


class Outbox(Protocol):
    """Sends messages to a customer whom no request waits for."""

    def messages(self, text: str, channel: Channel) -> list[str]:
        """One text in Markdown as the channel's messages: the same text gives the same messages."""
        ...

    async def send(self, thread: Thread, message: str) -> None:
        """Send one of these messages to the thread's customer. Tries once.

        Raises OutboxUnavailable: surely not sent, worth another try. OutboxRefused: no try will do. OutboxUnclear: it
        may have been taken, or may be within the next minute; ask `has_sent` then.
        """
        ...

    async def has_sent(self, thread: Thread, message: str, since: datetime) -> bool:
        """Whether this very message was taken for the thread's customer since this time, give or take two seconds.

        An equal message counts, whoever sent it. Raises OutboxUnavailable.
        """
        ...
