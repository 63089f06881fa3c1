"""A line of an export's file for each thing that is kept: the columns of columns.py. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, tzinfo
from typing import Any

from handlers.conversation.contact import Contact
from handlers.conversation.facts import Charge, Who
from handlers.conversation.record import Record
from handlers.conversation.thread import Thread
from handlers.numbers.day import Day
from handlers.numbers.figures import figures_of
from handlers.tickets.survey import Rating
from handlers.tickets.ticket import Event, Ticket

Row = dict[str, Any]
OF_AGENTS = "tickets/by/"  # counts that have agents' names


@dataclass(frozen=True)
class Rows:
    """Makes lines, in the days of `zone`. `texts`: with words, names and addresses.

    `threads`: the threads that they are about, by every key that leads to one.
    """

    zone: tzinfo
    texts: bool
    threads: Mapping[str, Thread]

    def message(self, sid: str, record: Record) -> Row:
        """A message."""
        came, facts, usage = record.at.astimezone(self.zone), record.facts, record.usage
        has_wait = facts is not None and record.answered_by == sid and facts.who is not Who.NOBODY
        return {
            "id": sid,
            "thread": self._alias(record.thread),
            "came_at": _at(record.at),
            "date": came.date().isoformat(),
            "hour": came.hour,
            "author": str(record.author),
            "app": record.channel or None,
            "characters": len(record.content.words),
            "files": len(record.content.files),
            "kinds": [str(part.kind) for part in record.content.parts],
            "answered_by": record.answered_by,
            "closed_at": _at(facts.closed_at) if facts else None,
            "wait_seconds": (facts.closed_at - record.at).total_seconds() if facts and has_wait else None,
            "who": str(facts.who) if facts else None,
            "talks": facts.talks if facts else None,
            "begins": facts.begins if facts else None,
            "merged": facts.merged if facts else None,
            "topic": (facts.topic or None) if facts else None,
            "mood": (facts.mood or None) if facts else None,
            "known": record.known if facts and facts.who is Who.ASSISTANT else None,
            "entry": record.entry or None,
            "by_rest": record.by_rest,
            "input_tokens": usage.input_tokens if usage else None,
            "cached_tokens": usage.cached_tokens if usage else None,
            "output_tokens": usage.output_tokens if usage else None,
            "tools": [call.name for call in record.calls],
            "parts": [{"part": part, "ms": ms} for part, ms in facts.parts.items()] if facts else [],
            "charges": [_charge(charge) for charge in facts.charges] if facts else [],
            **(self._words(record) if self.texts else {}),
        }

    def _words(self, record: Record) -> Row:
        thread = self.threads.get(record.thread)
        return {
            "text": record.content.words,
            "replies": list(record.texts or ()),
            "person": record.by or None,
            "sources": list(record.sources),
            "calls": [{"name": call.name, "arguments": call.arguments, "output": call.output} for call in record.calls],
            **_contact(thread.contact if thread else None),
        }

    def ticket(self, ticket: Ticket) -> Row:
        """A ticket."""
        return {
            "code": ticket.code,
            "thread": self._alias(ticket.thread),
            "opened_at": _at(ticket.opened_at),
            "date": self._date(ticket.opened_at),
            "why": str(ticket.why),
            "state": str(ticket.state),
            "language": ticket.language.partition("-")[0],
            "first_answer_at": _at(ticket.first_answer_at),
            "first_seconds": _seconds(ticket.opened_at, ticket.first_answer_at),
            "answered_at": _at(ticket.answered_at),
            "closed_at": _at(ticket.closed_at),
            "closed_seconds": _seconds(ticket.opened_at, ticket.closed_at),
            "closed_for": ticket.closed_for or None,
            "reminded": ticket.reminded,
            "events": [self._event(event) for event in ticket.events],
            **({"agent": ticket.agent or None, "summary": ticket.summary or None} if self.texts else {}),
            **(_contact(ticket.contact) if self.texts else {}),
        }

    def _event(self, event: Event) -> Row:
        words = {"who": event.who or None, "text": event.text or None} if self.texts else {}
        return {"happened_at": _at(event.at), "what": str(event.what), **words}

    def rating(self, rating: Rating) -> Row:
        """A customer who was asked how it was, or was not."""
        return {
            "thread": self._alias(rating.thread),
            "asked_at": _at(rating.at),
            "date": self._date(rating.at),
            "ticket": rating.ticket or None,
            "not_asked": str(rating.not_asked) or None,
            "score": rating.score,
            "answered_at": _at(rating.answered_at),
            "commented_at": _at(rating.commented_at),
            **({"agent": rating.agent or None, "comment": rating.comment or None} if self.texts else {}),
        }

    def day(self, day: Day) -> Row:
        """A day in numbers."""
        figures = figures_of([day])
        counts = {name: n for name, n in day.counts.items() if self.texts or not name.startswith(OF_AGENTS)}
        return {
            "date": day.date,
            "messages": figures.messages,
            "conversations": figures.conversations,
            **{str(figure.goal): figure.value for figure in figures.goals},
            "micros": figures.spending.micros,
            "unknown": figures.spending.unknown,
            "counts": [{"name": name, "n": n} for name, n in sorted(counts.items())],
        }

    def _date(self, at: datetime) -> str:
        return at.astimezone(self.zone).date().isoformat()

    def _alias(self, key: str) -> str | None:
        thread = self.threads.get(key)
        return thread.alias if thread else None


def _charge(charge: Charge) -> Row:
    return {
        "line": charge.line,
        "place": charge.where or None,
        "units": charge.units,
        "micros": charge.micros,
        "sure": str(charge.sure),
    }


def _contact(contact: Contact | None) -> Row:
    if contact is None:
        return {"customer": None, "customer_name": None, "business": None}
    return {
        "customer": contact.customer,
        "customer_name": contact.profile_name or None,
        "business": contact.business,
    }


def _at(at: datetime | None) -> str | None:
    return at.isoformat() if at else None


def _seconds(first: datetime, last: datetime | None) -> float | None:
    return (last - first).total_seconds() if last else None
