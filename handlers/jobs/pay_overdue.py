"""Messages and texts left open for over a minute: answered, and sent by REST."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from handlers.conversation import clock
from handlers.conversation.clock import Done, seconds_left
from handlers.conversation.pay_debts import PayDebts
from handlers.conversation.ports.stores import Debts
from handlers.conversation.thread import Thread
from handlers.conversation.unsent import STAYS_OPEN

OVERDUE = timedelta(minutes=1)  # until then the request that began it may still be at work
LOOKED_FOR = STAYS_OPEN + timedelta(minutes=5)  # long enough to apologise for a message that got too old to answer
AT_ONCE = 5  # threads of a shard
LEAST_SECONDS = 8.0  # with less time left, a turn is left to the next tick
CLOSING = 4.0  # seconds after a turn's own deadline


@dataclass(frozen=True)
class PayOverdue:
    """Answers threads, the longest waiting first, until none waits or the time is over."""

    debts: Debts
    pay_debts: PayDebts
    now: Callable[[], datetime]

    async def __call__(self, until: float) -> Done:
        """Return how many turns were taken up."""
        return await clock.each(lambda shard: self._in(shard, until))

    async def _in(self, shard: str, until: float) -> Done:
        done, now = Done(), self.now()
        after, before, last = now - LOOKED_FOR, now - OVERDUE, None
        while seconds_left(until) > LEAST_SECONDS:
            threads = await self.debts.waiting(shard, after, before, most=AT_ONCE, behind=last)
            paying = (self._pay(thread, until) for thread in threads)
            done += clock.together(await asyncio.gather(*paying, return_exceptions=True))
            if len(threads) < AT_ONCE:
                break
            last = threads[-1]
        return done

    async def _pay(self, thread: Thread, until: float) -> Done:
        outcomes = await self.pay_debts.pay(thread, deadline=until - CLOSING)
        results = tuple(str(outcome.result) for outcome in outcomes)
        return Done(len(outcomes), results, tuple(outcome.problem for outcome in outcomes if outcome.problem))
