"""Availability: checks that failed or did not come, and messages that were late, make a minute bad, each once."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from handlers.conversation.facts import Facts, Who
from handlers.conversation.messages import Content
from handlers.conversation.record import Record
from handlers.numbers.availability import LATE, Minutes, before, figures, is_first_of_hour, late_in, minute_of, noted
from handlers.numbers.day import Day

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
MEXICO = ZoneInfo("America/Mexico_City")


def checked(*checks: tuple[int, bool], days: list[Minutes] | None = None) -> list[Minutes]:
    """The days after checks at so many minutes after noon."""
    known = days or []
    for minute, is_good in checks:
        known = noted(known, NOON + timedelta(minutes=minute), UTC, is_good=is_good)
    return known


def marks(*checks: tuple[int, bool]) -> str:
    (day,) = checked(*checks)
    return day.marks.lstrip(".")


def bad_in(day: Minutes, **counts: int) -> int:
    return figures(day, counts)[0].bad


def test_the_first_day_counts_from_its_first_check() -> None:
    (day,) = checked((0, True), (1, True))
    assert (len(day.marks), day.marks.count(".")) == (722, 720)
    assert figures(day, {}) == (Minutes("2026-11-22", day.marks, 2, 0), Day("2026-11-22", {"minutes/checked": 2}))


def test_a_failed_check_makes_its_minute_bad() -> None:
    assert marks((0, True), (1, False), (2, True)) == "+-+"


def test_a_second_check_in_a_minute_makes_it_no_better() -> None:
    assert marks((0, True), (1, False), (1, True)) == "+-"
    assert marks((0, True), (0, True)) == "+"
    assert marks((0, True), (0, False)) == "-"


def test_checks_that_did_not_come_make_their_minutes_bad() -> None:
    assert marks((0, True), (3, True)) == "+--+"


@pytest.mark.parametrize(("first", "then", "found"), [(True, True, "+++"), (False, True, "--+"), (True, False, "+--")])
def test_a_single_one_between_two_good_ones_is_the_clocks_own(first: bool, then: bool, found: str) -> None:
    assert marks((0, first), (2, then)) == found


def test_a_check_that_is_noted_late_changes_nothing_that_is_known() -> None:
    assert marks((0, True), (2, True), (1, True)) == "+++"
    assert marks((0, True), (4, True), (2, True)) == "+---+"
    assert marks((0, True), (2, True), (1, False)) == "+-+"


def test_a_function_that_was_away_for_days_was_bad_all_that_time() -> None:
    days = checked((0, True), (3 * 24 * 60, True))
    assert [day.date for day in days] == ["2026-11-22", "2026-11-23", "2026-11-24", "2026-11-25"]
    assert [figures(day, {})[1].counts for day in days] == [
        {"minutes/checked": 720, "minutes/bad": 719},
        {"minutes/checked": 1440, "minutes/bad": 1440},
        {"minutes/checked": 1440, "minutes/bad": 1440},
        {"minutes/checked": 721, "minutes/bad": 720},
    ]


def test_midnight_is_no_gap() -> None:
    days = noted(checked((719, True)), NOON + timedelta(minutes=720), UTC, is_good=True)
    assert [figures(day, {})[0].bad for day in days] == [0, 0]


def test_late_messages_make_their_minutes_bad_if_these_were_good() -> None:
    (day,) = checked((0, True), (1, False), (2, True))
    late = {"late/720": 3, "late/721": 1, "late/5": 1, "turns": 9}
    after, more = figures(day, late)
    assert (after.checked, after.bad) == (3, 2)
    assert more == Day("2026-11-22", {"minutes/checked": 3, "minutes/bad": 2})
    assert figures(after, late) == (after, Day("2026-11-22", {}))
    assert figures(after, {**late, "late/722": 1})[1].counts == {"minutes/bad": 1}


@pytest.mark.parametrize(("took", "is_late"), [(timedelta(0), False), (LATE, False), (LATE * 1.01, True)])
def test_a_message_is_late_after_a_minute(took: timedelta, is_late: bool) -> None:
    record = Record("key", NOON, Content("Hola"), facts=Facts(NOON + took, Who.ASSISTANT))
    assert late_in(record, MEXICO) == (["late/360"] if is_late else [])


def test_a_message_that_got_no_answer_is_late() -> None:
    assert late_in(Record("key", NOON, Content("Hola")), UTC) == ["late/720"]


def test_minutes_are_counted_from_midnight_also_when_clocks_change() -> None:
    madrid = ZoneInfo("Europe/Madrid")
    put_back = datetime(2026, 10, 25, tzinfo=madrid).astimezone(UTC)
    assert [minute_of(put_back + timedelta(hours=hours), madrid) for hours in (0, 3, 24)] == [0, 180, 1440]
    put_on = datetime(2026, 3, 29, tzinfo=madrid).astimezone(UTC)
    assert [minute_of(put_on + timedelta(hours=hours), madrid) for hours in (0, 3, 23)] == [0, 180, 0]


def test_the_first_check_of_an_hour_is_known() -> None:
    (day,) = checked((0, True), (59, True))
    assert not is_first_of_hour(day, NOON + timedelta(minutes=59), UTC)
    assert is_first_of_hour(day, NOON + timedelta(minutes=61), UTC)


def test_dates_before_are_in_order() -> None:
    assert before(datetime(2026, 12, 2, 1, tzinfo=UTC), MEXICO, 2) == ["2026-11-29", "2026-11-30", "2026-12-01"]


@settings(max_examples=30)
@given(st.lists(st.tuples(st.integers(0, 3000), st.booleans()), min_size=1, max_size=60))
def test_however_checks_come_each_minute_since_the_first_one_is_checked_once(checks: list[tuple[int, bool]]) -> None:
    """By a set of minutes, worked out anew: bad is what failed, and what did not come but for single ones."""
    in_order = sorted(checks)
    days = checked(*in_order)
    minutes = [minute for minute, _ in in_order]
    failed = {minute for minute, is_good in in_order if not is_good}
    missing = set(range(minutes[0], minutes[-1] + 1)) - set(minutes)
    # When the check after a single gap came, those before it in its own minute were known, and none after it.
    first = dict(reversed(in_order))
    jitter = {one for one in missing if {one - 1, one + 1} <= set(minutes) and one - 1 not in failed and first[one + 1]}
    counted = [figures(day, {})[0] for day in days]
    assert sum(day.checked for day in counted) == minutes[-1] - minutes[0] + 1
    assert sum(day.bad for day in counted) == len(failed | (missing - jitter))
