"""Ports of what is stored: threads, debts and erasures.

Long: each promise is in words.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Protocol

from handlers.conversation.messages import Message, Part, Reply, Said
from handlers.conversation.opening import Opened
from handlers.conversation.record import Erasure, Record
from handlers.conversation.thread import Joined, Thread
from handlers.conversation.turn import Turn


class Threads(Protocol):
    """Keeps threads and messages. Each call happens as a whole or not at all, whatever happens at the same time.

    Calls that change a turn's thread also write the turn's decisions, and raise TurnLost if another request has moved
    the thread on. All raise StoreUnavailable when the store does not answer in time.
    """

    async def open_turn(self, message: Message) -> Opened:
        """Record the message and decide who answers: the caller (Turn), another turn (Merged, Busy), or nobody."""
        ...

    async def spend_attempt(self, turn: Turn) -> None:
        """Write down that the turn's question is about to be paid for. Raises AttemptsSpent."""
        ...

    async def record_response(self, turn: Turn, response: str) -> None:
        """Keep the id of the response under way."""
        ...

    async def record_calls(self, turn: Turn) -> None:
        """Keep the calls of tools that the turn is about to run; its response has ended with them."""
        ...

    async def record_parts(self, turn: Turn, parts: Mapping[str, tuple[Part, ...]]) -> None:
        """Keep the parts of open messages, by sid: all parts of each."""
        ...

    async def renew_turn(self, turn: Turn) -> None:
        """Record that the owner is alive, and learn what another delivery of its message has begun."""
        ...

    async def pause_turn(self, turn: Turn) -> None:
        """Leave the turn to the next request of the same message."""
        ...

    async def close_turn(self, turn: Turn, reply: Reply, *, partly: bool = False, sender: str = "") -> None:
        """Keep the reply; the messages that the turn covers are no longer open.

        `partly`: only the answered messages are closed; the owner gives up the others, and the reply says so. `sender`:
        this sender sends the reply by the Outbox; it stays unsent in the thread until it is out.
        """
        ...

    async def release_turn(self, turn: Turn, apology: Reply, *, sender: str = "") -> None:
        """Give up the turn; its messages stay open. `apology`: what the customer is told, if anything.

        `sender`: sends the apology by the Outbox, as in close_turn.
        """
        ...

    async def text_of(self, thread: str, sid: str) -> str | None:
        """The customer's words in a message of this thread; None if it is not known."""
        ...

    async def records(
        self, thread: str, *, most: int, since: datetime | None = None, joined: Sequence[Joined] = ()
    ) -> list[Record]:
        """The last messages of a thread as they are kept, oldest first, with those that are not answered yet.

        `since`: only those that came then or later; of one who was forgotten, older ones may not be deleted yet.
        `joined`: with those that are stored under these keys.
        """
        ...

    async def history(
        self, thread: str, *, most: int, since: datetime | None = None, joined: Sequence[Joined] = ()
    ) -> list[Said]:
        """The last things said in a thread by all sides, oldest first, without unanswered messages.

        `since`, `joined`: as in records.
        """
        ...


class Debts(Protocol):
    """Finds answers and texts that customers still have to get, though no request waits. All raise StoreUnavailable.

    Threads are spread over shards, by the first character of their keys; a query covers one shard.
    """

    async def of_response(self, response: str) -> Thread | None:
        """The thread whose running turn waits for this response of the assistant's."""
        ...

    async def waiting(
        self, shard: str, after: datetime, before: datetime, *, most: int, behind: Thread | None = None
    ) -> list[Thread]:
        """Threads whose newest open message or text has waited since a time between these two, the longest first.

        `behind`: the last thread of the previous call, to go on after it.
        """
        ...

    async def claim(self, thread: str, by: str) -> Thread | None:
        """The thread whose texts `by` is to send from now on; None if there are none, or another is sending them.

        Texts that were tried too often or too long come back as given up.
        """
        ...

    async def mark_accepted(self, thread: str, by: str, *, last: bool) -> Thread | None:
        """Record one more accepted message of the first text, its `last` or not; None if another has taken over."""
        ...

    async def mark_failed(self, thread: str, by: str, *, unclear: bool, for_good: bool) -> None:
        """Record that a message was not accepted, or perhaps was (`unclear`), or never will be (`for_good`)."""
        ...


class Erasures(Protocol):
    """Deletes a customer's thread: it is gone at once for every reader; its data is deleted bit by bit.

    All raise StoreUnavailable. Shards are as in Debts.
    """

    async def forget(self, turn: Turn, reply: Reply) -> Erasure:
        """Delete the turn's thread; for a while, a redelivery of its message still gets the reply. Raises TurnLost."""
        ...

    async def leave(self, thread: str, conversations: Sequence[str]) -> Erasure:
        """Note conversations that nobody will use, to be deleted."""
        ...

    async def let_lapse(self, shard: str, *, most: int) -> int:
        """Delete threads whose retention is over, noting what else to delete; return how many were found."""
        ...

    async def unfinished(self, shard: str, before: datetime, *, most: int) -> list[Erasure]:
        """Erasures due since before this time, the longest due first."""
        ...

    async def erase_messages(self, erasure: Erasure) -> None:
        """Delete the messages, and whatever else is stored by thread and time."""
        ...

    async def postpone(self, erasure: Erasure) -> None:
        """Put the next try off, longer each time."""
        ...

    async def finish(self, erasure: Erasure) -> None:
        """Delete the note of an erasure: nothing else is left."""
        ...
