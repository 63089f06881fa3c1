"""Inviting a customer whose window has closed to write again: by a template, once for each silence. Pure."""

from dataclasses import dataclass
from datetime import datetime

from handlers import texts as common
from handlers.conversation.outgoing import template_text
from handlers.conversation.thread import Thread
from handlers.languages import Sentence, Spoken
from handlers.tickets import code, notices, windows
from handlers.tickets.acting import Acted
from handlers.tickets.agents import Agent
from handlers.tickets.changes import taken
from handlers.tickets.ticket import CannotAct, IsStopped, Ticket, What

INVITED = Sentence(
    es="{code} · Invitado. Si contesta, podrás escribirle.",
    en="{code} · Invited. Once they answer you can write to them.",
    pt="{code} · Convidado. Se responder, você poderá escrever.",
)


class StillOpen(CannotAct):
    """The window still is, so the agent can simply write."""


class IsInvited(CannotAct):
    """The customer is invited already, and has not answered."""


class NotByThisApp(CannotAct):
    """The app knows no approved texts."""


class NoTemplate(CannotAct):
    """There is no approved text to invite with."""


@dataclass(frozen=True)
class Invite:
    """The act. `template`: a ContentSid, "" for none; `language`: the agents'."""

    agent: Agent
    template: str
    language: Spoken
    now: datetime

    def __call__(self, ticket: Ticket, thread: Thread) -> Acted:
        """The agent has the ticket, and the customer gets the template. Raises CannotAct."""
        mine = taken(ticket, self.agent.name, self.now)
        if thread.decisions.stopped:
            raise IsStopped
        if windows.takes_persons_words(ticket.contact, ticket.inbound_at, self.now):
            raise StillOpen
        if ticket.contact.channel not in windows.HAVE_TEMPLATES:
            raise NotByThisApp
        if _is_invited(ticket):
            raise IsInvited
        if not self.template:
            raise NoTemplate
        reply = INVITED[self.language].format(code=common.escaped(code.shown(ticket.code)))
        text = template_text(self.template, ticket.code, notices.name_of(ticket))
        mine = mine.happened(What.INVITED, self.now, self.agent.name)
        return Acted(mine, self.agent.name, (reply,), to_customer=(text,))


def _is_invited(ticket: Ticket) -> bool:
    """True if an invitation went out since the customer wrote last, and did not fail."""
    since = [event.what for event in ticket.events if event.at > ticket.inbound_at]
    return [what for what in since if what in (What.INVITED, What.FAILED)][-1:] == [What.INVITED]
