"""Spans of days: what an address means, and the spans around it."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.numbers.span import MOST_DAYS, Kind, Span, last_days, month_of, span_in, week_of

TODAY = date(2026, 11, 26)  # a Thursday


@pytest.mark.parametrize(
    ("first", "last", "kind", "before", "after"),
    [
        ("2026-11-26", "2026-11-26", Kind.DAY, ("2026-11-25", "2026-11-25"), ("2026-11-27", "2026-11-27")),
        ("2026-11-23", "2026-11-29", Kind.WEEK, ("2026-11-16", "2026-11-22"), ("2026-11-30", "2026-12-06")),
        ("2026-02-01", "2026-02-28", Kind.MONTH, ("2026-01-01", "2026-01-31"), ("2026-03-01", "2026-03-31")),
        ("2026-10-28", "2026-11-26", Kind.LAST, ("2026-09-28", "2026-10-27"), ("2026-11-27", "2026-12-26")),
        ("2026-11-01", "2026-11-03", Kind.RANGE, ("2026-10-29", "2026-10-31"), ("2026-11-04", "2026-11-06")),
    ],
)
def test_a_span_has_one_before_and_one_after(
    first: str, last: str, kind: Kind, before: tuple[str, str], after: tuple[str, str]
) -> None:
    span = span_in({"from": first, "to": last}, TODAY)
    assert (span.first.isoformat(), span.last.isoformat(), span.kind(TODAY)) == (first, last, kind)
    assert tuple(day.isoformat() for day in (span.before().first, span.before().last)) == before
    assert tuple(day.isoformat() for day in (span.after().first, span.after().last)) == after


@pytest.mark.parametrize(
    "query",
    [{}, {"from": "2026-11-01"}, {"from": "x", "to": "2026-11-01"}, {"from": "2026-11-02", "to": "2026-11-01"},
     {"from": "0001-01-01", "to": "2026-11-01"}, {"from": "2026-11-01", "to": "9999-12-31"}],
)  # fmt: skip
def test_what_is_no_span_means_the_last_days(query: dict[str, str]) -> None:
    assert span_in(query, TODAY) == last_days(TODAY) == Span(date(2026, 10, 28), TODAY)


def test_a_span_is_bounded() -> None:
    assert span_in({"from": "2021-01-01", "to": "2026-11-26"}, TODAY).length == MOST_DAYS


def test_days_in_the_future_are_not_read() -> None:
    assert month_of(TODAY).until(TODAY) == Span(date(2026, 11, 1), TODAY)
    assert Span(TODAY + timedelta(days=1), TODAY + timedelta(days=2)).until(TODAY) is None


@given(st.dates(date(2021, 1, 1), date(2090, 1, 1)), st.integers(0, 450))
def test_months_and_periods_cover_a_span(first: date, length: int) -> None:
    span = Span(first, first + timedelta(days=length))
    days = [first + timedelta(days=number) for number in range(length + 1)]
    assert list(span.months()) == sorted({day.isoformat()[:7] for day in days})
    covered = [period.first + timedelta(days=number) for period in span.periods() for number in range(period.length)]
    assert covered == days
    assert all(day.isoformat() in span for day in days)
    assert len(list(span.periods())) <= 62


def test_a_week_begins_on_monday() -> None:
    assert week_of(TODAY) == Span(date(2026, 11, 23), date(2026, 11, 29))
