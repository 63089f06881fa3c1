"""A month counted anew from the messages that are still stored, day by day, each over the day as it was before."""

from collections.abc import Callable, Container, Sequence
from dataclasses import dataclass
from datetime import timedelta, tzinfo

from dev.numbers.recount import changes, messages_of, recounted
from handlers.numbers.counting import counts_of
from handlers.numbers.counts import Counts, together
from handlers.numbers.day import Day
from handlers.numbers.span import Span
from handlers.stores.days import StoredDays, dates
from handlers.stores.documents import Conflict, Document
from handlers.stores.keeping import Keeping
from handlers.stores.uncounted import COUNTABLE, countable

PAGE = 500
READ = ("place", "counted", *COUNTABLE)
TRIES = 3
SMALLER = (
    "Days left as they are: {}. Mostly they know more than what is stored now: customers were forgotten, or their"
    " messages' time is over. FORCE=1 makes them smaller all the same."
)


@dataclass(frozen=True)
class Rebuild:
    """Counts the days that are over. A day to which the clock adds meanwhile is counted again, at most twice."""

    keeping: Keeping
    zone: tzinfo
    say: Callable[[str], None]

    async def __call__(self, month: Span, *, forced: bool) -> int:
        """0 if each day is as a recount has it; 1 if some would get smaller, or changed all the time."""
        left, refused = self._days_over(month), 0
        if not left:
            self.say("No day of that month is over yet.")
        for _ in range(TRIES):
            if left:
                left, smaller = await self._once(left, forced=forced)
                refused += smaller
        if left:
            self.say("They changed again and again: pause the clock, and run it again.")
        if refused:
            self.say(SMALLER.format(refused))
        return int(bool(left or refused))

    async def _once(self, left: Sequence[str], *, forced: bool) -> tuple[list[str], int]:
        """The days that changed while they were counted, and how many would get smaller."""
        days, again, refused = StoredDays(self.keeping), [], 0
        before = await days.seen(left)
        counted = await self._counted()
        for date in left:
            stored, version = before[date]
            after = recounted(stored, counted.days[date])
            more, less = changes(stored, after)
            if less and not forced:
                refused += 1
                self.say(f"{_line(stored, after)}: not written, {less} of its counts would get smaller")
            elif not more and not less:
                self.say(f"{_line(stored, after)}: as it was")
            elif await _is_put(days, after, version):
                self.say(f"{_line(stored, after)}: {more} counts higher, {less} smaller")
            else:
                again.append(date)
                self.say(f"{date} changed meanwhile, and is counted again.")
        return again, refused

    def _days_over(self, month: Span) -> list[str]:
        over = month.until(self.keeping.now().astimezone(self.zone).date() - timedelta(days=1))
        return list(dates(over.first.isoformat(), over.last.isoformat())) if over else []

    async def _counted(self) -> Counts:
        """What all messages that were counted come to. Every message is looked through, a page at a time."""
        total, looked_at, page = Counts(), 0, await self._page("", ())
        while page:
            counted = [self._counts_of(document) for document in page if document.fields.get("counted")]
            total, looked_at = together([total, *counted]), looked_at + len(page)
            self.say(f"  {looked_at:,} messages looked through")
            page = await self._page(page[-1].fields["place"], {document.path for document in page})
        return total

    async def _page(self, place: str, known: Container[str]) -> list[Document]:
        """The next messages from this place on, but for those that are known: several may stand at one place."""
        begin = ("place", "GREATER_THAN_OR_EQUAL", place)
        async with self.keeping.available():
            found = await self.keeping.documents.find("messages", begin, order="place", most=PAGE, only=READ)
        return [document for document in found if document.path not in known]

    def _counts_of(self, document: Document) -> Counts:
        return counts_of(countable(document.fields), document.path.partition("/")[2], self.zone)


async def _is_put(days: StoredDays, day: Day, version: object) -> bool:
    """False if the day changed meanwhile."""
    try:
        await days.put(day, version)
    except Conflict:
        return False
    return True


def _line(before: Day, after: Day) -> str:
    return f"{before.date}  {messages_of(before):>7,} messages, {messages_of(after):,} now"
