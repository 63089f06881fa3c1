"""What the clock does with tickets that nobody minds. Pure."""

from collections.abc import Mapping
from datetime import datetime

from handlers.conversation.contact import Contact
from handlers.conversation.thread import Thread
from handlers.languages import Spoken
from handlers.tickets import notices, texts, windows
from handlers.tickets.acting import Acted
from handlers.tickets.agents import Agents
from handlers.tickets.changes import closed, reminded
from handlers.tickets.survey import goodbye
from handlers.tickets.ticket import CannotAct, State, Ticket


def reminded_by_clock(
    ticket: Ticket,
    thread: Thread,
    agents: Agents,
    heard: Mapping[Contact, datetime],
    language: Spoken,
    now: datetime,
) -> Acted:
    """Who has the ticket is reminded, else all agents, and the customer hears that it is not forgotten.

    Raises CannotAct.
    """
    if ticket.reminded or ticket.waiting_since is None:
        raise CannotAct
    done = reminded(ticket, now)
    holder = agents.named(ticket.agent) if ticket.agent else None
    reminds = [holder] if holder else agents.every
    told = notices.reachable(ticket, reminds, heard, now)
    far = notices.by_template(ticket, reminds, heard, now, agents.notice)
    text = notices.still_waits(ticket, now, language)
    is_open = windows.is_open(ticket.contact.channel, ticket.inbound_at, now)
    may_write = is_open and not thread.decisions.stopped
    to_customer = (texts.STILL_WAITS[ticket.language],) if may_write and not ticket.agent else ()
    return Acted(done, "", to_customer=to_customer, notices=(*notices.to(told, text), *far))


def closed_by_clock(ticket: Ticket, thread: Thread, before: datetime, now: datetime, *, asks: bool) -> Acted:
    """A ticket whose customer said no more since then is closed. One where the customer waits never is."""
    if ticket.state is not State.WAITING or ticket.answered_at is None or ticket.answered_at > before:
        raise CannotAct
    last = goodbye(ticket, thread, now, agent="", asks=asks)
    done = closed(ticket, "", now, "no answer")
    return Acted(done, "", to_customer=last.texts, rating=last.rating, gives_back=True)
