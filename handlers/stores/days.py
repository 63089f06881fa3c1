"""Days in numbers, a document for each: what is added goes with the marks of what it was counted from."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from handlers.money.day import Day, added
from handlers.stores.briefs import brief_paths, brief_writes
from handlers.stores.documents import NEW, Document, Write
from handlers.stores.keeping import Keeping

# What is added to a day: counts by name, and samples by kind.
Part = tuple[Mapping[str, int], Mapping[str, Sequence[str]]]


@dataclass(frozen=True)
class StoredDays:
    """Keeps the promises of Days. They do not expire, since the business keeps them."""

    keeping: Keeping

    async def of(self, first: str, last: str) -> list[Day]:
        """See Days."""
        paths = [_path(day) for day in dates(first, last)]
        async with self.keeping.available():
            found = await self.keeping.documents.get(paths) if paths else []
        return sorted((_day_in(document) for document in found), key=lambda day: day.date)

    async def add(self, parts: Mapping[str, Part], along: Sequence[Write]) -> None:
        """Add to days, by date, in one commit with `along`: the marks of what was counted, each over its version.

        The days' briefs are written with them.

        Raises Conflict if another writer was first, at a day or at what goes along: then nothing was written, and the
        caller looks again at what is still to be counted. Raises StoreUnavailable: the commit may have been made.
        """
        async with self.keeping.available():
            paths = [*map(_path, parts), *brief_paths(parts)]
            found = await self.keeping.documents.get(paths) if paths else []
            by_path = {document.path: document for document in found}
            days = [_after(day, by_path.get(_path(day)), part) for day, part in parts.items()]
            writes = [_write(day, by_path.get(_path(day.date))) for day in days]
            briefs = brief_writes(days, by_path, self.keeping.now())
            if writes or along:
                await self.keeping.documents.commit([*writes, *briefs, *along])


def dates(first: str, last: str) -> Iterator[str]:
    """The dates from `first` to `last`, both included."""
    day, end = date.fromisoformat(first), date.fromisoformat(last)
    while day <= end:
        yield day.isoformat()
        day += timedelta(days=1)


def _path(day: str) -> str:
    return f"days/{day}"


def _after(day: str, stored: Document | None, part: Part) -> Day:
    return added(_day_in(stored) if stored else Day(day), *part)


def _write(day: Day, stored: Document | None) -> Write:
    fields = {"counts": day.counts, "samples": day.samples}
    return Write(_path(day.date), fields, stored.version if stored else NEW)


def _day_in(document: Document) -> Day:
    fields: Mapping[str, Any] = document.fields
    samples = {kind: tuple(ids) for kind, ids in fields["samples"].items()}
    return Day(document.path.partition("/")[2], fields["counts"], samples)
