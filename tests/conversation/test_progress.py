"""A thread's way to a person and back: only as the turn saw it, and the assistant hears once what people said."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from handlers.conversation import progress
from handlers.conversation.messages import Reply
from handlers.conversation.thread import Thread
from handlers.conversation.turn import Turn
from handlers.errors import TurnLost
from tests import writing

NOW = datetime(2026, 11, 22, tzinfo=UTC)
SINCE = NOW - timedelta(hours=1)


def turn(**fields: object) -> Turn:
    """A turn whose thread has these fields."""
    own = writing.turn("Hola")
    own.thread = replace(own.thread, **fields)  # type: ignore[arg-type]
    return own


def closed(own: Turn, stored: Thread | None = None) -> Thread:
    return progress.closed(stored or own.thread, own, Reply(), NOW, sender="")


def test_a_thread_is_passed_to_a_person_and_back() -> None:
    there = turn()
    there.pass_to("K7F3")
    passed = closed(there)
    assert (passed.ticket, passed.person_since) == ("K7F3", NOW)
    back = turn(ticket="K7F3", person_since=SINCE)
    back.pass_to(None)
    assert (closed(back).ticket, closed(back).person_since) == (None, SINCE)


@pytest.mark.parametrize("meanwhile", [None, "ACD4"])
def test_a_turn_that_passes_a_thread_which_was_passed_meanwhile_is_lost(meanwhile: str | None) -> None:
    own = turn(ticket="K7F3")
    own.pass_to(None)
    with pytest.raises(TurnLost):
        closed(own, replace(own.thread, ticket=meanwhile))


@pytest.mark.parametrize(
    ("answered", "told", "ticket", "person_since", "left"),
    [
        (True, SINCE, None, SINCE, None),
        (False, SINCE, None, SINCE, SINCE),  # the question failed, so nobody heard it
        (True, None, None, SINCE, SINCE),  # the question did not hold it
        (True, SINCE, "K7F3", SINCE, SINCE),  # people go on
        (True, SINCE, None, NOW, NOW),  # people have begun again meanwhile
    ],
)
def test_what_people_said_is_told_until_a_question_that_held_it_was_answered(
    answered: bool, told: datetime | None, ticket: str | None, person_since: datetime, left: datetime | None
) -> None:
    own = turn(ticket=ticket, person_since=person_since)
    own.has_heard = answered
    own.decide(heard_since=told)
    after = closed(own)
    assert (after.person_since, after.decisions.heard_since) == (left, None)
