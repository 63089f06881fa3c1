"""The minutes of each day, in a document for each; only the clock writes it. And a look whether the store works."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo

from handlers.numbers.availability import MOST_DAYS, Minutes, before, figures, is_first_of_hour, noted
from handlers.numbers.day import Day, by_date
from handlers.stores.days import StoredDays
from handlers.stores.documents import ANY, NEW, Document, Write
from handlers.stores.keeping import Keeping

KEPT = timedelta(days=MOST_DAYS + 2)
LOOKED_BACK = 3  # days; a message may turn out late a while after its day
PROBE = "minutes/probe"


@dataclass(frozen=True)
class StoredMinutes:
    """Keeps the promises of NotesMinutes. `zone`: the business's."""

    keeping: Keeping
    days: StoredDays
    zone: tzinfo

    async def note(self, at: datetime, *, is_good: bool) -> None:
        """See NotesMinutes."""
        await self.keeping.until_alone(lambda: self._note(at, is_good=is_good))

    async def _note(self, at: datetime, *, is_good: bool) -> None:
        *earlier, today = before(at, self.zone, MOST_DAYS)
        stored = await self._stored([today])
        if today not in stored:
            stored |= await self._stored(earlier)
        elif is_first_of_hour(_minutes_in(stored[today]), at, self.zone):
            stored |= await self._stored(earlier[-LOOKED_BACK:])
        known = [_minutes_in(stored[date]) for date in sorted(stored)]
        after = noted(known, at, self.zone, is_good=is_good)
        days = {day.date: day for day in await self.days.of(after[0].date, today)}
        made = [figures(minutes, days.get(minutes.date, Day("")).counts) for minutes in after]
        changed = [minutes for minutes, _ in made if minutes not in known]
        writes = [_write(minutes, at, stored.get(minutes.date)) for minutes in changed]
        await self.days.add(by_date(day for _, day in made if day.counts), writes)

    async def _stored(self, dates: Iterable[str]) -> dict[str, Document]:
        found = await self.keeping.documents.get(f"minutes/{date}" for date in dates)
        return {document.path.partition("/")[2]: document for document in found}


async def probe(keeping: Keeping) -> None:
    """Write to the store and read it back. Raises StoreUnavailable."""
    async with keeping.available():
        now = keeping.now()
        await keeping.documents.commit([Write(PROBE, {**_fields(Minutes("")), "expire_at": now + KEPT}, ANY)])
        await keeping.documents.get([PROBE])


def _fields(minutes: Minutes) -> Mapping[str, object]:
    return {"marks": minutes.marks, "checked": minutes.checked, "bad": minutes.bad}


def _write(minutes: Minutes, at: datetime, stored: Document | None) -> Write:
    fields = {**_fields(minutes), "expire_at": at + KEPT}
    return Write(f"minutes/{minutes.date}", fields, stored.version if stored else NEW)


def _minutes_in(document: Document) -> Minutes:
    fields = document.fields
    return Minutes(document.path.partition("/")[2], fields["marks"], fields["checked"], fields["bad"])
