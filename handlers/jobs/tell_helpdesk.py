"""Events that the helpdesk does not have yet: told again with growing pauses, and given up after a day."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from handlers.conversation import clock
from handlers.conversation.clock import Done, seconds_left
from handlers.errors import HelpdeskUnavailable
from handlers.tickets.helpdesk import HelpdeskEvent
from handlers.tickets.tell_helpdesk import TellHelpdesk

AT_ONCE = 10  # events of a shard
LEAST_SECONDS = 8.0  # a try takes up to five

REMEDY = "see why HELPDESK_URL does not take it; the ticket itself is unharmed"


@dataclass(frozen=True)
class TellAgain:
    """Tells the helpdesk what is due. A failed try is no fault to report yet; an event that is given up is."""

    tell: TellHelpdesk
    now: Callable[[], datetime]

    async def __call__(self, until: float) -> Done:
        """Return how many events the helpdesk has got."""
        return await clock.each(lambda shard: self._in(shard, until))

    async def _in(self, shard: str, until: float) -> Done:
        done, now, last = Done(), self.now(), None
        while seconds_left(until) > LEAST_SECONDS:
            found = await self.tell.events.due(shard, now, most=AT_ONCE, behind=last)
            done += clock.together([await self._given_up(event) for event in found if event.is_over(now)])
            told = await self._told(found, until)
            done += told
            if len(found) < AT_ONCE or told.problems:
                break
            last = found[-1]
        return done

    async def _told(self, found: Sequence[HelpdeskEvent], until: float) -> Done:
        threads = dict.fromkeys(event.thread for event in found)
        telling = (self.tell(thread, until) for thread in threads)
        return clock.together(await asyncio.gather(*telling, return_exceptions=True))

    async def _given_up(self, event: HelpdeskEvent) -> Done:
        if not await self.tell.events.give_up(event):
            return Done()
        reason = "gone" if event.gone else "a day over"
        return Done(results=("given up",), problems=(HelpdeskUnavailable(f"helpdesk: {reason}", remedy=REMEDY),))
