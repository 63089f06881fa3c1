"""Changes of a ticket, each from one state to the next. Pure."""

from dataclasses import replace
from datetime import datetime

from handlers.conversation.contact import Contact
from handlers.tickets.ticket import FILES_ALONE, IsClosed, IsTaken, State, Ticket, What


def written(ticket: Ticket, now: datetime, contact: Contact | None = None) -> Ticket:
    """The ticket after its customer wrote, from this contact if that may be another one. Raises IsClosed."""
    _check_open(ticket)
    state = State.TAKEN if ticket.state is State.WAITING else ticket.state
    ticket = replace(ticket, contact=contact or ticket.contact)
    return replace(ticket, state=state, inbound_at=now, waiting_since=ticket.waiting_since or now)


def taken(ticket: Ticket, agent: str, now: datetime) -> Ticket:
    """The ticket once this agent has it; unchanged if they had it. Raises IsTaken, IsClosed."""
    _check_open(ticket)
    if ticket.agent == agent:
        return ticket
    if ticket.agent:
        raise IsTaken(ticket.agent)
    return replace(ticket, state=State.TAKEN, agent=agent).happened(What.TAKEN, now, agent)


def given(ticket: Ticket, to: str, by: str, now: datetime) -> Ticket:
    """The ticket in another agent's hands. Raises IsClosed."""
    _check_open(ticket)
    state = State.TAKEN if ticket.state is State.OPEN else ticket.state
    return replace(ticket, state=state, agent=to, reminded=False).happened(What.GIVEN, now, by, to)


def answered(ticket: Ticket, agent: str, now: datetime, *, in_words: bool = True) -> Ticket:
    """The ticket after this agent wrote to the customer, and so took it. Raises IsTaken, IsClosed.

    `in_words`: False for files alone.
    """
    mine = taken(ticket, agent, now)
    first = mine.first_answer_at or now
    mine = replace(mine, state=State.WAITING, waiting_since=None, first_answer_at=first, answered_at=now)
    return replace(mine, reminded=False).happened(What.ANSWERED, now, agent, "" if in_words else FILES_ALONE)


def reminded(ticket: Ticket, now: datetime) -> Ticket:
    """The ticket once its agents and its customer were told that it still waits. Raises IsClosed."""
    _check_open(ticket)
    return replace(ticket, reminded=True).happened(What.REMINDED, now)


def closed(ticket: Ticket, who: str, now: datetime, reason: str = "") -> Ticket:
    """The ticket once it is done; `who`: an agent's name, "" for the customer or the clock. Raises IsClosed."""
    _check_open(ticket)
    done = replace(ticket, state=State.CLOSED, waiting_since=None, closed_at=now, closed_for=reason)
    return done.happened(What.CLOSED, now, who, reason)


def _check_open(ticket: Ticket) -> None:
    if ticket.is_closed:
        raise IsClosed
