"""The parts of people who take tickets, and of surveys. Imported only where a setting asks for them."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING

from handlers.conversation.contact import Carrier, Channel, Contact
from handlers.settings import Settings
from handlers.stores.keeping import Keeping
from handlers.stores.notices import StoredNotices
from handlers.stores.surveys import StoredSurveys
from handlers.stores.threads import StoredThreads
from handlers.stores.ticket_lists import StoredTicketLists
from handlers.stores.tickets import StoredTickets
from handlers.tickets.agents import Agents, agents_in
from handlers.tickets.hand_over import HandOver
from handlers.wiring.helpdesk import HelpdeskParts, helpdesk_of

if TYPE_CHECKING:
    from handlers.tickets.hours import Hours


@dataclass(frozen=True)
class People:
    """The parts. `agents` may be none: then customers are told how else people can be reached."""

    agents: Agents
    tickets: StoredTickets
    lists: StoredTicketLists
    heard: StoredNotices
    surveys: StoredSurveys
    hand_over: HandOver
    helpdesk: HelpdeskParts | None


def _told_from(settings: Settings) -> Contact | None:
    """The business's number on WhatsApp, where one is set for what is about customers of other apps."""
    if not settings.agents_from:
        return None
    at = Contact(Channel.WHATSAPP, settings.agents_from, "", carrier=Carrier.TWILIO)
    if settings.tells_agents_by_meta:
        return replace(at, carrier=Carrier.META, line=settings.meta_phone_number_id)
    return at


def people_of(
    settings: Settings, keeping: Keeping, threads: StoredThreads, now: Callable[[], datetime], hours: "Hours | None"
) -> People:
    """The parts that these settings ask for."""
    helpdesk, notices = helpdesk_of(settings, keeping, now), StoredNotices(keeping)
    events = helpdesk.events if helpdesk else None
    tickets = StoredTickets(keeping, notices, events)
    agents = agents_in(
        settings.agents,
        notice=settings.template_ticket,
        invitation=settings.template_reply,
        told_from=_told_from(settings),
    )
    hand_over = HandOver(
        tickets=tickets,
        threads=threads,
        agents=agents,
        contact=settings.people_contact,
        language=settings.assistant_language,
        now=now,
        hours=hours,
        has_helpdesk=helpdesk is not None,
    )
    surveys = StoredSurveys(keeping, events)
    return People(agents, tickets, StoredTicketLists(keeping), notices, surveys, hand_over, helpdesk)
