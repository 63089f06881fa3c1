"""One arrival of a message: its deadline, and how long the store may still be written after it."""

import asyncio
from collections.abc import Awaitable
from dataclasses import dataclass, field
from typing import TypeVar

from handlers.conversation.timing import timing
from handlers.errors import StoreUnavailable

T = TypeVar("T")

CLOSING = 3.0  # seconds after the deadline in which the store may still be written: 11 + 3, and Twilio hangs up at 15


@dataclass(frozen=True)
class Arrival:
    """One arrival of a message, to be answered by `deadline`; `hop`: the number of redirects so far."""

    deadline: float
    hop: int
    seconds: dict[str, float] = field(default_factory=dict)

    def seconds_left(self) -> float:
        """The seconds until the deadline; negative after it."""
        return self.deadline - asyncio.get_running_loop().time()

    async def stored(self, writing: Awaitable[T]) -> T:
        """The store's result, if it comes while the channel still waits. Raises StoreUnavailable."""
        try:
            with timing(self.seconds, "store"):
                async with asyncio.timeout_at(self.deadline + CLOSING):
                    return await writing
        except TimeoutError:
            raise StoreUnavailable("timeout", remedy="see store_ms, and the other times of the turn") from None
