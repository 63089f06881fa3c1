"""Tickets and ratings of which something is still to be counted."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import tzinfo
from typing import TYPE_CHECKING, Any

from handlers.numbers.counts import Counts
from handlers.numbers.day import Day
from handlers.numbers.people import days_of_rating, days_of_ticket
from handlers.stores.bare_people import OF_RATINGS, OF_TICKETS, bare_rating, bare_ticket
from handlers.stores.days import StoredDays
from handlers.stores.documents import Document
from handlers.stores.uncounted import StoredUncounted
from handlers.tickets.survey import Rating
from handlers.tickets.ticket import Ticket

if TYPE_CHECKING:
    from handlers.tickets.hours import Hours


def uncounted_tickets(days: StoredDays, zone: tzinfo, hours: "Hours | None") -> StoredUncounted:
    """Tickets; days are those of `zone`. With `hours`, waits are counted in opening hours, too."""

    def count_in(document: Document) -> Counts:
        return _counts(days_of_ticket(bare_ticket(document.fields), zone, hours))

    return StoredUncounted(days, "tickets", OF_TICKETS, count_in, lambda found: _mark(bare_ticket(found.fields)))


def uncounted_ratings(days: StoredDays, zone: tzinfo) -> StoredUncounted:
    """Ratings; days are those of `zone`."""

    def count_in(document: Document) -> Counts:
        rating = replace(bare_rating(document.fields), thread=document.fields["thread"])
        return _counts(days_of_rating(rating, zone))

    fields = (*OF_RATINGS, "thread")
    return StoredUncounted(days, "ratings", fields, count_in, lambda found: _mark(bare_rating(found.fields)))


def _mark(counted: Ticket | Rating) -> Mapping[str, Any]:
    return {"counted": [*counted.counted, *counted.uncounted]}


def _counts(days: Iterable[Day]) -> Counts:
    counts = Counts()
    for day in days:
        counts.days[day.date].update(day.counts)
        for kind, ids in day.samples.items():
            counts.samples[day.date][kind] += ids
    return counts
