"""What is kept: threads, debts and erasures."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Protocol

from handlers.conversation.messages import Message, Part, Reply, Said
from handlers.conversation.opening import Opened
from handlers.conversation.record import Erasure
from handlers.conversation.thread import Thread
from handlers.conversation.turn import Turn


class Threads(Protocol):
    """Keeps threads and messages. Each call happens as a whole or not at all, whoever else calls at the same time.

    What changes a turn's thread carries the turn's decisions, and raises TurnLost when somebody else has moved the
    thread on. All raise StoreUnavailable when the store does not answer in time.
    """

    async def open_turn(self, message: Message) -> Opened:
        """Record the message and say who answers: the caller (Turn), another (Merged, Busy) or nobody any more."""
        ...

    async def spend_attempt(self, turn: Turn) -> None:
        """Write down that the turn's question is about to be paid for. Raises AttemptsSpent."""
        ...

    async def record_response(self, turn: Turn, response: str) -> None:
        """Keep the id of the response under way."""
        ...

    async def record_parts(self, turn: Turn, parts: Mapping[str, tuple[Part, ...]]) -> None:
        """Keep what was found out about open messages, by sid: all parts of each."""
        ...

    async def renew_turn(self, turn: Turn) -> None:
        """Show that the owner is alive, and learn what another delivery of its message has begun."""
        ...

    async def pause_turn(self, turn: Turn) -> None:
        """Leave the turn to the next request of the same message."""
        ...

    async def close_turn(self, turn: Turn, reply: Reply, *, partly: bool = False, sender: str = "") -> None:
        """Keep the reply; the messages that the turn covers are open no more.

        `partly`: only those that were answered; the owner gives the others up, and the reply tells of it.
        `sender`: it goes out by the Outbox, sent by that one, and is owed until it is out.
        """
        ...

    async def release_turn(self, turn: Turn, apology: Reply, *, sender: str = "") -> None:
        """Give the turn up without a reply; its messages stay open. `apology`: what the customer is told, if anything.

        `sender`: by the Outbox, as in close_turn.
        """
        ...

    async def text_of(self, thread: str, sid: str) -> str | None:
        """What the customer wrote or said in a message of this thread; None when it is not known."""
        ...

    async def history(self, thread: str, *, most: int) -> list[Said]:
        """The last things said in a thread by both sides, oldest first; what is not answered yet is not among them."""
        ...


class Debts(Protocol):
    """What is owed to customers whom no request waits for any more. All raise StoreUnavailable.

    Threads are spread over shards, the first characters of their keys; a query takes one.
    """

    async def of_response(self, response: str) -> Thread | None:
        """The thread whose running turn waits for this response of the assistant's."""
        ...

    async def waiting(
        self, shard: str, after: datetime, before: datetime, *, most: int, behind: Thread | None = None
    ) -> list[Thread]:
        """Threads in which the newest thing waits since a time between these two, the longest waiting first.

        `behind`: the last of those that were found before.
        """
        ...

    async def claim(self, thread: str, by: str) -> Thread | None:
        """The thread with texts that are `by`'s to send from here on; None: there are none, or another is at it.

        Texts that were tried too often, or too long, come back as given up.
        """
        ...

    async def mark_accepted(self, thread: str, by: str, *, last: bool) -> Thread | None:
        """One more message of the first text is out, the `last` of it or not; None: another is at it by now."""
        ...

    async def mark_failed(self, thread: str, by: str, *, unclear: bool, for_good: bool) -> None:
        """A message was not taken, or perhaps was (`unclear`); `for_good`: it will never be."""
        ...


class Erasures(Protocol):
    """Lets a customer's thread vanish, at once for everybody who asks and bit by bit in fact.

    All raise StoreUnavailable. Shards are those of Debts.
    """

    async def forget(self, turn: Turn, reply: Reply) -> Erasure:
        """Delete the turn's thread; a redelivery of its message gets the reply for a while. Raises TurnLost."""
        ...

    async def leave(self, thread: str, conversations: Sequence[str]) -> Erasure:
        """Note conversations that nobody will use, to be deleted."""
        ...

    async def let_lapse(self, shard: str, *, most: int) -> int:
        """Delete threads whose time is over, noting what else of them has to vanish; how many were found."""
        ...

    async def unfinished(self, shard: str, before: datetime, *, most: int) -> list[Erasure]:
        """Erasures that have been due since before this time, the longest first."""
        ...

    async def erase_messages(self, erasure: Erasure) -> None:
        """Delete the messages, and whatever else is kept by thread and time."""
        ...

    async def postpone(self, erasure: Erasure) -> None:
        """Try it again later, and later each time."""
        ...

    async def finish(self, erasure: Erasure) -> None:
        """Delete the note of an erasure: nothing else is left."""
        ...
