"""Days in numbers, a document for each: what is added goes with the marks of what it was counted from."""

import asyncio
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from handlers.numbers.counts import Counts
from handlers.numbers.day import Day, added
from handlers.numbers.free import credited
from handlers.stores.briefs import brief_paths, brief_writes
from handlers.stores.documents import NEW, Document, Write
from handlers.stores.keeping import Keeping

# What is added to a day: counts by name, and samples by kind.
Part = tuple[Mapping[str, int], Mapping[str, Sequence[str]]]
Stored = Mapping[str, Document]  # documents by path


@dataclass(frozen=True)
class StoredDays:
    """Keeps the promises of Days. They do not expire, since the business keeps them.

    `months/{yyyy-mm}` holds how many of Meta's free messages of the month are used up. Jobs of one process add one
    after the other, so that they do not conflict.
    """

    keeping: Keeping
    alone: asyncio.Lock = field(default_factory=asyncio.Lock, repr=False, compare=False)

    async def of(self, first: str, last: str) -> list[Day]:
        """See Days."""
        async with self.keeping.available():
            stored = await self._stored([path_of(day) for day in dates(first, last)])
        return sorted(map(day_in, stored.values()), key=lambda day: day.date)

    async def add(self, parts: Mapping[str, Part], along: Sequence[Write]) -> None:
        """Add to days, by date, in one commit with `along`: the marks of what was counted, each over its version.

        The days' briefs are written with them.

        Raises Conflict if another writer was first, at a day or at what goes along: then nothing was written, and the
        caller looks again at what is still to be counted. Raises StoreUnavailable: the commit may have been made.
        """
        async with self.alone, self.keeping.available():
            stored = await self._stored(self._paths(parts))
            await self._commit([*self._writes(parts, stored), *along])

    async def count(self, counts: Counts, along: Sequence[Write]) -> None:
        """Add what was counted, as `add` does, and take off again what was free."""
        months = {month_path(one.date[:7]) for one in counts.served}
        async with self.alone, self.keeping.available():
            stored = await self._stored([*months, *self._paths(counts.days)])
            used = {path.partition("/")[2]: stored[path].fields["free"] for path in months if path in stored}
            off, after = credited(counts.served, used)
            days = {when: day.copy() for when, day in counts.days.items()}
            for when, less in off.items():
                days[when].update(less)
            parts: dict[str, Part] = {when: (day, counts.samples.get(when, {})) for when, day in days.items()}
            writes = self._writes(parts, stored)
            writes += [write_over(stored, month_path(month), {"free": free}) for month, free in after.items()]
            await self._commit([*writes, *along])

    async def seen(self, dates: Sequence[str]) -> dict[str, tuple[Day, object]]:
        """These days, also those of which there is nothing, each with its version, to be put over it."""
        async with self.keeping.available():
            stored = await self._stored(list(map(path_of, dates)))
        return {date: _seen(date, stored.get(path_of(date))) for date in dates}

    async def put(self, day: Day, version: object) -> None:
        """Write the day, with its brief, in place of the one of that version. Raises Conflict if it has changed."""
        async with self.alone, self.keeping.available():
            briefs = brief_writes([day], await self._stored(brief_paths([day.date])), self.keeping.now())
            await self._commit([Write(path_of(day.date), _fields(day), version), *briefs])

    def _paths(self, days: Iterable[str]) -> list[str]:
        return [*map(path_of, days), *brief_paths(days)]

    def _writes(self, parts: Mapping[str, Part], stored: Stored) -> list[Write]:
        days = [
            added(day_in(stored[path_of(day)]) if path_of(day) in stored else Day(day), *parts[day]) for day in parts
        ]
        writes = [write_over(stored, path_of(day.date), _fields(day)) for day in days]
        return writes + brief_writes(days, stored, self.keeping.now())

    async def _stored(self, paths: Sequence[str]) -> dict[str, Document]:
        found = await self.keeping.documents.get(paths) if paths else []
        return {document.path: document for document in found}

    async def _commit(self, writes: Sequence[Write]) -> None:
        if writes:
            await self.keeping.documents.commit(writes)


def dates(first: str, last: str) -> Iterator[str]:
    """The dates from `first` to `last`, both included."""
    day, end = date.fromisoformat(first), date.fromisoformat(last)
    while day <= end:
        yield day.isoformat()
        day += timedelta(days=1)


def path_of(day: str) -> str:
    """The path of a day's document."""
    return f"days/{day}"


def month_path(month: str) -> str:
    """The path of a month's document."""
    return f"months/{month}"


def _seen(date: str, document: Document | None) -> tuple[Day, object]:
    return (day_in(document), document.version) if document else (Day(date), NEW)


def _fields(day: Day) -> dict[str, object]:
    return {"counts": day.counts, "samples": day.samples}


def day_in(document: Document) -> Day:
    """The day in a document."""
    samples = {kind: tuple(ids) for kind, ids in document.fields["samples"].items()}
    return Day(document.path.partition("/")[2], document.fields["counts"], samples)


def write_over(stored: Stored, path: str, fields: Mapping[str, object]) -> Write:
    """The write of a document over what is stored of it, if anything."""
    return Write(path, fields, stored[path].version if path in stored else NEW)
