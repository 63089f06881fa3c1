"""Threads whose retention is over: deleted, with the assistant's conversations, before the store drops them."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from handlers.conversation import clock
from handlers.conversation.clock import Done, seconds_left
from handlers.conversation.ports.stores import Erasures
from handlers.conversation.thread import SHARDS

AT_ONCE = 20
LEAST_SECONDS = 4.0


@dataclass(frozen=True)
class LetLapse:
    """Deletes lapsed threads of one shard a minute: it is not urgent. FinishErasures does the rest."""

    erasures: Erasures
    now: Callable[[], datetime]

    async def __call__(self, until: float) -> Done:
        """Return how many threads were deleted."""
        now = self.now()
        minute = now.hour * 60 + now.minute
        return await clock.each(lambda shard: self._in(shard, until), [SHARDS[minute % len(SHARDS)]])

    async def _in(self, shard: str, until: float) -> Done:
        done, found = Done(), AT_ONCE
        while found == AT_ONCE and seconds_left(until) > LEAST_SECONDS:
            found = await self.erasures.let_lapse(shard, most=AT_ONCE)
            done += Done(found)
        return done
