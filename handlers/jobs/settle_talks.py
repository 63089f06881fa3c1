"""Conversations that ended three days ago: what became of them is counted, each once."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo

from handlers.conversation import clock
from handlers.conversation.clock import Done, seconds_left
from handlers.conversation.thread import SHARDS
from handlers.errors import Unavailable
from handlers.numbers.clock_ports import Talks
from handlers.numbers.settling import Settled, Unsettled, settled

AT_ONCE = 40  # threads in a commit
LEAST_SECONDS = 6.0


@dataclass(frozen=True)
class SettleTalks:
    """Settles the threads of one shard a minute: it is not urgent. `zone`: the business's."""

    talks: Talks
    zone: tzinfo
    now: Callable[[], datetime]

    async def __call__(self, until: float) -> Done:
        """Return how many threads were settled."""
        shard, done, found = shard_at(self.now()), Done(), AT_ONCE
        while found == AT_ONCE and not done.problems and seconds_left(until) > LEAST_SECONDS:
            threads = await self.talks.due(shard, most=AT_ONCE)
            found = len(threads)
            done += await self._settled(threads) if threads else Done()
        return done

    async def _settled(self, threads: Sequence[str]) -> Done:
        """Settle them in one commit; if one of them cannot be settled, each by itself."""
        try:
            return await self._together(threads)
        except Unavailable:
            raise
        except Exception:
            alone = (self._together([thread]) for thread in threads)
            return clock.together(await asyncio.gather(*alone, return_exceptions=True))

    async def _together(self, threads: Sequence[str]) -> Done:
        return Done(await self.talks.settle(threads, self._settle))

    def _settle(self, found: Unsettled) -> Settled:
        return settled(found, self.now(), self.zone)


def shard_at(now: datetime) -> str:
    """The shard of this minute. All get their turn, also if the clock comes every second minute."""
    minute = int(now.timestamp()) // 60
    return SHARDS[(minute + minute // len(SHARDS)) % len(SHARDS)]
