"""Ports of the numbers."""

from typing import Protocol

from handlers.money.day import Day


class Days(Protocol):
    """The business's days in numbers. They hold nothing about a customer, and stay when customers are forgotten."""

    async def of(self, first: str, last: str) -> list[Day]:
        """The days from `first` to `last`, both included, of which there is anything, in order: one read for each day.

        Raises StoreUnavailable.
        """
        ...
