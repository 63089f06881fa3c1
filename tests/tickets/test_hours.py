"""Opening hours over changes of the clock, nights, holidays; compared with a walk from minute to minute."""

from collections.abc import Collection, Iterator
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from handlers.tickets.closing_days import ClosingDays
from handlers.tickets.hours import FORESEEN, Hours, check, hours_of
from handlers.tickets.week import DAY as MINUTES_A_DAY
from handlers.tickets.week import Week

MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
MEXICO = "America/Mexico_City"
SHOP = "Mo-Fr 09:00-14:00,16:00-19:00; Sa 10:00-14:00"


def at(text: str, zone: str = MEXICO) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)


def shop(opening_hours: str = SHOP, *, zone: str = MEXICO, holidays: str = "") -> Hours:
    return hours_of(opening_hours, zone, holidays)


@pytest.mark.parametrize(
    ("moment", "is_open", "closes", "opens"),
    [
        ("2026-11-25 08:59", False, None, "2026-11-25 09:00"),  # a Wednesday
        ("2026-11-25 09:00", True, "2026-11-25 14:00", "2026-11-25 16:00"),
        ("2026-11-25 13:59", True, "2026-11-25 14:00", "2026-11-25 16:00"),
        ("2026-11-25 14:00", False, None, "2026-11-25 16:00"),
        ("2026-11-25 19:00", False, None, "2026-11-26 09:00"),
        ("2026-11-28 13:00", True, "2026-11-28 14:00", "2026-11-30 09:00"),
        ("2026-11-29 12:00", False, None, "2026-11-30 09:00"),
    ],
)
def test_a_shop_that_closes_for_lunch(moment: str, is_open: bool, closes: str | None, opens: str) -> None:
    hours = shop()
    assert hours.is_open(at(moment)) is is_open
    assert hours.closes_at(at(moment)) == (at(closes) if closes else None)
    assert hours.next_opening(at(moment)) == at(opens)


def test_moments_are_given_back_in_utc() -> None:
    hours, now = shop(), at("2026-11-25 12:00")
    assert hours.next_opening(now) == datetime(2026, 11, 25, 22, tzinfo=UTC)
    assert {moment.tzinfo for moment in (hours.next_opening(now), hours.closes_at(now)) if moment} == {UTC}


def test_a_bar_is_open_until_the_night_is_over() -> None:
    bar = shop("Fr,Sa 22:00-02:00; Su 12:00-18:00")
    assert bar.closes_at(at("2026-11-28 01:00")) == at("2026-11-28 02:00")
    assert bar.closes_at(at("2026-11-29 01:00")) == at("2026-11-29 02:00")  # though Sunday has hours of its own
    assert not bar.is_open(at("2026-11-30 01:00"))


def test_a_night_that_runs_on_into_the_morning_is_one_opening() -> None:
    assert shop("Fr 22:00-06:00; Sa 06:00-12:00").closes_at(at("2026-11-27 23:00")) == at("2026-11-28 12:00")


def test_a_holiday_closes_its_day_and_not_the_night_before() -> None:
    bar = shop("Mo-Su 12:00-02:00", holidays="MX,2026-12-24")
    assert bar.closes_at(at("2026-12-24 01:00")) == at("2026-12-24 02:00")
    assert bar.next_opening(at("2026-12-24 01:00")) == at("2026-12-26 12:00")
    assert not bar.is_open(at("2026-12-25 13:00"))
    assert not bar.is_open(at("2026-12-26 01:00"))


def test_what_never_closes_closes_for_a_holiday() -> None:
    kiosk = shop("24/7", holidays="2026-12-24")
    assert kiosk.closes_at(at("2026-12-20 13:00")) == at("2026-12-24 00:00")
    assert kiosk.next_opening(at("2026-12-20 13:00")) == at("2026-12-25 00:00")


def test_what_is_not_foreseen_is_not_told() -> None:
    always, now = shop("24/7"), at("2026-11-25 12:00")
    assert (always.is_open(now), always.closes_at(now), always.next_opening(now)) == (True, None, None)
    days = ",".join(f"{date(2026, 11, 25) + number * DAY}" for number in range(70))
    assert shop("24/7", holidays=days).next_opening(now) is None


def test_the_last_foreseen_moment_is_told() -> None:
    now = at("2026-11-25 12:00")
    days = ",".join(f"{date(2026, 11, 25) + number * DAY}" for number in range(61))
    closed = shop("Mo-Su 00:00-24:00", holidays=days)
    assert closed.next_opening(at("2027-01-25 00:00") - FORESEEN) == at("2027-01-25 00:00")
    assert closed.next_opening(at("2027-01-25 00:00") - FORESEEN - 2 * DAY) is None
    until_then = shop("Mo-Su 00:00-24:00", holidays=f"{(now + FORESEEN).date()}")
    assert until_then.closes_at(at("2027-01-24 00:00") - FORESEEN) == at("2027-01-24 00:00")
    assert until_then.closes_at(at("2027-01-23 23:59") - FORESEEN) is None


def test_minutes_of_opening_are_counted_without_those_of_closing() -> None:
    hours = shop(holidays="2026-11-26")
    assert hours.open_minutes(at("2026-11-25 13:30"), at("2026-11-25 16:10")) == 40
    assert hours.open_minutes(at("2026-11-25 18:50"), at("2026-11-27 09:05")) == 15  # Thursday is a holiday
    assert hours.open_minutes(at("2026-11-28 15:00"), at("2026-11-29 15:00")) == 0
    assert hours.open_minutes(at("2026-11-25 10:00:30"), at("2026-11-25 10:01")) == 0.5
    assert shop("Mo-Su 09:00-12:00,11:00-13:00").open_minutes(at("2026-11-25 00:00"), at("2026-11-26 00:00")) == 240


def test_coming_holidays_are_those_that_close_something() -> None:
    hours = shop("Mo-Sa 09:00-14:00", holidays="2026-12-25,2026-12-27,2027-01-01")
    assert hours.closing_days_within(at("2026-12-24 23:00"), 8) == [date(2026, 12, 25)]  # the 27th is a Sunday
    assert hours.closing_days_within(at("2026-12-25 23:00"), 8) == [date(2026, 12, 25), date(2027, 1, 1)]


def test_the_longest_interval_lasts_until_the_next_day_is_over() -> None:
    hours = shop("Fr 00:00-48:00")
    assert hours.is_open(at("2026-11-28 23:59"))
    assert not hours.is_open(at("2026-11-29 00:00"))
    assert hours.closes_at(at("2026-11-28 23:59")) == at("2026-11-29 00:00")


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("America/Mexico", "did you mean America/Mexico_City?"),
        ("Mexico City", "did you mean America/Mexico_City?"),
        ("America", "did you mean"),  # a folder
        ("../etc", "write it as in America/Mexico_City"),
        ("CDMX, la mejor", "write it as in America/Mexico_City"),
    ],
)
def test_an_unknown_zone_is_refused_with_the_nearest(name: str, said: str) -> None:
    with pytest.raises(ValueError, match=f"^has “{name}”, which is no time zone: ") as problem:
        check("time_zone", name)
    assert said in str(problem.value)


# When the clocks change: New York, Madrid, Santiago (at midnight), Lord Howe (by half an hour). Mexico's never do.
CHANGES = [
    *(("America/New_York", day) for day in ("2026-03-08", "2026-11-01")),
    *(("Europe/Madrid", day) for day in ("2026-03-29", "2026-10-25")),
    *(("America/Santiago", day) for day in ("2026-04-05", "2026-09-06")),
    *(("Australia/Lord_Howe", day) for day in ("2026-04-05", "2026-10-04")),
    (MEXICO, "2026-04-05"),
]


@pytest.mark.parametrize(
    ("opening_hours", "zone", "opens", "minutes"),
    [
        ("Su 02:30-04:00", "America/New_York", "2026-03-08T07:00Z", 60),  # 02:30 is skipped: from 03:00 on
        ("Su 02:15-02:45", "America/New_York", None, 0),
        ("Su 01:30-04:00", "America/New_York", "2026-11-01T05:30Z", 210),  # 01:30 comes twice: from the first on
        ("Sa 22:00-01:30", "America/New_York", "2026-11-01T02:00Z", 210),
        ("Su 00:00-05:00", "America/Santiago", "2026-09-06T04:00Z", 240),
        ("Sa 23:30-02:00", "America/Santiago", "2026-04-05T02:30Z", 210),
    ],
)
def test_what_the_clocks_skip_or_repeat(opening_hours: str, zone: str, opens: str | None, minutes: int) -> None:
    hours = shop(opening_hours, zone=zone)
    moment = datetime.fromisoformat(opens) if opens else datetime(2026, 3, 8, 7, tzinfo=UTC)
    assert hours.open_minutes(moment - 12 * 60 * MINUTE, moment + 12 * 60 * MINUTE) == minutes
    opening = hours.next_opening(moment - 12 * 60 * MINUTE)
    assert opening == moment if opens else opening == datetime(2026, 3, 15, 6, 15, tzinfo=UTC)


Walked = list[tuple[datetime, bool]]


def walked(hours: Hours, holidays: Collection[date], since: datetime, minutes: int) -> Walked:
    """Each minute and whether it is open, as told by somebody who has long been watching the clock on the wall."""
    coming = list(intervals(hours.week, holidays, (since - 4 * DAY).date()))
    open_now: set[datetime] = set()
    said = []
    for number in range(-4 * MINUTES_A_DAY, minutes):
        moment = since + number * MINUTE
        wall = moment.astimezone(hours.zone).replace(tzinfo=None)
        open_now |= {closes for opens, closes in coming if wall >= opens}
        coming = [(opens, closes) for opens, closes in coming if wall < opens]
        open_now = {closes for closes in open_now if wall < closes}
        if number >= 0:
            said.append((moment, bool(open_now)))
    return said


def intervals(week: Week, holidays: Collection[date], first: date) -> Iterator[tuple[datetime, datetime]]:
    for number in range(10):
        day = first + number * DAY
        if day not in holidays:
            midnight = datetime.combine(day, time())
            for opens, closes in week[day.weekday()]:
                yield midnight + opens * MINUTE, midnight + closes * MINUTE


@st.composite
def days_of(draw: st.DrawFn) -> tuple[tuple[int, int], ...]:
    """A day's intervals, in any position to each other; half of them touch an hour at which clocks change."""
    near = st.one_of(st.integers(0, 4 * 60), st.integers(22 * 60, MINUTES_A_DAY - 1))
    times = st.one_of(near, st.integers(0, MINUTES_A_DAY - 1))
    some = []
    for _ in range(draw(st.integers(0, 3))):
        opens, closes = draw(times), draw(times)
        some.append((opens, closes if closes > opens else closes + MINUTES_A_DAY))
    return tuple(sorted(some))


@pytest.mark.no_cover  # tracing takes more than the test
@given(
    week=st.lists(days_of(), min_size=7, max_size=7).map(tuple),
    change=st.sampled_from(CHANGES),
    before=st.integers(-12 * 60, 36 * 60),
    holidays=st.sets(st.integers(-2, 3)),
)
@example(week=(((0, 1440),),) * 7, change=("America/Santiago", "2026-09-06"), before=60, holidays={0})
def test_hours_are_those_of_a_walk_from_minute_to_minute(
    week: Week, change: tuple[str, str], before: int, holidays: set[int]
) -> None:
    zone, day = change
    midnight = at(day, zone)
    closed = frozenset(date.fromisoformat(day) + number * DAY for number in holidays)
    hours = Hours(week, ZoneInfo(zone), ClosingDays(closed))
    since = midnight - before * MINUTE
    said = walked(hours, closed, since, 30 * 60)

    assert hours.open_minutes(since, since + 30 * 60 * MINUTE) == sum(is_open for _, is_open in said)
    changes = [now for (_, was), now in pairwise(said) if was is not now[1]]
    for moment, is_open in [said[0], said[-1], *changes]:
        assert hours.is_open(moment) is is_open
    assert_next(hours.next_opening(since), [moment for moment, is_open in changes if is_open], said)
    if said[0][1]:
        assert_next(hours.closes_at(since), [moment for moment, is_open in changes if not is_open], said)
    else:
        assert hours.closes_at(since) is None


def assert_next(told: datetime | None, seen: list[datetime], said: Walked) -> None:
    """The first that the walk saw; if it saw none, none before the walk's end."""
    assert told == seen[0] if seen else told is None or told > said[-1][0]
