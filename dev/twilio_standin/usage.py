"""Usage records of the stand-in: what an account is billed, by category and day, page by page, as Twilio gives them.

https://www.twilio.com/docs/usage/api/usage-record
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

from dev.twilio_standin import refusals

PARAMETERS = {"Category", "StartDate", "EndDate", "IncludeSubaccounts", "PageSize", "Page", "PageToken"}
TOTAL = "totalprice"  # the category with the price of all others together


@dataclass
class Billed:
    """What is billed; `prices` and `counts` by category and day. `unit`: the currency, None where it is left out.

    `as_of`: until when records are complete; `fails`: an HTTP status or a code of Twilio's, with which it refuses.
    """

    counts: dict[tuple[str, date], int] = field(default_factory=dict)
    prices: dict[tuple[str, date], Decimal] = field(default_factory=dict)
    unit: str | None = "usd"
    as_of: datetime | None = field(default_factory=lambda: datetime.now(UTC))
    fails: int | None = None

    def add(self, category: str, day: date, count: int, price: str) -> None:
        """Bill so much more."""
        self.counts[category, day] = self.counts.get((category, day), 0) + count
        for each in (category, TOTAL):
            self.prices[each, day] = self.prices.get((each, day), Decimal(0)) + Decimal(price)

    def as_page(self, account: str, query: Mapping[str, str], path: str) -> dict[str, Any]:
        """One page of a category's days, each with a record, the newest first. Raises `Refused`."""
        if self.fails:
            raise refusals.on_request(self.fails)
        refusals.check_parameters(query, PARAMETERS)
        category, first, last = query.get("Category", ""), _day(query, "StartDate"), _day(query, "EndDate")
        if not category:
            raise refusals.invalid("Category")
        size = int(query.get("PageSize", 50))
        if not 1 <= size <= 1000:
            raise refusals.invalid("PageSize")
        days = [last - timedelta(days=ago) for ago in range((last - first).days + 1)]
        start = int(query.get("PageToken", "PA0")[2:])
        own = {name: value for name, value in query.items() if name not in ("Page", "PageToken")}
        page = start // size

        def link(number: int) -> str:
            return f"{path}?{urlencode(own | {'Page': number, 'PageToken': f'PA{number * size}'})}"

        return {
            "first_page_uri": link(0),
            "end": start + len(days[start:][:size]) - 1,
            "previous_page_uri": link(page - 1) if page else None,
            "uri": link(page),
            "page_size": size,
            "start": start,
            "usage_records": [self._record(account, category, day) for day in days[start:][:size]],
            "next_page_uri": link(page + 1) if len(days) > start + size else None,
            "page": page,
        }

    def _record(self, account: str, category: str, day: date) -> dict[str, Any]:
        count = str(self.counts.get((category, day), 0))
        return {
            "account_sid": account,
            "api_version": "2010-04-01",
            "as_of": self.as_of.isoformat(timespec="seconds") if self.as_of else None,
            "category": category,
            "count": count,
            "count_unit": "" if category == TOTAL else "messages",
            "description": None,
            "end_date": day.isoformat(),
            "price": str(self.prices.get((category, day), Decimal(0))),
            "price_unit": self.unit,
            "start_date": day.isoformat(),
            "subresource_uris": None,
            "uri": None,
            "usage": count,
            "usage_unit": "" if category == TOTAL else "messages",
        }


def _day(query: Mapping[str, str], name: str) -> date:
    try:
        return date.fromisoformat(query.get(name, ""))
    except ValueError:
        raise refusals.invalid(name) from None
