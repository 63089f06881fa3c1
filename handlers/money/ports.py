"""Ports of the numbers."""

from collections.abc import Iterable
from typing import Protocol

from handlers.money.brief import Briefs
from handlers.money.day import Day


class Days(Protocol):
    """The business's days in numbers. They hold nothing about a customer, and stay when customers are forgotten."""

    async def of(self, first: str, last: str) -> list[Day]:
        """The days from `first` to `last`, both included, of which there is anything, in order: one read for each day.

        Raises StoreUnavailable.
        """
        ...


class BriefDays(Protocol):
    """The same days in short, so that a range can be compared with the one before."""

    async def of(self, months: Iterable[str]) -> Briefs:
        """The briefs of these months, as "2026-11": one read for each month. Raises StoreUnavailable."""
        ...
