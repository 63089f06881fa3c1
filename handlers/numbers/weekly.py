"""REPORT_AT: the day of the week and the time at which the owner gets the numbers. Pure."""

import re
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from handlers.numbers.span import Span

DAYS = ("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su")
_WEEKLY = re.compile(rf"({'|'.join(DAYS)}) +((?:[01][0-9]|2[0-3]):[0-5][0-9])")


@dataclass(frozen=True)
class Weekly:
    """`weekday`: Monday is 0; `at`: the time of that day, where the business is."""

    weekday: int
    at: time

    def is_due(self, local: datetime) -> bool:
        """True on that day, from that time on."""
        return local.weekday() == self.weekday and local.time() >= self.at


def weekly_in(setting: str) -> Weekly:
    """The day and time in "Mo 09:00". Raises ValueError."""
    found = _WEEKLY.fullmatch(setting)
    if found is None:
        raise ValueError(f"is no day of the week with a time, such as Mo 09:00; days are {', '.join(DAYS)}")
    return Weekly(DAYS.index(found[1]), time.fromisoformat(found[2]))


def week_before(local: datetime) -> Span:
    """The seven days before this one: on a Monday the week that is over."""
    day = local.date()
    return Span(day - timedelta(days=7), day - timedelta(days=1))
