"""Settling: what became of a thread's conversations, as counts of the days on which they began. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo

from handlers.conversation.record import Record
from handlers.conversation.talk import IDLE, REST
from handlers.numbers.day import Day, app_of, date_of
from handlers.tickets.resolution import Conversation, resolutions
from handlers.tickets.survey import Rating
from handlers.tickets.ticket import Ticket

_AFTER = timedelta(microseconds=1)


@dataclass(frozen=True)
class Unsettled:
    """A thread's records since the first conversation that is not settled, oldest first, its tickets and ratings.

    `is_all`: there are no records after these.
    """

    records: Sequence[Record]
    tickets: Sequence[Ticket]
    ratings: Sequence[Rating]
    is_all: bool = True


@dataclass(frozen=True)
class Settled:
    """What is to be counted, and what is left: since when, and when to look again; None if nothing is left."""

    days: Sequence[Day]
    since: datetime | None = None
    at: datetime | None = None


def settled(found: Unsettled, now: datetime, zone: tzinfo) -> Settled:
    """Settle the conversations of which it is known what became of them.

    The last one may go on until the customer has been silent for IDLE. If more records follow than were read, the last
    one is left for the next look, unless it is the only one: so long a conversation counts as several.
    """
    talks = resolutions(found.records, found.tickets, found.ratings, now)
    last = talks[-1] if talks else None
    is_over = last is not None and now - last.ended_at >= IDLE
    is_left = last is not None and not (is_over and (found.is_all or len(talks) == 1))
    days = [_day(talk, found.records, zone) for talk in (talks[:-1] if is_left else talks)]
    if last is not None and is_left:
        return Settled(days, last.begun_at, now if is_over else last.ended_at + IDLE + REST)
    return Settled(days) if found.is_all else Settled(days, found.records[-1].at + _AFTER, now)


def _day(talk: Conversation, records: Sequence[Record], zone: tzinfo) -> Day:
    """It counts on the day on which it was counted as begun. If nothing in it was answered, it never was: then now."""
    begun = [
        record.at
        for record in records
        if record.facts and record.facts.begins and talk.begun_at <= record.at <= talk.ended_at
    ]
    if begun:
        return Day(date_of(begun[0], zone), {f"talks/{talk.resolution}": 1})
    hour = talk.begun_at.astimezone(zone).hour
    app = next(app_of(record.channel) for record in records if record.at == talk.begun_at)
    counts = {"talks/begun": 1, f"talk/hour/{hour}": 1, f"talk/app/{app}": 1}
    return Day(date_of(talk.begun_at, zone), {f"talks/{talk.resolution}": 1, **counts})
