"""Availability, counted plainly: every minute between the first check and the last one."""

from datetime import datetime, timedelta
from itertools import pairwise

from tests.numbers.whole.happened import Happened


def minutes_of(happened: Happened) -> dict[datetime, bool]:
    """All minutes between the first check and the last one, and whether they were bad."""
    checks = dict[datetime, bool]()
    for at, is_good in happened.checks:
        minute = at.replace(second=0, microsecond=0)
        checks[minute] = checks.get(minute, True) and is_good
    late = {
        one.at.replace(second=0, microsecond=0)
        for one in happened.came.values()
        if one.answer is None or one.answer.at - one.at > timedelta(minutes=1)
    }
    found, first = dict[datetime, bool](), min(checks)
    for before, after in pairwise([first - timedelta(minutes=1), *checks]):
        missed = round((after - before) / timedelta(minutes=1)) - 1
        is_jitter = missed == 1 and checks[before] and checks[after]
        for number in range(1, missed + 1):
            minute = before + number * timedelta(minutes=1)
            found[minute] = not is_jitter or minute in late
        found[after] = not checks[after] or after in late
    return found
