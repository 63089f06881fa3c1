"""Tickets and ratings as counts of days: what has happened since they were counted last. Pure."""

import re
from collections.abc import Mapping, Sequence
from datetime import datetime, tzinfo
from typing import TYPE_CHECKING

from handlers.numbers.day import Day, bucket, date_of
from handlers.tickets.survey import Rating
from handlers.tickets.ticket import Ticket, Why

if TYPE_CHECKING:
    from handlers.tickets.hours import Hours

REASON = re.compile(r"[a-z_]{1,20}")
SECONDS = 60  # of a minute


def days_of_ticket(ticket: Ticket, zone: tzinfo, hours: "Hours | None") -> list[Day]:
    """What is to be counted of a ticket. With `hours`, waits are counted in opening hours, too."""
    what, found = ticket.uncounted, []
    if "opened" in what:
        found.append(_day(ticket.opened_at, zone, [f"tickets/opened/{ticket.why}"]))
    if "answered" in what and ticket.first_answer_at:
        found.append(_day(ticket.first_answer_at, zone, _waited("first", ticket, ticket.first_answer_at, hours)))
    if "closed" in what and ticket.closed_at:
        names = [f"tickets/closed/{_reason(ticket)}", *_waited("solved", ticket, ticket.closed_at, hours)]
        names += [f"tickets/by/{ticket.agent}"] if ticket.agent else []
        found.append(_day(ticket.closed_at, zone, names))
    return [day for day in found if day.counts]


def days_of_rating(rating: Rating, zone: tzinfo) -> list[Day]:
    """What is to be counted of a rating. Its comment counts on the day of the rating.

    Of a customer who was forgotten there are no words to show: no sample.
    """
    what, answered_at, found = rating.uncounted, rating.answered_at or rating.at, []
    samples = {"comment": [rating.id]} if rating.thread else {}
    if "asked" in what:
        name = f"survey/not/{rating.not_asked}" if rating.not_asked else "survey/asked"
        found.append(_day(rating.at, zone, [name]))
    if "scored" in what:
        found.append(_day(answered_at, zone, [f"survey/{rating.score}"]))
    if "commented" in what:
        found.append(_day(answered_at, zone, ["survey/commented"], samples))
    return found


def _day(at: datetime, zone: tzinfo, names: Sequence[str], samples: Mapping[str, Sequence[str]] | None = None) -> Day:
    return Day(date_of(at, zone), dict.fromkeys(names, 1), samples or {})


def _reason(ticket: Ticket) -> str:
    reason = ticket.closed_for.replace(" ", "_")
    return reason if REASON.fullmatch(reason) else "other"


def _waited(kind: str, ticket: Ticket, until: datetime, hours: "Hours | None") -> list[str]:
    """How long it took since the ticket was opened; nothing if nobody waited, since an agent stepped in."""
    if ticket.why is Why.TAKEN_OVER:
        return []
    seconds = max(0.0, (until - ticket.opened_at).total_seconds())
    names = [f"{kind}/{bucket(seconds)}"]
    if hours:
        names.append(f"{kind}_open/{bucket(hours.open_minutes(ticket.opened_at, until) * SECONDS)}")
    return names
