"""What is exported, read from the store in pages: each thing once, in an order that a cut export can go on in."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta, tzinfo
from itertools import islice

from dev.export.rows import Row, Rows
from handlers.conversation.identity import missing_keys
from handlers.conversation.thread import Thread
from handlers.numbers.span import Span
from handlers.stores.days import StoredDays
from handlers.stores.documents import Document
from handlers.stores.fields import record_of
from handlers.stores.keeping import Keeping
from handlers.stores.surveys import rating_of
from handlers.stores.ticket_fields import ticket_of

PAGE = 500  # documents read at once
DAYS = timedelta(days=31)
FIRST, LAST = "0", "g"  # before and behind the keys of all threads: what has no thread is nobody's


@dataclass(frozen=True)
class Page:
    """Some lines. `read`: of so many documents; `behind`: where the next page begins, None after the last one."""

    rows: list[Row]
    read: int
    behind: str | None


@dataclass(frozen=True)
class Reading:
    """Reads what is kept of a span of days, of the business's zone. Documents are found by thread and time (`place`).

    No index finds a collection's documents by time alone, so all of them are read, and those of other days left out.
    """

    keeping: Keeping
    span: Span
    zone: tzinfo
    texts: bool
    size: int = PAGE

    async def page(self, name: str, behind: str) -> Page:
        """The page of this file after `behind`, "" for the first. Raises StoreUnavailable."""
        return await (self._days(behind) if name == "days" else self._placed(name, behind))

    async def _placed(self, collection: str, behind: str) -> Page:
        between = ("place", "GREATER_THAN", behind or FIRST), ("place", "LESS_THAN", LAST)
        async with self.keeping.available():
            found = await self.keeping.documents.find(collection, *between, order="place", most=self.size)
        is_last = len(found) < self.size
        whole = found if is_last else without_last_place(found)
        now = self.keeping.now()
        kept = [document for document in whole if document.fields["expire_at"] > now]
        rows = Rows(self.zone, self.texts, await self._threads(document.fields["thread"] for document in kept))
        make = MAKERS[collection]
        lines = [row for row in (make(rows, document) for document in kept) if row["date"] in self.span]
        return Page(lines, len(whole), None if is_last else whole[-1].fields["place"])

    async def _threads(self, keys: Iterable[str]) -> dict[str, Thread]:
        """The threads by every key that leads to one, those under a lasting identity by their older keys, too."""
        wanted = iter(dict.fromkeys(keys))
        threads: dict[str, Thread] = {}
        while some := list(islice(wanted, self.size)):
            async with self.keeping.available():
                threads |= (await self.keeping.read(f"threads/{key}" for key in some)).threads
                if missing := missing_keys(threads):
                    threads |= (await self.keeping.read(f"threads/{key}" for key in missing)).threads
        return dict(_resolved(threads))

    async def _days(self, behind: str) -> Page:
        there = self.span.until(self.keeping.now().astimezone(self.zone).date())
        if there is None:
            return Page([], 0, None)
        first = date.fromisoformat(behind) + timedelta(days=1) if behind else there.first
        last = min(first + DAYS - timedelta(days=1), there.last)
        days = await StoredDays(self.keeping).of(first.isoformat(), last.isoformat())
        rows = Rows(self.zone, self.texts, {})
        is_last = last == there.last
        return Page([rows.day(day) for day in days], (last - first).days + 1, None if is_last else last.isoformat())


MAKERS: dict[str, Callable[[Rows, Document], Row]] = {
    "messages": lambda rows, document: rows.message(_name(document), record_of(document.fields)),
    "tickets": lambda rows, document: rows.ticket(ticket_of(_name(document), document.fields)),
    "ratings": lambda rows, document: rows.rating(rating_of(document.fields)),
}


def without_last_place(found: list[Document]) -> list[Document]:
    """A full page without those of its last place: the next page begins with them, so that none is cut off."""
    last = found[-1].fields["place"]
    whole = [document for document in found if document.fields["place"] != last]
    return whole or found


def _name(document: Document) -> str:
    return document.path.partition("/")[2]


def _resolved(threads: dict[str, Thread]) -> Iterator[tuple[str, Thread]]:
    for key, thread in threads.items():
        there = threads.get(thread.moved_to) if thread.moved_to else thread
        if there is not None:
            yield key, there
