"""A report: the figures of a span of days, period by period, beside those of the span before."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, tzinfo

from handlers.numbers.day import Day, summed
from handlers.numbers.figures import Figures, by_period, figures_of
from handlers.numbers.ports import BriefDays, Days
from handlers.numbers.span import Span


@dataclass(frozen=True)
class Report:
    """What is known of a span. `days`: those of it that hold anything; `periods`: all its days, weeks or months.

    `at`: when something was last counted, None if never; `today`: in the business's time zone, as all days are.
    """

    span: Span
    today: date
    at: datetime | None
    days: Sequence[Day]
    figures: Figures
    periods: Sequence[tuple[Span, Figures]]


@dataclass(frozen=True)
class Reports:
    """Reads reports: each day of the span, and the briefs of the months before it."""

    days: Days
    briefs: BriefDays
    zone: tzinfo
    now: Callable[[], datetime]

    @property
    def today(self) -> date:
        """Today, where the business is."""
        return self.now().astimezone(self.zone).date()

    async def of(self, span: Span) -> Report:
        """The report of a span, by a read for each of its days, for each month of those before, and for this month.

        Days in the future are not read. Raises StoreUnavailable.
        """
        today, before = self.today, span.before()
        months = sorted({*before.months(), today.isoformat()[:7]})
        days, briefs = await asyncio.gather(self.days_of(span), self.briefs.of(months))
        compared = summed(day for day in briefs.days if day.date in before)
        return Report(span, today, briefs.at, days, figures_of(days, compared), by_period(span, days))

    async def days_of(self, span: Span) -> list[Day]:
        """The days of a span that hold anything."""
        there = span.until(self.today)
        return await self.days.of(there.first.isoformat(), there.last.isoformat()) if there else []
