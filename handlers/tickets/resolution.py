"""Resolutions: which conversations ended without a person, and of which the customer says that it is solved. Pure."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from itertools import zip_longest

from handlers.conversation.facts import Who
from handlers.conversation.messages import Author
from handlers.conversation.record import Record
from handlers.conversation.talk import IDLE, REST, counts, says_solved
from handlers.tickets.survey import Rating
from handlers.tickets.ticket import Ticket

SATISFIED = 4  # and above, of 5


class Resolution(StrEnum):
    """What became of a conversation."""

    PENDING = "pending"  # the customer may still come back
    PERSON = "person"  # a person took part
    RETURNED = "returned"  # the customer came back within IDLE
    UNANSWERED = "unanswered"  # the last question has no answer, or only an apology
    CONTAINED = "contained"  # none of these
    VERIFIED = "verified"  # and the customer said that it is solved, or rated it 4 or 5


@dataclass(frozen=True)
class Conversation:
    """A customer's messages with less than REST between them; its last one came at `ended_at`."""

    begun_at: datetime
    ended_at: datetime
    resolution: Resolution


def resolutions(
    records: Sequence[Record], tickets: Sequence[Ticket], ratings: Sequence[Rating], now: datetime
) -> list[Conversation]:
    """The conversations of one thread, oldest first, from its records, oldest first, its tickets and its ratings.

    Greetings, thanks, commands, ratings and their comments, and words that it is solved begin no conversation, and are
    no return.
    """
    talks = list(_talks(records, {at for rating in ratings for at in (rating.answered_at, rating.commented_at) if at}))
    return [
        Conversation(
            talk[0].at, talk[-1].at, _resolution(talk, later[0].at if later else None, records, tickets, ratings, now)
        )
        for talk, later in zip_longest(talks, talks[1:])
    ]


def _resolution(
    talk: Sequence[Record],
    next_at: datetime | None,
    records: Sequence[Record],
    tickets: Sequence[Ticket],
    ratings: Sequence[Rating],
    now: datetime,
) -> Resolution:
    begun, ended = talk[0].at, talk[-1].at
    if _with_person(begun, ended, records, tickets):
        return Resolution.PERSON
    if next_at and next_at - ended < IDLE:
        return Resolution.RETURNED
    if now - ended < IDLE:
        return Resolution.PENDING
    if not _has_answer(talk[-1]):
        return Resolution.UNANSWERED
    until = min(next_at or now, ended + IDLE)
    is_verified = _says_so(begun, until, records) or _is_satisfied(ended, until, ratings)
    return Resolution.VERIFIED if is_verified else Resolution.CONTAINED


def _has_answer(record: Record) -> bool:
    """False, too, where the customer was only told that there is no answer."""
    return record.answered_by is not None and not (record.facts and record.facts.who is Who.NOBODY)


def _talks(records: Sequence[Record], answers: set[datetime]) -> Iterator[Sequence[Record]]:
    """The messages that count, together as long as less than REST is between them. `answers`: when ratings came."""
    talk: list[Record] = []
    for record in records:
        if record.author is Author.CUSTOMER and record.at not in answers and counts(record.content):
            if talk and record.at - talk[-1].at >= REST:
                yield talk
                talk = []
            talk.append(record)
    if talk:
        yield talk


def _with_person(begun: datetime, ended: datetime, records: Sequence[Record], tickets: Sequence[Ticket]) -> bool:
    until = ended + REST
    return any(
        ticket.opened_at < until and (ticket.closed_at is None or ticket.closed_at > begun) for ticket in tickets
    ) or any(record.author is Author.PERSON and begun <= record.at < until for record in records)


def _says_so(begun: datetime, until: datetime, records: Sequence[Record]) -> bool:
    return any(
        record.author is Author.CUSTOMER and begun <= record.at < until and says_solved(record.content.words)
        for record in records
    )


def _is_satisfied(ended: datetime, until: datetime, ratings: Sequence[Rating]) -> bool:
    return any(
        ended <= rating.at < until and (rating.score or 0) >= SATISFIED for rating in ratings if not rating.ticket
    )
