"""Ports of the numbers."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

from handlers.numbers.brief import Briefs
from handlers.numbers.counts import Counts
from handlers.numbers.day import Day
from handlers.numbers.samples import Sample, SampleKind


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


@dataclass(frozen=True)
class Found:
    """Something that is to be counted, with its counts. `mark`: how the store marks it as counted."""

    counts: Counts
    mark: object


class Uncounted(Protocol):
    """What is stored and still to be counted. Both raise StoreUnavailable."""

    async def due(self, behind: str, *, most: int) -> tuple[list[Found], str | None]:
        """What is to be counted by now, of at most `most` that are looked at; and the place to go on behind.

        `behind`: the place of the previous call, "" for the first. None: there is no more.
        """
        ...

    async def count(self, found: Sequence[Found]) -> bool:
        """Add these to their days and mark them, all in one commit; False if another was first with any of it."""
        ...


class Samples(Protocol):
    """The words of samples that are still kept."""

    async def of(self, kind: SampleKind, ids: Sequence[str]) -> list[Sample]:
        """Those of these ids that there still are, in order: two reads for each. Raises StoreUnavailable."""
        ...
