"""What a turn needs of the world: the promises that adapters keep and tests/contracts/ checks."""

from collections.abc import Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from datetime import datetime
from typing import Protocol

from handlers.conversation.messages import Answer, Channel, Message, OpenMessage, Part, Reply, Said
from handlers.conversation.thread import Erasure, Opened, Thread, Turn


class Threads(Protocol):
    """Keeps threads and messages. Each call happens as a whole or not at all, whoever else calls at the same time.

    All raise StoreUnavailable when the store does not answer in time.
    """

    async def open_turn(self, message: Message) -> Opened:
        """Record the message and say who answers: the caller (Turn), another (Merged, Busy) or nobody any more."""
        ...

    async def started(self, turn: Turn, response: str) -> None:
        """Keep the id of the response under way and the conversation it is in. Raises TurnLost."""
        ...

    async def renew_turn(self, turn: Turn) -> None:
        """Show that the owner is alive, and learn what another delivery of its message has begun. Raises TurnLost."""
        ...

    async def close_turn(self, turn: Turn, reply: Reply, *, sending: bool = False) -> None:
        """Keep the reply; the messages that the turn covers are open no more. Raises TurnLost.

        `sending`: it goes out by the Outbox, and is owed until Debts.settle says that it is out.
        """
        ...

    async def release_turn(self, turn: Turn) -> None:
        """Give the turn up without a reply; its messages stay open. Raises TurnLost."""
        ...

    async def learned(self, turn: Turn, parts: Mapping[str, tuple[Part, ...]]) -> None:
        """Keep what was found out about open messages, by sid: all parts of each. Raises TurnLost."""
        ...

    async def text_of(self, thread: str, sid: str) -> str | None:
        """What the customer wrote or said in a message of this thread; None when it is not known."""
        ...

    async def history(self, thread: str, *, most: int) -> list[Said]:
        """The last things said in a thread by both sides, oldest first; what is not answered yet is not among them."""
        ...


class Running(Protocol):
    """A response under way. It goes on at the assistant's even when nobody waits for it."""

    id: str

    async def answer(self) -> Answer:
        """Wait for the end. Raises ResponseFailed, or AssistantHiccup for a broken connection."""
        ...


class Assistant(Protocol):
    """Answers in a conversation that it remembers. One response at a time in each conversation.

    All raise AssistantUnavailable, by its subclasses: AssistantHiccup, AssistantMisconfigured, ConversationLocked,
    ConversationUnusable.
    """

    async def start_conversation(self, history: Sequence[Said] = ()) -> str:
        """Begin a conversation that knows what was said before, at most 20 things, and return its id."""
        ...

    def ask(
        self,
        conversation: str,
        messages: Sequence[OpenMessage],
        *,
        customer: str,
        files: Mapping[str, bytes] = ...,
    ) -> AbstractAsyncContextManager[Running]:
        """Begin to answer these messages in one go. `customer` is a thread's key: no name, no number.

        `files`: what is in the attachments that the assistant is to look at, by their url.
        """
        ...

    def resume(self, response: str) -> AbstractAsyncContextManager[Running]:
        """Wait again for a response that was begun before, by whomever."""
        ...

    async def cancel(self, response: str) -> Answer | None:
        """Stop a response. If it had come to its end before: its answer, else None."""
        ...

    async def forget(self, conversation: str) -> None:
        """Delete a conversation and all that was said in it. Done before, or half done: it ends the same."""
        ...


class Transcriber(Protocol):
    """Hears voice notes."""

    async def transcribe(self, sound: bytes, media_type: str) -> str:
        """The words, "" for none. Raises AssistantUnavailable by its subclasses, as Assistant does."""
        ...


class Moderator(Protocol):
    """Tells what the business does not want to be drawn into."""

    async def is_flagged(self, texts: Sequence[str]) -> bool:
        """Whether any of the texts is harmful. Raises AssistantUnavailable by its subclasses, as Assistant does."""
        ...


class Files(Protocol):
    """Fetches what came with messages."""

    async def download(self, url: str, *, most: int) -> bytes:
        """A file of at most `most` bytes.

        Raises FileTooLarge, FileGone, and FileUnavailable for what is passing: another try may have it.
        """
        ...


class Sent(Protocol):
    """Knows the messages that went either way."""

    async def text_of(self, sid: str) -> str | None:
        """The text of a message, if it is known and can be had. Never raises."""
        ...


class Typing(Protocol):
    """Shows the customer that an answer is being written."""

    async def show(self, sid: str) -> None:
        """Show it for the message `sid`, until the answer comes. Never raises: it is a courtesy."""
        ...


class Debts(Protocol):
    """What is owed to customers whom no request waits for any more. All raise StoreUnavailable."""

    async def of_response(self, response: str) -> Thread | None:
        """The thread whose running turn waits for this response of the assistant's."""
        ...

    async def waiting_since(self, earliest: datetime, latest: datetime, *, most: int) -> list[Thread]:
        """Threads in which something waits since a time between these two, the longest waiting first."""
        ...

    async def send_again(self, thread: Thread) -> list[str]:
        """The texts that somebody was to send and did not: the caller's to send now. None of them: []."""
        ...

    async def settle(self, thread: Thread) -> None:
        """What was unsent is out."""
        ...


class Erasures(Protocol):
    """Lets a customer's thread vanish, at once for everybody who asks and bit by bit in fact.

    All raise StoreUnavailable.
    """

    async def forget(self, turn: Turn, reply: Reply) -> Erasure:
        """Delete the turn's thread; a redelivery of its message gets the reply for a while. Raises TurnLost."""
        ...

    async def expiring(self, before: datetime, *, most: int) -> list[Erasure]:
        """Delete threads that would expire before this time and leave conversations behind."""
        ...

    async def unfinished(self, before: datetime, *, most: int) -> list[Erasure]:
        """What began to vanish before this time and has not been finished, the oldest first."""
        ...

    async def erase_messages(self, erasure: Erasure) -> None:
        """Delete what is kept of the thread's messages."""
        ...

    async def finish(self, erasure: Erasure) -> None:
        """Delete the note of an erasure: nothing else is left of the thread."""
        ...


class Outbox(Protocol):
    """Sends texts to a customer whom no request waits for."""

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
