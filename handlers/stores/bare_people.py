"""Tickets and ratings without their customers: all that is counted of them."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from handlers.conversation.contact import Channel, Contact
from handlers.stores.fields import build
from handlers.stores.surveys import rating_fields
from handlers.stores.ticket_fields import ticket_fields
from handlers.tickets.survey import NotAsked, Rating
from handlers.tickets.ticket import Ticket, Why

OF_TICKETS = ("opened_at", "why", "first_answer_at", "closed_at", "closed_for", "agent", "counted")
OF_RATINGS = ("at", "not_asked", "score", "answered_at", "commented_at", "counted")
NOBODY = Contact(Channel.WHATSAPP, "", "")
NOWHERE = {"listed": None, "clock": None, "changed": ""}  # in no list, and in no search


def bare_ticket(fields: Mapping[str, Any]) -> Ticket:
    """The ticket in those fields that are counted."""
    stored: dict[str, Any] = {name: fields[name] for name in OF_TICKETS}
    nobodys = {"code": "", "thread": "", "contact": NOBODY, "language": "es", "summary": ""}
    stored |= {**nobodys, "inbound_at": stored["opened_at"], "waiting_since": None, "why": Why(stored["why"])}
    return build(Ticket, stored, counted=tuple(stored["counted"]))


def bare_rating(fields: Mapping[str, Any]) -> Rating:
    """The rating in those fields that are counted."""
    stored: dict[str, Any] = {name: fields[name] for name in OF_RATINGS}
    not_asked, counted = NotAsked(stored["not_asked"]), tuple(stored["counted"])
    return build(Rating, stored, thread="", not_asked=not_asked, counted=counted)


def bare_ticket_fields(fields: Mapping[str, Any], now: datetime) -> Mapping[str, Any]:
    """The fields of what is kept of a ticket until it is counted."""
    return {**ticket_fields(bare_ticket(fields), now), **NOWHERE}


def bare_rating_fields(fields: Mapping[str, Any], now: datetime) -> Mapping[str, Any]:
    """The fields of what is kept of a rating until it is counted."""
    return rating_fields(bare_rating(fields), now)
