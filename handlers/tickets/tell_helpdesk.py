"""Telling the helpdesk: a customer's events, in order, each settled once the helpdesk has it."""

import math
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from handlers.conversation.clock import Done, seconds_left
from handlers.conversation.send_out import SendOut
from handlers.errors import HelpdeskGone, HelpdeskUnavailable
from handlers.tickets.helpdesk import HelpdeskEvent
from handlers.tickets.helpdesk_ports import OWED, Helpdesk, HelpdeskEvents

MOST = 50  # events of a thread that are looked at
TRY_SECONDS = 6.0  # one try and its writes


@dataclass(frozen=True)
class TellHelpdesk:
    """Tells what is due of a thread, and what comes meanwhile, until one event fails that holds back the others."""

    events: HelpdeskEvents
    helpdesk: Helpdesk
    now: Callable[[], datetime]

    async def __call__(self, thread: str, until: float = math.inf) -> Done:
        """Return how many events the helpdesk has got, by `until` in the event loop's time. Raises StoreUnavailable."""
        done, seen = Done(), set[str]()
        while new := [event for event in await self.events.of(thread, most=MOST) if event.id not in seen]:
            for event in new:
                if seconds_left(until) < TRY_SECONDS:
                    return done
                seen.add(event.id)
                told = await self._told(event)
                done += told
                if not told.count and event.holds_back(self.now()):
                    return done
        return done

    async def _told(self, event: HelpdeskEvent) -> Done:
        now = self.now()
        if event.due > now or event.is_over(now):  # what is over, the clock gives up
            return Done()
        claimed = await self.events.claim(event)
        if claimed is None:
            return Done()
        try:
            await self.helpdesk.post(claimed)
        except HelpdeskGone:
            await self.events.mark_gone(claimed)
            return Done()
        except HelpdeskUnavailable as problem:
            return Done(results=(f"failed, {problem.code}",))
        await self.events.settle(claimed)
        return Done(1, ("told",))


@dataclass(frozen=True)
class SendOutAndTell(SendOut):
    """Sends texts that are due, and tells the helpdesk of events that are: at once, since nothing runs later.

    Otherwise a helpdesk would see each of a customer's messages up to a minute late, when the clock comes. `tell`: None
    for the clock's other jobs, which a slow helpdesk must not delay: its own job tells, too.
    """

    tell: TellHelpdesk | None = None

    async def __call__(self, thread: str, *, by: str) -> int:
        """See SendOut. What the helpdesk does not take is told again by the clock. Raises as SendOut."""
        if thread.startswith(OWED):
            return (await self.tell(thread.removeprefix(OWED))).count if self.tell else 0
        return await super().__call__(thread, by=by)
