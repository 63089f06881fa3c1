"""The short form of the numbers, for an agent who asks for it."""

from dataclasses import dataclass
from datetime import timedelta

from handlers.languages import Spoken
from handlers.numbers.report import Reports
from handlers.numbers.short import short_form
from handlers.numbers.span import Span
from handlers.tickets.orders import Order

WEEK = 7  # days


@dataclass(frozen=True)
class TellShort:
    """Tells of today, or of the last seven days with it: at most ten reads. `link`: to the page, "" for none."""

    reports: Reports
    language: Spoken
    link: str = ""

    async def __call__(self, order: Order) -> str:
        """The short form. Raises StoreUnavailable."""
        today = self.reports.today
        first = today - timedelta(days=WEEK - 1) if order is Order.WEEK else today
        return await self.of(Span(first, today))

    async def of(self, span: Span) -> str:
        """The short form of a span."""
        return short_form(await self.reports.of(span), self.language, self.reports.zone, self.link)
