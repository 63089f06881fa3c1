"""A ticket of Eva's, and the agents Ana and Luis, for tests."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from handlers.conversation.contact import Channel, Contact
from handlers.conversation.messages import Message, Reply
from handlers.conversation.turn import Turn
from handlers.tickets.acting import Notice
from handlers.tickets.agents import Agent, Agents
from handlers.tickets.ticket import Ticket, Why
from tests.kept import Stores

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
EVA = Contact(Channel.WHATSAPP, "+5215587654321", "+5215522220001", profile_name="Eva")
ANA = Agent("Ana", Channel.WHATSAPP, "+5215511110001")
LUIS = Agent("Luis", Channel.WHATSAPP, "+5215511110002")
AGENTS = Agents((ANA, LUIS))


def later(**span: float) -> datetime:
    """So long after the ticket was opened."""
    return NOW + timedelta(**span)


def ticket(**fields: Any) -> Ticket:
    """An open ticket of Eva's, for which she has waited since now."""
    known: dict[str, Any] = {"code": "K7F3", "thread": "key", "contact": EVA, "language": "es"}
    known |= {"opened_at": NOW, "why": Why.ASKED, "summary": "", "inbound_at": NOW, "waiting_since": NOW}
    return Ticket(**{**known, **fields})


CONTACTS = tuple(agent.contact(EVA) for agent in AGENTS.every)


def tell(ticket: Ticket, heard: Mapping[Contact, datetime]) -> Sequence[Notice]:
    """A notice to each agent who was heard of."""
    return [Notice(agent, f"#{ticket.code} {ticket.state}") for agent in heard]


async def own(kept: Stores, message: Message) -> Turn:
    """A turn that answers this message."""
    opened = await kept.threads.open_turn(message)
    assert isinstance(opened, Turn)
    return opened


async def handed_over(kept: Stores, message: Message, now: Any, code: str = "K7F3", **fields: Any) -> Turn:
    """A turn that was closed with a new ticket."""
    turn = await own(kept, message)
    contact = turn.thread.contact
    contacts = [agent.contact(contact) for agent in AGENTS.every]
    at = now()
    opened = ticket(
        **{"code": code, "thread": turn.thread.key, "contact": contact, "opened_at": at, "inbound_at": at}
        | {"waiting_since": at}
        | fields
    )
    turn.pass_to(code)
    turn.enclosed.append(kept.tickets.opening(opened, contacts, tell, by=message.sid))
    turn.say_nothing(to=turn.unanswered)
    await kept.threads.close_turn(turn, Reply())
    return turn
