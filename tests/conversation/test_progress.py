"""A thread's way to a person and back, and calls of tools: only as the turn saw it, and nothing twice."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from handlers.conversation import progress
from handlers.conversation.calls import MadeCall
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


CALL = MadeCall("call_1", "look_up", "{}")


def calling(*calls: MadeCall, asked: int = 1, **running: object) -> Turn:
    """A turn whose response ended with these calls; its question took `asked` attempts."""
    own = writing.turn("¿Dónde va mi pedido?", response="resp_1")
    busy = replace(own.running, asked_at=SINCE, **running)  # type: ignore[arg-type]
    own.thread = replace(own.thread, running=busy).with_attempt("SM1", asked)
    own.decide(calls=calls, rounds=1)
    return own


def test_calls_are_kept_before_they_run_and_the_attempt_is_given_back() -> None:
    own = calling(CALL, asked=2)
    kept = progress.called(own.thread, own, NOW)
    assert (kept.decisions.calls, kept.open[0].asked) == ((CALL,), 1)
    assert kept.running
    assert (kept.running.response, kept.running.asked_at, kept.running.since) == (None, None, NOW)
    own.thread = kept
    assert progress.called(kept, own, NOW).open[0].asked == 1  # no question since


def test_an_attempt_that_sent_no_question_yet_is_not_given_back() -> None:
    own = calling(CALL)
    own.attempt = "SM1"
    assert progress.called(own.thread, own, NOW).open[0].asked == 1


def test_calls_that_another_delivery_has_taken_up_are_lost() -> None:
    own = calling(CALL)
    stored = own.thread
    taken = replace(stored, decisions=replace(stored.decisions, calls=(CALL,)))
    for change in (progress.called, progress.renewed, progress.paused, progress.attempted):
        with pytest.raises(TurnLost):
            change(taken, own, NOW)
    with pytest.raises(TurnLost):
        progress.responding(taken, own, "resp_2")
    with pytest.raises(TurnLost):
        progress.called(replace(stored, running=replace(own.running, response="resp_2")), own, NOW)


def test_a_closed_turn_leaves_the_outputs_that_the_assistant_lacks_and_when_it_asked() -> None:
    told, untold = replace(CALL, output="{}", is_told=True), replace(CALL, id="call_2", output="{}")
    own = calling(told, untold)
    own.thread = replace(own.thread, decisions=own.decisions)
    own.decide(heard=("SM1", "SM2"), answered=("SM1",), confirming=CALL)
    decided = closed(own).decisions
    assert (decided.calls, decided.rounds, decided.heard) == ((untold,), 0, ("SM2",))
    assert (decided.confirming, decided.confirming_since) == (CALL, NOW)
    own.decide(confirming=None)
    assert closed(own).decisions.confirming_since is None
