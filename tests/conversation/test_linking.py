"""Two threads as one: what each had decided; tests/contracts/test_link_codes.py covers the rest."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from handlers.conversation.calls import MadeCall
from handlers.conversation.contact import Channel
from handlers.conversation.linking import Refused, joined, why_not_joined
from handlers.conversation.spending import Spent
from handlers.conversation.survey import Rated, Survey
from handlers.conversation.thread import Decisions, Joined, Running, Thread
from handlers.conversation.unlinking import home_of
from tests import writing

NOW = datetime(2026, 11, 22, tzinfo=UTC)
LATER = NOW + timedelta(minutes=1)
SMS = writing.contact(channel=Channel.SMS, customer="+5215500000009")


def both(ours: Decisions | None = None, theirs: Decisions | None = None, **fields: Any) -> Thread:
    """The thread of a turn by SMS, joined with one of WhatsApp that has these fields."""
    turn = writing.turn("vincular K7F4-9QXM", **vars(ours or Decisions()))
    mine = replace(turn.thread, key="ours", contact=SMS)
    turn.thread = mine
    return joined(turn, mine, writing.thread(decisions=theirs or Decisions(), **fields), "SM1", "Listo", NOW)


def test_a_new_conversation_begins_and_both_old_ones_are_to_be_deleted() -> None:
    decided = both(Decisions(conversation="b", past=("a",), tokens=9), Decisions(conversation="c")).decisions
    assert (decided.conversation, decided.past, decided.carries_over, decided.tokens) == (
        None,
        ("c", "a", "b"),
        True,
        0,
    )


def test_what_was_not_delivered_yet_is_said_first() -> None:
    decided = both(Decisions(said=("dos",), answered=("SM0",)), Decisions(said=("uno",))).decisions
    assert (decided.said, decided.answered) == (("uno", "dos", "Listo"), ("SM0", "SM1"))


def test_a_yes_agrees_to_nothing_that_was_asked_before() -> None:
    call = MadeCall("call_1", "cancel", "{}")
    asked = Decisions(forget_asked_at=NOW, confirming=call, confirming_since=NOW)
    decided = both(asked, asked).decisions
    assert (decided.forget_asked_at, decided.confirming, decided.confirming_since) == (None, None, None)


def test_calls_that_were_made_are_told_to_the_new_conversation() -> None:
    done = MadeCall("call_1", "order", "{}", begun_at=NOW, output="{}", is_told=True)
    never = MadeCall("call_2", "order", "{}")
    (told,) = both(theirs=Decisions(calls=(done, never))).decisions.calls
    assert (told.id, told.is_told, told.is_held) == ("call_1", False, False)


@pytest.mark.parametrize(
    ("ours", "theirs", "spent"),
    [
        (None, None, None),
        (Spent("2026-11-22", 5), None, Spent("2026-11-22", 5)),
        (Spent("2026-11-22", 5, 1), Spent("2026-11-22", 7, 2, NOW), Spent("2026-11-22", 12, 3, NOW)),
        (Spent("2026-11-21", 5), Spent("2026-11-22", 7), Spent("2026-11-22", 7)),
    ],
)
def test_one_customer_has_one_ceiling(ours: Spent | None, theirs: Spent | None, spent: Spent | None) -> None:
    assert both(Decisions(spent=ours), Decisions(spent=theirs)).decisions.spent == spent


def test_the_last_survey_counts_and_what_became_of_it() -> None:
    first, last = Rated(NOW, "SM1", NOW, 5), Rated(LATER, "SM2", LATER, 1)
    thread = both(Decisions(rated=first), Decisions(rated=last), survey=Survey("s", LATER))
    assert (thread.survey, thread.decisions.rated) == (Survey("s", LATER), last)


def test_the_response_of_a_turn_taken_over_is_left_to_the_next() -> None:
    turn = writing.turn("¿Abren?", "vincular K7F4-9QXM")
    turn.superseded = Running("SM1", ("SM1",), NOW, response="resp_1")
    thread = joined(turn, turn.thread, writing.thread(), "SM2", "Listo", NOW)
    assert thread.running == replace(turn.superseded, since=None)


def test_messages_that_count_in_a_minute_are_those_of_both() -> None:
    thread = both(recent=(NOW,), former=("older",), joined=(Joined("third", NOW),))
    assert thread.recent == (NOW,)
    assert thread.former == ("older",)
    assert thread.joined == (Joined("third", NOW), Joined("ours", NOW))


@pytest.mark.parametrize(("begun_at", "refused"), [(None, None), (NOW, None), (LATER, Refused.WRONG)])
def test_a_code_from_before_the_thread_began_is_none(begun_at: datetime | None, refused: Refused | None) -> None:
    theirs = writing.thread(begun_at=begun_at)
    assert why_not_joined(writing.thread(key="ours"), theirs, NOW, LATER) is refused


def test_what_was_said_stays_with_the_last_app_if_it_is_not_known_which_was_the_first() -> None:
    assert home_of(writing.thread(also=(SMS,))) == writing.ANA
