"""Conversations at rest: each customer is asked once how it was, if the channel still allows a message."""

import asyncio
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from handlers.conversation import clock
from handlers.conversation.clock import Done, seconds_left
from handlers.conversation.send_out import SendOut
from handlers.conversation.thread import Thread
from handlers.errors import OutboxUnavailable
from handlers.languages import Spoken
from handlers.tickets.ports import Surveys
from handlers.tickets.survey import after_rest

AT_ONCE = 5  # threads of a shard
LEAST_SECONDS = 6.0


@dataclass(frozen=True)
class AskSurveys:
    """Writes down that a customer is asked, then sends the question; what is not sent now, PayOverdue sends.

    `language`: used for customers whose own is not known.
    """

    surveys: Surveys
    send_out: SendOut
    language: Spoken
    now: Callable[[], datetime]

    async def __call__(self, until: float) -> Done:
        """Return how many were asked."""
        return await clock.each(lambda shard: self._in(shard, until))

    async def _in(self, shard: str, until: float) -> Done:
        done, is_more = Done(), True
        while is_more and seconds_left(until) > LEAST_SECONDS:
            threads = await self.surveys.rested(shard, most=AT_ONCE)
            settled = await asyncio.gather(*map(self._settle, threads), return_exceptions=True)
            done += clock.together([one for one in settled if one is not None])
            is_more = any(isinstance(one, Done) for one in settled)
        return done

    async def _settle(self, thread: Thread) -> Done | None:
        """None: somebody is writing there again."""
        by = uuid.uuid4().hex
        settle = partial(after_rest, now=self.now(), house_language=self.language)
        settled = await self.surveys.settle(thread.key, settle, by=by)
        if settled is None:
            return None
        if not settled.question:
            return Done()
        try:
            await self.send_out(thread.key, by=by)
        except OutboxUnavailable as problem:
            return Done(1, problems=(problem,))
        return Done(1)
