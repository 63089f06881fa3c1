"""The helpdesk's people: what they want done with a ticket is done once, and what they say goes to its customer."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from handlers.conversation.contact import Channel
from handlers.conversation.messages import Content
from handlers.conversation.send_now import is_refused
from handlers.conversation.send_out import SendOut
from handlers.conversation.thread import Thread
from handlers.errors import RecadoError
from handlers.languages import Spoken
from handlers.tickets.acting import Act, Acted, Repeated
from handlers.tickets.actions import Actions
from handlers.tickets.agents import Agent, Agents
from handlers.tickets.changes import given
from handlers.tickets.helpdesk_orders import HelpdeskOrder, Ordered
from handlers.tickets.ports import Tickets
from handlers.tickets.ticket import Ticket

DONE = {
    HelpdeskOrder.ANSWER: "answered",
    HelpdeskOrder.NOTE: "noted",
    HelpdeskOrder.TAKE: "taken",
    HelpdeskOrder.CLOSE: "closed",
}


class NotDelivered(RecadoError):
    """The words are kept, but will never reach the customer: the carrier refused them."""


@dataclass(frozen=True)
class HearHelpdesk:
    """Does orders. `tickets` tell the helpdesk nothing: it knows what it did. `language`: that of notes to agents."""

    tickets: Tickets
    agents: Agents
    send_out: SendOut
    language: Spoken
    now: Callable[[], datetime]
    asks: bool = False

    async def __call__(self, ordered: Ordered, *, sid: str) -> str:
        """Do it, once for each `sid`; return what was done.

        Raises NoSuchTicket, CannotAct, NotDelivered, StoreUnavailable.
        """
        done = await self.tickets.act(ordered.code, self._action(ordered), sid=sid)
        if isinstance(done, Repeated):
            return "repeated"
        _, owes = done
        if await is_refused(self.send_out, owes, by=sid) and ordered.order is HelpdeskOrder.ANSWER:
            raise NotDelivered
        return DONE[ordered.order]

    def _action(self, ordered: Ordered) -> Act:
        # Somebody may be an agent in both places; at the helpdesk alone nobody has a number.
        agent = self.agents.named(ordered.agent) or Agent(ordered.agent, Channel.WHATSAPP, "")
        actions = Actions(agent, self.agents, self.language, self.now(), asks=self.asks)
        match ordered.order:
            case HelpdeskOrder.NOTE:
                return actions.note(ordered.text)
            case HelpdeskOrder.CLOSE:
                return actions.close
            case HelpdeskOrder.TAKE:
                return self._passing_on(actions.take, agent.name)
        return self._passing_on(actions.say(ordered.text, Content()), agent.name)

    def _passing_on(self, act: Act, agent: str) -> Act:
        """The helpdesk's people pass tickets among themselves; one of an agent in AGENTS stays that agent's."""

        def pass_on(ticket: Ticket, thread: Thread) -> Acted:
            if ticket.agent not in ("", agent) and self.agents.named(ticket.agent) is None:
                ticket = given(ticket, agent, agent, self.now())
            return act(ticket, thread)

        return pass_on
