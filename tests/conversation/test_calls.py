"""Calls of tools as the thread keeps them: none is run twice, none is left without an output."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from handlers.conversation.calls import (
    LOST,
    LOST_AFTER,
    MOST_AT_ONCE,
    MOST_KEPT,
    MOST_ROUNDS,
    NOT_RUN,
    TOO_MANY,
    Call,
    Calls,
    Done,
    MadeCall,
    begun,
    left,
    made,
    moved,
    outcomes_of,
    to_run,
    to_tell,
    told,
)

NOW = datetime(2026, 11, 26, tzinfo=UTC)
DONE = Done('{"state": "ready"}', "done", 0.2)


def new(*ids: str) -> Calls:
    return made([Call(each, "look_up", "{}") for each in ids], rounds=0)


def test_new_calls_are_to_be_run_and_then_to_be_told() -> None:
    calls = new("call_1", "call_2")
    assert [call.id for call in to_run(calls)] == ["call_1", "call_2"]
    assert to_tell(calls) == ()
    first, second = calls
    calls = (first.answered(DONE), second)
    assert (to_run(calls), [call.output for call in to_tell(calls)]) == ((second,), [DONE.output])
    assert first.answered(DONE).result == "done"


def test_calls_that_are_too_many_at_once_get_their_output_without_being_run() -> None:
    calls = new(*(f"call_{number}" for number in range(MOST_AT_ONCE + 2)))
    assert (len(to_run(calls)), [call.output for call in to_tell(calls)]) == (MOST_AT_ONCE, [TOO_MANY] * 2)


def test_calls_after_the_last_round_are_not_run() -> None:
    for rounds, runs in ((MOST_ROUNDS - 1, 1), (MOST_ROUNDS, 0)):
        assert len(to_run(made([Call("call_1", "look_up", "{}")], rounds))) == runs


def test_what_an_owner_who_died_had_begun_is_lost_and_the_rest_is_begun() -> None:
    first, second = new("call_1", "call_2")
    again = begun((replace(first, begun_at=NOW - timedelta(minutes=1)), second), NOW)
    assert [(call.output, call.begun_at == NOW) for call in again] == [(LOST, False), (None, True)]
    answered = (first.answered(DONE),)
    assert begun(answered, NOW) == answered


def test_a_call_runs_from_its_beginning_until_it_has_an_output_or_its_time_is_over() -> None:
    [call] = new("call_1")
    running = replace(call, begun_at=NOW)
    assert not call.is_running(NOW)
    assert running.is_running(NOW)
    assert not running.is_running(NOW + LOST_AFTER)
    assert not running.answered(DONE).is_running(NOW)


def test_of_an_output_that_the_assistant_has_only_the_beginning_is_kept() -> None:
    long, open_ = new("call_1", "call_2")
    kept = told((long.answered(Done("x" * 5000, "done")), open_))
    assert (kept[0].is_told, len(kept[0].output or "")) == (True, MOST_KEPT)
    assert kept[1] == open_


def test_a_new_conversation_is_told_of_what_was_done_and_of_nothing_that_was_not_begun() -> None:
    done, lost, unbegun = new("call_1", "call_2", "call_3")
    done = replace(done, begun_at=NOW).answered(DONE)
    calls = moved((*told((done,)), replace(lost, begun_at=NOW), unbegun))
    assert [(call.id, call.output) for call in to_tell(calls)] == [("call_1", DONE.output), ("call_2", LOST)]
    assert not any(call.is_held for call in calls)


def test_a_call_that_was_confirmed_runs_under_its_first_id() -> None:
    call = MadeCall("call_1-yes", "book", '{"people": 4}', is_confirmed=True)
    assert call.call == Call("call_1", "book", '{"people": 4}')


def test_the_log_names_tools_and_what_came_but_no_invention() -> None:
    first, second = new("call_1", "call_2")
    calls = (first.answered(DONE), second.answered(Done("{}", "unknown_tool")))
    assert outcomes_of(calls) == ("look_up done", "unknown_tool")


def test_of_an_ended_turn_the_calls_that_wait_for_an_output_get_one_and_none_runs_later() -> None:
    done, told_of, begun_, unbegun, agreed = new("call_1", "call_2", "call_3", "call_4", "call_5")
    done, [told_of] = done.answered(DONE), told((told_of.answered(DONE),))
    begun_, agreed = replace(begun_, begun_at=NOW), replace(agreed, is_held=False, is_confirmed=True)
    kept = left((done, told_of, begun_, unbegun, agreed))
    assert [(call.id, call.output) for call in kept] == [
        ("call_1", DONE.output),
        ("call_3", LOST),
        ("call_4", NOT_RUN),
    ]
    assert to_run(kept) == ()
