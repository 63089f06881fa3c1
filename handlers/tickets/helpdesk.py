"""Events for the helpdesk: what happened to a ticket, as the helpdesk is told it. Pure.

The body's shape is documented in docs/helpdesk.md.
"""

import json
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from handlers.conversation.files import kind_of
from handlers.conversation.messages import Author, Content
from handlers.conversation.shown import beside_words
from handlers.tickets.ticket import Ticket

MOST_MESSAGES = 10  # a turn has five at the most
MOST_CHARACTERS = 10_000  # of a message; a document holds at most 1 MiB
GIVEN_UP_AFTER = timedelta(days=1)
HELD_BACK = timedelta(hours=2)  # then a customer's later events go out before one that fails
PAUSES = [timedelta(minutes=minutes) for minutes in (1, 2, 5, 15, 30)]


class Kind(StrEnum):
    """The kind of an event."""

    OPENED = "ticket.opened"
    MESSAGE = "ticket.message"
    CLOSED = "ticket.closed"
    RATED = "ticket.rated"


@dataclass(frozen=True)
class HelpdeskEvent:
    """One event. `id`: the same at each try, so that the helpdesk can drop repetitions; `body`: the JSON that is sent.

    `due`: when it is tried next; `tries`: how often it was. `gone`: the helpdesk wants no more of it. `version`: the
    store's own mark.
    """

    id: str
    thread: str
    at: datetime
    kind: Kind
    body: str
    due: datetime
    tries: int = 0
    gone: bool = False
    version: object = field(default=None, compare=False, repr=False)

    def is_over(self, now: datetime) -> bool:
        """True if it is to be given up."""
        return self.gone or now >= self.at + GIVEN_UP_AFTER

    def holds_back(self, now: datetime) -> bool:
        """True while the customer's later events wait for this one."""
        return not self.gone and now < self.at + HELD_BACK

    def tried(self, now: datetime) -> "HelpdeskEvent":
        """The event while it is being tried: the next try comes if this one settles nothing."""
        pause = PAUSES[min(self.tries, len(PAUSES) - 1)]
        return replace(self, due=now + pause, tries=self.tries + 1)


def opened(ticket: Ticket, said: Sequence[Content], at: datetime) -> HelpdeskEvent:
    """A ticket was opened; `said`: the customer's last words."""
    return _event(Kind.OPENED, ticket, at, messages=[_message(ticket, content) for content in said[-MOST_MESSAGES:]])


def changed(before: Ticket, after: Ticket, said: Sequence[Content], by: str, at: datetime) -> list[HelpdeskEvent]:
    """What a change of a ticket tells: what was said, if anything was, and that it was closed.

    `by`: the person's name, "" if the customer said it.
    """
    messages = [_message(after, content, by) for content in said[-MOST_MESSAGES:] if not content.is_empty]
    events = [_event(Kind.MESSAGE, after, at, messages=messages)] if messages else []
    if after.is_closed and not before.is_closed:
        events.append(_event(Kind.CLOSED, after, at + timedelta(microseconds=len(events))))
    return events


def rated(ticket: Ticket, rating: int, words: str, at: datetime) -> HelpdeskEvent:
    """The customer rated how a ticket went; `words`: what they said about it, "" for nothing."""
    return _event(Kind.RATED, ticket, at, rating=rating, words=_cut(words))


def _event(kind: Kind, ticket: Ticket, at: datetime, **more: Any) -> HelpdeskEvent:
    body = {"type": str(kind), "timestamp": at.isoformat(), "data": {**_data(ticket), **more}}
    text = json.dumps(body, ensure_ascii=False)
    return HelpdeskEvent(f"evt_{uuid.uuid4().hex}", ticket.thread, at, kind, text, due=at)


def _data(ticket: Ticket) -> dict[str, Any]:
    contact = ticket.contact
    return {
        "code": ticket.code,
        "state": str(ticket.state),
        "why": str(ticket.why),
        "summary": _cut(ticket.summary),
        "agent": ticket.agent,
        "language": ticket.language,
        "customer": {
            "name": contact.profile_name,
            "channel": str(contact.channel),
            "address": contact.customer,
            "business": contact.business,
        },
        "opened_at": ticket.opened_at.isoformat(),
        "closed_for": ticket.closed_for,
    }


def _message(ticket: Ticket, content: Content, by: str = "") -> dict[str, Any]:
    return {
        "author": str(Author.PERSON if by else Author.CUSTOMER),
        "name": by or ticket.contact.profile_name,
        "text": _cut(content.words),
        "files": [kind_of(file.media_type) for file in content.files],
        "beside": list(beside_words(content, ticket.language)),
    }


def _cut(words: str) -> str:
    return words if len(words) <= MOST_CHARACTERS else f"{words[:MOST_CHARACTERS]}…"
