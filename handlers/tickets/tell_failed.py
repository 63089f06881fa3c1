"""A ticket's message that did not arrive: it is noted in the ticket, and the agent who has it is told, once."""

from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime

from handlers import texts as common
from handlers.conversation.contact import Contact
from handlers.conversation.send_out import SendOut
from handlers.conversation.thread import Thread
from handlers.errors import NoSuchTicket, OutboxUnavailable
from handlers.languages import Spoken
from handlers.tickets import code, notices, reasons
from handlers.tickets.acting import Acted, Repeated
from handlers.tickets.agents import Agents
from handlers.tickets.ports import Heard, Tickets
from handlers.tickets.ticket import Ticket, What


@dataclass(frozen=True)
class TellFailed:
    """Tells of a failure that the carrier reported, or of a text that was given up. `language`: the agents'."""

    tickets: Tickets
    heard: Heard
    agents: Agents
    send_out: SendOut
    language: Spoken
    now: Callable[[], datetime]

    async def __call__(self, ticket: str, message: str, error: str) -> None:
        """Of one `message`, however often it is reported. Raises StoreUnavailable; the clock sends what cannot go now.

        `error`: the carrier's code, "" without one.
        """
        by = f"failed-{message}"
        found = await self.tickets.get(ticket)
        if found is None:
            return
        heard = await self.heard.heard([agent.contact(found.contact) for agent in self.agents.every])
        try:
            done = await self.tickets.act(ticket, lambda stored, _: self._failed(stored, heard, error), sid=by)
        except NoSuchTicket:
            return
        for thread in () if isinstance(done, Repeated) else done[1]:
            with suppress(OutboxUnavailable):
                await self.send_out(thread, by=by)

    async def gave_up(self, thread: Thread, error: str) -> None:
        """Of a thread's unsent texts, which will not be sent any more; nothing to tell unless they are a ticket's."""
        unsent = thread.unsent
        if unsent and unsent.ticket:
            error = reasons.WINDOW if unsent.is_shut(self.now()) else error
            await self(unsent.ticket, f"{thread.key}-{unsent.since.timestamp():.6f}", error)

    def _failed(self, ticket: Ticket, heard: Mapping[Contact, datetime], error: str) -> Acted:
        noted = ticket.happened(What.FAILED, self.now(), text=error)
        told = notices.reachable(ticket, notices.concerned(ticket, self.agents), heard, self.now())
        shown, reason = common.escaped(code.shown(ticket.code)), reasons.reason_of(error, ticket.contact, self.language)
        text = reasons.NOT_ARRIVED[self.language].format(code=shown, reason=reason).strip()
        return Acted(noted, "", notices=tuple(notices.to(told, text)))
