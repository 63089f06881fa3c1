"""Joining a customer's threads in two apps as one. Pure.

The thread in which the code was asked for goes on; the other one's key leads to it from then on. Its messages stay
where they are stored: `joined` says until when they are this customer's.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from enum import Enum

from handlers.conversation.calls import moved
from handlers.conversation.contact import Contact
from handlers.conversation.merging import merged, stored_under
from handlers.conversation.messages import OpenMessage
from handlers.conversation.spending import Spent
from handlers.conversation.thread import Decisions, Joined, Running, Thread
from handlers.conversation.turn import Turn
from handlers.conversation.unsent import STAYS_OPEN

MOST_JOINED = 8  # keys of other threads: each is one more query where messages are read


class Refused(Enum):
    """The reason why threads were not joined, or not kept apart."""

    WRONG = "wrong"  # no such code, or not any more
    SAME = "same"  # it is the same thread
    BUSY = "busy"  # the customer is being answered in the other app
    TICKETS = "tickets"  # people answer in both
    FULL = "full"
    NOT_JOINED = "not_joined"
    WITH_PERSON = "with_person"


def why_not_joined(ours: Thread, theirs: Thread | None, code_at: datetime, now: datetime) -> Refused | None:
    """The reason why a thread cannot be joined with the one that asked for a code then; None if it can.

    Who was forgotten since, or said stop, wants nothing of it.
    """
    if theirs is None or theirs.decisions.stopped or (theirs.begun_at and theirs.begun_at > code_at):
        return Refused.WRONG
    if theirs.key == ours.key:
        return Refused.SAME
    if is_waiting(theirs, now):
        return Refused.BUSY
    if ours.ticket and theirs.ticket:
        return Refused.TICKETS
    return Refused.FULL if len(stored_under(theirs.joined, _stored_before(ours, now))) > MOST_JOINED else None


def is_waiting(thread: Thread, now: datetime) -> bool:
    """True if somebody answers this thread's messages, or soon will."""
    is_owned = thread.running is not None and thread.running.is_alive(now)
    return is_owned or any(not message.told and now - message.at < STAYS_OPEN for message in thread.open)


def joined(turn: Turn, ours: Thread, theirs: Thread, sid: str, text: str, now: datetime) -> Thread:
    """The thread of both, in which `text` is the answer to the message `sid`. `ours`: the turn's thread as stored.

    The turn has to begin anew, in this thread: what else it covers is still open.
    """
    ours = replace(ours, decisions=turn.decisions, open=_from_here(ours))
    both = merged(replace(theirs, open=_from_here(theirs)), ours)
    return replace(
        both,
        contact=_named(ours.contact, theirs.contact),
        also=(_named(theirs.contact, ours.contact), *both.also),
        joined=stored_under(both.joined, _stored_before(ours, now)),
        language=ours.language or theirs.language,
        decisions=_decided(ours.decisions, theirs, ours, sid, text),
        number=theirs.number + 1,
        running=_before(turn),
        recent=tuple(sorted((*theirs.recent, *ours.recent))),
        unsent=ours.unsent,
        survey=max(filter(None, (theirs.survey, ours.survey)), key=lambda survey: survey.at, default=None),
        linked_at=None,
    )


def link_to(thread: Thread, ours: Thread, now: datetime) -> Thread:
    """The document under our key, which only points to the thread from now on."""
    return Thread(ours.key, ours.contact, alias="", moved_to=thread.key, linked_at=now)


def _named(contact: Contact, other: Contact) -> Contact:
    """An address with the customer's name, which the other one may know alone: a visitor of a site has none."""
    return replace(contact, profile_name=contact.profile_name or other.profile_name)


def _decided(own: Decisions, theirs: Thread, ours: Thread, sid: str, text: str) -> Decisions:
    """The decisions of both: a new conversation begins with what was said in either app.

    What a yes would have agreed to is not asked any more.
    """
    other = theirs.decisions
    return Decisions(
        past=(*theirs.conversations(), *ours.conversations()),
        carries_over=True,
        said=(*other.said, *own.said, text),
        answered=(*own.answered, sid),
        asks_to_forget=own.asks_to_forget,
        fetched=other.fetched + own.fetched,
        fetching_since=_latest(other.fetching_since, own.fetching_since),
        told_closed_until=_latest(other.told_closed_until, own.told_closed_until),
        rated=max(filter(None, (other.rated, own.rated)), key=lambda rated: rated.asked_at, default=None),
        survey_at=_latest(other.survey_at, own.survey_at),
        calls=(*moved(other.calls), *moved(own.calls)),
        spent=_spent(other.spent, own.spent),
        tries=own.tries,
    )


def _spent(*several: Spent | None) -> Spent | None:
    """The money of the later day."""
    days = [spent for spent in several if spent]
    last = [spent for spent in days if spent.day == max(spent.day for spent in days)]
    if not last:
        return None
    told_at = _latest(*(spent.told_at for spent in last))
    micros, reserved = sum(spent.micros for spent in last), sum(spent.reserved for spent in last)
    return Spent(last[0].day, micros, reserved, told_at)


def _before(turn: Turn) -> Running | None:
    """The turn that this one took over from, which nobody owns: its response is left to the next."""
    return replace(turn.superseded, since=None) if turn.superseded else None


def _from_here(thread: Thread) -> tuple[OpenMessage, ...]:
    return tuple(replace(message, contact=thread.origin(message)) for message in thread.open)


def _stored_before(thread: Thread, now: datetime) -> Iterable[Joined]:
    return (*thread.joined, *(Joined(key, now) for key in (*thread.former, thread.key)))


def _latest(*times: datetime | None) -> datetime | None:
    return max(filter(None, times), default=None)
