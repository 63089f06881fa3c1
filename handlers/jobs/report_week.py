"""Once a week at a set time the owner gets the seven days before in numbers, in one message.

Outside the owner's 24 hours it waits until the owner writes, on that day.
"""

import uuid
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, tzinfo

from handlers.conversation.clock import Done
from handlers.conversation.send_out import SendOut
from handlers.errors import Unavailable
from handlers.numbers.span import Span
from handlers.numbers.weekly import Weekly, week_before
from handlers.tickets import windows
from handlers.tickets.agents import Agent
from handlers.tickets.report_ports import Owner, Reported


@dataclass
class ReportWeek:
    """Writes down that the owner is told, then sends; what is not sent now, PayOverdue sends or gives up.

    `short_form`: of a span. `done_on`: the last day of which this process knows that it is done; `waited_on`: the last
    day on which it said that the owner could not be written to.
    """

    reported: Reported
    short_form: Callable[[Span], Awaitable[str]]
    owner: Agent
    send_out: SendOut
    weekly: Weekly
    zone: tzinfo
    now: Callable[[], datetime]
    done_on: str = ""
    waited_on: str = ""

    async def __call__(self, until: float) -> Done:
        """Return 1 if the owner was told. On other days, before the time, and once it is done, it costs no read."""
        local = self.now().astimezone(self.zone)
        day = local.date().isoformat()
        if not self.weekly.is_due(local) or self.done_on >= day:
            return Done()
        owner = await self.reported.of(self.owner)
        is_done = owner.reported_on >= day
        if not is_done and not self._is_reached(owner):
            return self._waits(day)
        done = Done() if is_done else await self._report(day, await self.short_form(week_before(local)))
        self.done_on = day
        return done

    async def _report(self, day: str, text: str) -> Done:
        by = f"clock-{uuid.uuid4().hex}"
        thread = await self.reported.report(self.owner, day, text, by=by)
        if thread is None:
            return Done()
        try:
            await self.send_out(thread, by=by)
        except Unavailable as problem:
            return Done(1, ("reported",), (problem,))
        return Done(1, ("reported",))

    def _is_reached(self, owner: Owner) -> bool:
        return owner.contact is not None and windows.is_open(self.owner.channel, owner.heard, self.now())

    def _waits(self, day: str) -> Done:
        """Say it once a day."""
        is_news, self.waited_on = self.waited_on < day, day
        return Done(results=("owner_out_of_window",) if is_news else ())
