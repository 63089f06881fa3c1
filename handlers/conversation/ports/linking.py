"""Port of joining a customer's apps."""

from collections.abc import Callable
from typing import Protocol

from handlers.conversation.linking import Refused
from handlers.conversation.thread import Thread
from handlers.conversation.turn import Turn

# The sentences about a join, given the turn's thread and the other one: for this app, and for the other, "" for none.
Say = Callable[[Thread, Thread], tuple[str, str]]


class LinkCodes(Protocol):
    """Keeps codes, each for ten minutes; joins threads by them, and parts them. All raise StoreUnavailable.

    Each join happens in one commit, as does each parting, whatever happens at the same time. The message that asked for
    it has its answer then, but is still open; the turn has lost its thread, and begins anew in the one that has it now.
    """

    async def keep(self, code: str, thread: Thread) -> None:
        """Keep a code that leads to this thread."""
        ...

    async def join(self, turn: Turn, code: str, sid: str, say: Say) -> Refused | tuple[str, ...]:
        """Join the turn's thread with the one of this code, as the message `sid` asks; the code is used up by it.

        Return the threads whose texts are due by it. Raises TurnLost if the turn had lost its thread before.
        """
        ...

    async def part(self, turn: Turn, sid: str, text: str) -> Refused | None:
        """Give each of the customer's apps a thread of its own; `text` answers the message `sid`. Raises TurnLost."""
        ...
