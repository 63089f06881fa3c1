"""The list of open tickets, as an agent reads it."""

from datetime import datetime

from handlers import texts as common
from handlers.languages import Spoken
from handlers.tickets import agent_texts, code, notices
from handlers.tickets.ports import TicketLists
from handlers.tickets.ticket import State, Ticket

MOST_LISTED = 15


async def listing(lists: TicketLists, now: datetime, language: Spoken) -> str:
    """The open tickets, a line each, or that there are none. Raises StoreUnavailable."""
    found = [
        ticket
        for state in (State.OPEN, State.TAKEN, State.WAITING)
        for ticket in await lists.listed(state, most=MOST_LISTED)
    ]
    lines = [_listed(ticket, now, language) for ticket in found]
    if not lines:
        return agent_texts.NO_TICKETS[language]
    return "\n\n".join([agent_texts.OPEN_TICKETS[language], "\\\n".join(lines[:MOST_LISTED])])


def _listed(ticket: Ticket, now: datetime, language: Spoken) -> str:
    since = ticket.waiting_since
    waits = since and agent_texts.LISTED_WAITS[language].format(waits=notices.waited(now - since))
    parts = (code.shown(ticket.code), notices.name_of(ticket), ticket.agent, waits)
    return " · ".join(common.escaped(part) for part in parts if part)
