"""Unfinished erasures: each is tried again by itself, until everything is deleted."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from handlers.conversation import clock
from handlers.conversation.clock import Done, seconds_left
from handlers.conversation.forgetting import Forget
from handlers.conversation.record import Erasure
from handlers.errors import AssistantUnavailable

OVERDUE = timedelta(minutes=1)  # until then the request that began it may still be at work
AT_ONCE = 5  # erasures of a shard
LEAST_SECONDS = 6.0


@dataclass(frozen=True)
class FinishErasures:
    """Finishes erasures. One that fails is put off, so that none behind it has to wait."""

    forget: Forget
    now: Callable[[], datetime]

    async def __call__(self, until: float) -> Done:
        """Return how many were finished."""
        return await clock.each(lambda shard: self._in(shard, until))

    async def _in(self, shard: str, until: float) -> Done:
        done, before = Done(), self.now() - OVERDUE
        while seconds_left(until) > LEAST_SECONDS:
            unfinished = await self.forget.erasures.unfinished(shard, before, most=AT_ONCE)
            erasing = (self._erase(erasure, until) for erasure in unfinished)
            done += clock.together(await asyncio.gather(*erasing, return_exceptions=True))
            is_store_gone = any(not isinstance(problem, AssistantUnavailable) for problem in done.problems)
            if len(unfinished) < AT_ONCE or is_store_gone:
                break
        return done

    async def _erase(self, erasure: Erasure, until: float) -> Done:
        """Try one. It is put off first, so that one that takes too long, or kills us, does not come first again."""
        await self.forget.erasures.postpone(erasure)
        try:
            async with asyncio.timeout_at(until - 1):
                await self.forget.erase(erasure)
        except AssistantUnavailable as problem:
            return Done(problems=(problem,))
        except TimeoutError:
            return Done()  # no time left: the next try goes on from here
        return Done(1)
