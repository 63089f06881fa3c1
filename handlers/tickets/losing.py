"""The notice to an agent whose ticket somebody else closes, or gives to another. Pure."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from handlers.conversation.contact import Contact
from handlers.languages import Sentence
from handlers.tickets import notices
from handlers.tickets.acting import Notice
from handlers.tickets.agents import Agent, Agents
from handlers.tickets.ticket import Ticket

CLOSED_BY = Sentence(  # code, agent
    es="{code} · {agent} cerró el caso. El asistente vuelve a responder.",
    en="{code} · {agent} closed the ticket. The assistant answers again.",
    pt="{code} · {agent} encerrou o caso. O assistente volta a responder.",
)


def to_holder(
    ticket: Ticket,
    agents: Agents,
    knowing: Sequence[Agent],
    heard: Mapping[Contact, datetime],
    now: datetime,
    text: str,
) -> tuple[Notice, ...]:
    """The notice to the agent who has the ticket, unless it is one of those who know; none if WhatsApp forbids it.

    No template goes out for it: that would ask for an answer. `heard`: when each agent wrote last.
    """
    holder = agents.named(ticket.agent) if ticket.agent else None
    if holder is None or holder in knowing:
        return ()
    return tuple(notices.to(notices.reachable(ticket, [holder], heard, now), text))
