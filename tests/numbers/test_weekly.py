"""REPORT_AT: a day of the week and a time, and which days are reported then."""

from datetime import date, datetime, time

import pytest

from handlers.numbers.span import Span
from handlers.numbers.weekly import DAYS, Weekly, week_before, weekly_in


def test_each_day_of_the_week_is_understood() -> None:
    assert [weekly_in(f"{day} 09:00") for day in DAYS] == [Weekly(number, time(9)) for number in range(7)]
    assert weekly_in("Fr  17:30") == Weekly(4, time(17, 30))


@pytest.mark.parametrize("setting", ["Mo", "09:00", "Mo 9:00", "Mo 24:00", "Lu 09:00", "mo 09:00", "Mo 09:00 "])
def test_what_is_no_day_with_a_time_is_refused(setting: str) -> None:
    with pytest.raises(ValueError, match="such as Mo 09:00"):
        weekly_in(setting)


def test_it_is_due_from_the_time_on_that_day_and_tells_of_the_seven_days_before() -> None:
    weekly = weekly_in("Mo 09:00")
    times = [datetime(2026, 11, 23, 8, 59), datetime(2026, 11, 23, 9), datetime(2026, 11, 23, 23, 59)]
    assert [weekly.is_due(each) for each in times] == [False, True, True]
    assert not weekly.is_due(datetime(2026, 11, 24, 9))
    assert week_before(times[1]) == Span(date(2026, 11, 16), date(2026, 11, 22))
