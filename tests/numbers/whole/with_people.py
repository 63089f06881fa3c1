"""What people did, and what customers said of how it was, counted plainly."""

from collections import Counter
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta, tzinfo
from typing import Any

from handlers.tickets.week import week_of
from tests.numbers.whole.compare import Near
from tests.numbers.whole.exact import times
from tests.numbers.whole.happened import Case, Happened

Here = Callable[[datetime | None], bool]  # True for a moment in the days that are counted


def tickets_of(happened: Happened, here: Here, opening_hours: str, zone: tzinfo) -> dict[str, Any]:
    """What became of tickets."""
    cases = list(happened.cases.values())
    return {
        "opened": dict(Counter(case.why for case in cases if here(case.opened_at))),
        "closed": dict(Counter(case.reason.replace(" ", "_") for case in cases if here(case.closed_at))),
        "by": dict(Counter(case.agent for case in cases if here(case.closed_at) and case.agent)),
        **waited_for_people(cases, here, opening_hours, zone),
    }


def waited_for_people(cases: Sequence[Case], here: Here, opening_hours: str, zone: tzinfo) -> dict[str, Any]:
    """How long tickets took, by the calendar and in opening hours."""
    waited = [case for case in cases if case.why != "taken_over"]
    first = [(case.opened_at, case.first_at) for case in waited if case.first_at and here(case.first_at)]
    solved = [(case.opened_at, case.closed_at) for case in waited if case.closed_at and here(case.closed_at)]
    return {
        "first": times([(until - since).total_seconds() for since, until in first]),
        "first_open": times([open_seconds(*span, opening_hours, zone) for span in first]),
        "solved": times([(until - since).total_seconds() for since, until in solved]),
        "solved_open": times([open_seconds(*span, opening_hours, zone) for span in solved]),
    }


def open_seconds(since: datetime, until: datetime, opening_hours: str, zone: tzinfo) -> float:
    """The seconds between two moments in which the business is open."""
    total, day = 0.0, since.astimezone(zone).date()
    while day <= until.astimezone(zone).date():
        midnight = datetime(day.year, day.month, day.day, tzinfo=zone)
        for opens, closes in week_of(opening_hours)[day.weekday()]:
            begins, ends = (midnight + timedelta(minutes=minutes) for minutes in (opens, closes))
            total += max(0.0, (min(ends, until) - max(begins, since)).total_seconds())
        day += timedelta(days=1)
    return total


def survey_of(happened: Happened, here: Here) -> dict[str, Any]:
    """What customers said of how it was."""
    every = happened.asked.values()
    asked, answered = [one for one in every if here(one.at)], [one for one in every if here(one.answered_at)]
    scores = [one.score for one in answered]
    return {
        "asked": sum(not one.not_asked for one in asked),
        "scores": [scores.count(score) for score in (1, 2, 3, 4, 5)],
        "answered": len(scores),
        "mean": Near(sum(scores) / len(scores)) if scores else None,
        "commented": sum(one.commented for one in answered),
        "not_asked": dict(Counter(one.not_asked for one in asked if one.not_asked)),
    }
