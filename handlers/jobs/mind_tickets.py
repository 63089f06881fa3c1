"""Tickets that nobody minds: agents and customer hear once that one still waits; one that needs no more is closed."""

import uuid
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from handlers.conversation import clock
from handlers.conversation.clock import Done
from handlers.conversation.send_out import SendOut
from handlers.conversation.thread import Thread
from handlers.errors import NoSuchTicket, Unavailable
from handlers.languages import Spoken
from handlers.tickets import minding, notices
from handlers.tickets.acting import Act, Acted, Repeated
from handlers.tickets.agents import Agents
from handlers.tickets.ports import Heard, TicketLists, Tickets
from handlers.tickets.ticket import CannotAct, Ticket

if TYPE_CHECKING:
    from handlers.tickets.hours import Hours

MOST = 20  # tickets at each tick, of each kind; the others come with the next
IDLE = timedelta(days=1)  # an agent waits so long for the customer's answer


@dataclass(frozen=True)
class MindTickets:
    """Reminds after `patience` of waiting, and closes after a day without the customer's answer.

    With `hours`, only the time in which the business is open counts as waiting. `asks`: the business wants surveys.
    `has_helpdesk`: the ticket is known at the helpdesk, so it is no fault if no agent can be reminded.
    """

    tickets: Tickets
    lists: TicketLists
    heard: Heard
    agents: Agents
    send_out: SendOut
    language: Spoken
    patience: timedelta
    now: Callable[[], datetime]
    hours: "Hours | None" = None
    asks: bool = False
    has_helpdesk: bool = False

    async def __call__(self, until: float) -> Done:
        """Return how many tickets were minded."""
        now = self.now()
        waiting = await self.lists.waiting_since_before(now - self.patience, most=MOST)
        idle = await self.lists.idle_since_before(now - IDLE, most=MOST)
        waiting = [ticket for ticket in waiting if self._has_waited(ticket, now)]
        done = [await self._try(self._remind, ticket) for ticket in waiting if clock.seconds_left(until) > 0]
        done += [await self._try(self._close, ticket) for ticket in idle if clock.seconds_left(until) > 0]
        return clock.together(done)

    def _has_waited(self, ticket: Ticket, now: datetime) -> bool:
        if self.hours is None or ticket.waiting_since is None:
            return True
        return self.hours.is_open(now) and self.hours.open_minutes(ticket.waiting_since, now) >= self._minutes

    @property
    def _minutes(self) -> float:
        return self.patience.total_seconds() / 60

    async def _try(self, mind: Callable[[Ticket], Awaitable[Done]], ticket: Ticket) -> Done:
        """Mind one ticket; a failure does not hinder the others."""
        try:
            return await mind(ticket)
        except (CannotAct, NoSuchTicket):
            return Done()  # somebody was faster
        except Exception as problem:
            return Done(problems=(problem,))

    async def _remind(self, ticket: Ticket) -> Done:
        contacts = [agent.contact(ticket.contact) for agent in self.agents.every]
        heard = await self.heard.heard(contacts)

        def act(stored: Ticket, thread: Thread) -> Acted:
            return minding.reminded_by_clock(stored, thread, self.agents, heard, self.language, self.now())

        return await self._act(ticket, act, "reminded")

    async def _close(self, ticket: Ticket) -> Done:
        def act(stored: Ticket, thread: Thread) -> Acted:
            return minding.closed_by_clock(stored, thread, self.now() - IDLE, self.now(), asks=self.asks)

        return await self._act(ticket, act, "closed")

    async def _act(self, ticket: Ticket, act: Act, result: str) -> Done:
        by = f"clock-{uuid.uuid4().hex}"
        done = await self.tickets.act(ticket.code, act, sid=by)
        if isinstance(done, Repeated):  # pragma: no cover - nothing else has this sid
            return Done()
        acted, owes = done
        unheard = result == "reminded" and not (acted.notices or self.has_helpdesk)
        problems: tuple[Exception, ...] = (notices.nobody_reached(),) if unheard else ()
        return clock.together([Done(1, (result,), problems), *[await self._sent(key, by) for key in owes]])

    async def _sent(self, thread: str, by: str) -> Done:
        """Send a thread's texts; one that fails does not hinder the others, and is tried again."""
        try:
            await self.send_out(thread, by=by)
        except Unavailable as problem:
            return Done(problems=(problem,))
        return Done()
