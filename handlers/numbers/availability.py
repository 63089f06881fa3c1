"""Availability: which minutes of a day the business's customers could be answered in. Pure.

The clock checks the function once a minute. A minute is bad if its check failed, if no check came, or if a message that
came in it was not answered within LATE.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta, tzinfo

from handlers.conversation.record import Record
from handlers.numbers.day import Day, date_of

LATE = timedelta(minutes=1)  # after that Twilio's hops are over, or the customer was told that there is no answer
MOST_DAYS = 31  # that the function may have been away for; after that it begins anew
MINUTE = 60  # seconds
UNKNOWN, GOOD, BAD = ".", "+", "-"


@dataclass(frozen=True)
class Minutes:
    """The minutes of one day, one mark for each that has been looked at, since midnight in the business's time zone.

    `checked` and `bad`: what the day's numbers hold of them.
    """

    date: str
    marks: str = ""
    checked: int = 0
    bad: int = 0


def late_in(record: Record, zone: tzinfo) -> list[str]:
    """The name by which a customer's message counts against its minute; none if it was answered in time."""
    if record.facts and record.facts.closed_at - record.at <= LATE:
        return []
    return [f"late/{minute_of(record.at, zone)}"]


def minute_of(at: datetime, zone: tzinfo) -> int:
    """The number of minutes since midnight; clocks that are put back repeat none."""
    return _number(at) - _midnight(date_of(at, zone), zone)


def noted(days: Sequence[Minutes], now: datetime, zone: tzinfo, *, is_good: bool) -> list[Minutes]:
    """The days with the mark of a check now, and of those that did not come since the last one, oldest first.

    `days`: those that are known, oldest first. If a single check did not come, the clock may have been a little early
    or late: then it is as good as the two beside it.
    """
    known = {day.date: day for day in days}
    this, last = _number(now), _last(days, zone)
    missing = range(last + 1, this) if last is not None else range(0)
    is_jitter = len(missing) == 1 and is_good and days[-1].marks.endswith(GOOD)
    marks = dict.fromkeys(missing, GOOD if is_jitter else BAD)
    for number, mark in {**marks, this: GOOD if is_good else BAD}.items():
        when = date_of(datetime.fromtimestamp(number * MINUTE, zone), zone)
        known[when] = _marked(known.get(when, Minutes(when)), number - _midnight(when, zone), mark)
    return [known[when] for when in sorted(known)]


def figures(minutes: Minutes, counts: Mapping[str, int]) -> tuple[Minutes, Day]:
    """The minutes once the day's numbers hold them, and what is to be added to these for it; `counts`: the day's."""
    late = {int(name.partition("/")[2]) for name in counts if name.startswith("late/")}
    marks = enumerate(minutes.marks)
    known = [mark == BAD or number in late for number, mark in marks if mark != UNKNOWN]
    after = replace(minutes, checked=len(known), bad=sum(known))
    more = {"minutes/checked": after.checked - minutes.checked, "minutes/bad": after.bad - minutes.bad}
    return after, Day(minutes.date, {name: count for name, count in more.items() if count})


def before(now: datetime, zone: tzinfo, days: int) -> list[str]:
    """The dates of today and of so many days before, oldest first."""
    today = date.fromisoformat(date_of(now, zone))
    return [(today - timedelta(days=ago)).isoformat() for ago in range(days, -1, -1)]


def is_first_of_hour(minutes: Minutes, now: datetime, zone: tzinfo) -> bool:
    """True if no minute of this hour has a mark yet."""
    minute = minute_of(now, zone)
    return len(minutes.marks) <= minute - minute % MINUTE


def _marked(day: Minutes, minute: int, mark: str) -> Minutes:
    """A second check in a minute makes it no better."""
    marks = day.marks.ljust(minute + 1, UNKNOWN)
    kept = BAD if BAD in (marks[minute], mark) else mark
    return replace(day, marks=marks[:minute] + kept + marks[minute + 1 :])


def _last(days: Iterable[Minutes], zone: tzinfo) -> int | None:
    return max((_midnight(day.date, zone) + len(day.marks) - 1 for day in days if day.marks), default=None)


def _number(at: datetime) -> int:
    return int(at.timestamp()) // MINUTE


def _midnight(when: str, zone: tzinfo) -> int:
    day = date.fromisoformat(when)
    return _number(datetime(day.year, day.month, day.day, tzinfo=zone))
