"""Spans of days: a day, a week, a month, or any; the one before it, and the one after. Pure."""

import calendar
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

MOST_DAYS = 400
DEFAULT_DAYS = 30
WEEKS_FROM, MONTHS_FROM = 63, 190  # days from which on weeks, and months, are shown instead of days
DAY = timedelta(days=1)


class Kind(StrEnum):
    """What a span is. A week begins on Monday."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    LAST = "last"  # the last days, today included
    RANGE = "range"


@dataclass(frozen=True)
class Span:
    """The days from `first` to `last`, both included. It may end after today, as the present month does."""

    first: date
    last: date

    @property
    def length(self) -> int:
        """How many days."""
        return (self.last - self.first).days + 1

    def kind(self, today: date) -> Kind:
        """What it is, seen from today."""
        if self == month_of(self.first):
            return Kind.MONTH
        if self == last_days(today):
            return Kind.LAST
        if self == week_of(self.first):
            return Kind.WEEK
        return Kind.DAY if self.length == 1 else Kind.RANGE

    def before(self) -> "Span":
        """The span just before it: of a month the month, else as many days."""
        if self == month_of(self.first):
            return month_of(self.first - DAY)
        return Span(self.first - self.length * DAY, self.first - DAY)

    def after(self) -> "Span":
        """The span just after it."""
        if self == month_of(self.first):
            return month_of(self.last + DAY)
        return Span(self.last + DAY, self.last + self.length * DAY)

    def until(self, today: date) -> "Span | None":
        """Those of its days that are not in the future; None if all are."""
        return Span(self.first, min(self.last, today)) if self.first <= today else None

    def months(self) -> Iterator[str]:
        """The months that it touches, as "2026-11"."""
        month = self.first.replace(day=1)
        while month <= self.last:
            yield month.isoformat()[:7]
            month = month_of(month).last + DAY

    def periods(self) -> "Iterator[Span]":
        """Its days; or its weeks or months, cut at its ends, if there are too many days to show each."""
        first = self.first
        while first <= self.last:
            whole = Span(first, first)
            if self.length >= MONTHS_FROM:
                whole = month_of(first)
            elif self.length >= WEEKS_FROM:
                whole = week_of(first)
            yield Span(first, min(whole.last, self.last))
            first = whole.last + DAY

    def __contains__(self, day: str) -> bool:
        return self.first.isoformat() <= day <= self.last.isoformat()


def month_of(day: date) -> Span:
    """The month that holds this day."""
    return Span(day.replace(day=1), day.replace(day=calendar.monthrange(day.year, day.month)[1]))


def week_of(day: date) -> Span:
    """The week that holds this day, from Monday to Sunday."""
    monday = day - day.weekday() * DAY
    return Span(monday, monday + 6 * DAY)


def last_days(today: date) -> Span:
    """The last days, today included."""
    return Span(today - (DEFAULT_DAYS - 1) * DAY, today)


def span_in(query: Mapping[str, str], today: date) -> Span:
    """The span that an address asks for by `from` and `to`: at most MOST_DAYS, the latest; else the last days."""
    first, last = date_in(query.get("from", "")), date_in(query.get("to", ""))
    if first is None or last is None or last < first:
        return last_days(today)
    return Span(max(first, last - (MOST_DAYS - 1) * DAY), last)


def date_in(written: str) -> date | None:
    """The date that is written, as in "2026-11-26"; None if it is none from 2020 to 2099."""
    try:
        found = date.fromisoformat(written)
    except ValueError:
        return None
    return found if 2020 <= found.year < 2100 else None  # so that no sum of days leaves the calendar
