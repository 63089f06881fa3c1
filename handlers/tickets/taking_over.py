"""The ticket of a conversation that an agent takes over before its customer asks for a person. Pure."""

from datetime import datetime

from handlers.conversation.thread import Thread
from handlers.languages import Spoken
from handlers.tickets.agents import Agent
from handlers.tickets.changes import taken
from handlers.tickets.ticket import Ticket, What, Why
from handlers.tickets.windows import WINDOW


def taken_over(code: str, thread: Thread, *, agent: Agent, language: Spoken, now: datetime) -> Ticket:
    """A new ticket in this agent's hands. `language`: until the customer's is known."""
    waiting = [message.at for message in thread.open]
    opened = Ticket(
        code=code,
        thread=thread.key,
        contact=thread.contact,
        language=thread.language or language,
        opened_at=now,
        why=Why.TAKEN_OVER,
        summary="",
        inbound_at=max((*thread.recent, *waiting), default=now - WINDOW),
        waiting_since=min(waiting, default=None),
    )
    return taken(opened.happened(What.OPENED, now), agent.name, now)
