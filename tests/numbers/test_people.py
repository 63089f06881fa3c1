"""Tickets and ratings as counts: each thing that happened once, on its day, and waits in opening hours, too."""

from dataclasses import replace
from datetime import UTC, timedelta
from zoneinfo import ZoneInfo

import pytest

from handlers.numbers.day import Day, bucket
from handlers.numbers.people import days_of_rating, days_of_ticket
from handlers.tickets.hours import hours_of
from handlers.tickets.survey import NotAsked, Rating
from handlers.tickets.ticket import Why
from tests.ticketing import NOW, later, ticket

HOUR, DAY = 3600, 86400
CLOSED = ticket(first_answer_at=later(hours=2), closed_at=later(days=1), closed_for="solved", agent="Ana")


def test_a_new_ticket_counts_with_its_reason() -> None:
    assert days_of_ticket(ticket(why=Why.UPSET), UTC, None) == [Day("2026-11-22", {"tickets/opened/upset": 1})]


def test_all_that_happened_counts_on_its_day() -> None:
    assert days_of_ticket(CLOSED, UTC, None) == [
        Day("2026-11-22", {"tickets/opened/asked": 1}),
        Day("2026-11-22", {f"first/{bucket(2 * HOUR)}": 1}),
        Day("2026-11-23", {"tickets/closed/solved": 1, f"solved/{bucket(DAY)}": 1, "tickets/by/Ana": 1}),
    ]


def test_what_was_counted_does_not_count_again() -> None:
    assert days_of_ticket(replace(CLOSED, counted=("opened", "answered", "closed")), UTC, None) == []
    assert len(days_of_ticket(replace(CLOSED, counted=("opened",)), UTC, None)) == 2


def test_days_are_those_of_the_business() -> None:
    late = ticket(opened_at=later(hours=11))  # 23:00 in UTC
    assert [day.date for day in days_of_ticket(late, ZoneInfo("Asia/Tokyo"), None)] == ["2026-11-23"]


def test_with_opening_hours_waits_count_in_these_too() -> None:
    hours = hours_of("Mo-Su 09:00-13:00", "UTC", "")
    opened = replace(CLOSED, counted=("opened",), agent="")
    first, closed = days_of_ticket(opened, UTC, hours)
    assert first.counts == {f"first/{bucket(2 * HOUR)}": 1, f"first_open/{bucket(HOUR)}": 1}
    assert closed.counts == {
        "tickets/closed/solved": 1,
        f"solved/{bucket(DAY)}": 1,
        f"solved_open/{bucket(4 * HOUR)}": 1,
    }


def test_nobody_waited_for_an_agent_who_stepped_in() -> None:
    stepped_in = replace(CLOSED, why=Why.TAKEN_OVER, agent="")
    assert [day.counts for day in days_of_ticket(stepped_in, UTC, None)] == [
        {"tickets/opened/taken_over": 1},
        {"tickets/closed/solved": 1},
    ]


@pytest.mark.parametrize(
    ("reason", "counted"),
    [("no answer", "no_answer"), ("", "other"), ("Llame al +52 155", "other"), ("agent", "agent")],
)
def test_a_reason_is_one_of_ours(reason: str, counted: str) -> None:
    (day,) = days_of_ticket(replace(CLOSED, closed_for=reason, counted=("opened", "answered")), UTC, None)
    assert f"tickets/closed/{counted}" in day.counts


def test_a_clock_that_was_set_back_makes_no_wait_negative() -> None:
    early = ticket(first_answer_at=NOW - timedelta(seconds=5), counted=("opened",))
    assert [day.counts for day in days_of_ticket(early, UTC, None)] == [{"first/0": 1}]


ASKED = Rating("key", NOW)
ANSWERED = replace(ASKED, score=4, answered_at=later(days=1), commented_at=later(days=2))


def test_who_was_asked_and_who_was_not_is_counted() -> None:
    assert days_of_rating(ASKED, UTC) == [Day("2026-11-22", {"survey/asked": 1})]
    not_asked = replace(ASKED, not_asked=NotAsked.WINDOW)
    assert days_of_rating(not_asked, UTC) == [Day("2026-11-22", {"survey/not/window": 1})]


def test_a_rating_and_its_comment_count_on_the_day_of_the_rating() -> None:
    assert days_of_rating(ANSWERED, UTC) == [
        Day("2026-11-22", {"survey/asked": 1}),
        Day("2026-11-23", {"survey/4": 1}),
        Day("2026-11-23", {"survey/commented": 1}, {"comment": [ANSWERED.id]}),
    ]


def test_what_was_counted_of_a_rating_does_not_count_again() -> None:
    assert days_of_rating(replace(ASKED, counted=("asked",)), UTC) == []
    assert [day.counts for day in days_of_rating(replace(ANSWERED, counted=("asked", "scored")), UTC)] == [
        {"survey/commented": 1}
    ]
