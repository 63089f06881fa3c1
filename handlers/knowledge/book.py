"""The book: what the owner taught, which questions the owner was asked, and by which numbers. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from handlers.knowledge.cannot_teach import IsFull, NoSuchNumber, NothingTaught, TooLong
from handlers.knowledge.entry import Entry
from handlers.knowledge.wording import wording_of
from handlers.knowledge.written import written

MOST_ASKS = 5
MOST_ASK = 300  # characters
MOST_ANSWER = 1500
MOST_HISTORY = 5
MOST_ASKED = 100  # questions that the owner was asked, of which numbers are remembered
MOST_BYTES = 700_000  # Firestore's document holds 1 MiB


@dataclass(frozen=True)
class Edit:
    """A version of an answer that is no more: who wrote it, and when."""

    at: datetime
    by: str
    ask: tuple[str, ...]
    answer: str


@dataclass(frozen=True)
class Taught:
    """An answer by the business. `number`: never another's; `answer`: as its author typed it; `history`: newest first.

    `removed`: it answers nothing any more; by whom and when as in any edit.
    """

    number: int
    ask: tuple[str, ...]
    answer: str
    by: str
    at: datetime
    removed: bool = False
    history: tuple[Edit, ...] = ()

    @property
    def entry(self) -> Entry:
        """It as an entry of the FAQ."""
        return Entry(f"taught-{self.number}", self.ask, written(self.answer), is_taught=True)


@dataclass(frozen=True)
class Asked:
    """A question that the owner was asked: its number, and the ids of its lessons."""

    number: int
    lessons: tuple[str, ...]


@dataclass(frozen=True)
class Book:
    """All of it. `asked_on`: the last day on which the owner was asked, or could have been; `next`: number."""

    every: tuple[Taught, ...] = ()
    asked: tuple[Asked, ...] = ()
    asked_on: str = ""
    next: int = 1

    @property
    def entries(self) -> tuple[Entry, ...]:
        """What answers customers, the newest first. The same question has one answer: what was said last."""
        entries, said = list[Entry](), set[tuple[str, ...]]()
        for taught in sorted(self.every, key=lambda taught: taught.at, reverse=True):
            new = {ask: wording_of(ask) for ask in taught.ask}
            left = tuple(ask for ask, wording in new.items() if wording not in said)
            if left and not taught.removed:
                entries.append(replace(taught.entry, ask=left))
                said.update(new.values())
        return tuple(entries)

    def of(self, number: int) -> Taught | None:
        """The answer of this number, removed or not."""
        return next((taught for taught in self.every if taught.number == number), None)

    def lessons_of(self, number: int) -> tuple[str, ...]:
        """The ids of the lessons that the owner knows by this number."""
        return next((asked.lessons for asked in self.asked if asked.number == number), ())

    def number_of(self, lessons: Sequence[str]) -> int:
        """The number by which the owner knows one of these lessons; 0 for none."""
        return next((asked.number for asked in self.asked if set(asked.lessons) & set(lessons)), 0)

    def teach(self, number: int, ask: Sequence[str], answer: str, by: str, now: datetime) -> "Book":
        """The book with this answer, new or changed; 0: a number of its own. Raises CannotTeach."""
        known = self.of(number)
        asks, answer = _asks(ask) or (known.ask if known else ()), answer.strip()
        if not asks or not answer:
            raise NothingTaught
        if len(answer) > MOST_ANSWER or len(asks) > MOST_ASKS or any(len(each) > MOST_ASK for each in asks):
            raise TooLong
        number = number or self.next
        new = Taught(number, asks, answer, by, now, history=_history(known))
        return _fitting(replace(self._with(new), next=max(self.next, number + 1)))

    def remove(self, number: int, by: str, now: datetime) -> "Book":
        """The book in which this answers nothing any more. Raises NoSuchNumber."""
        known = self.of(number)
        if known is None or known.removed:
            raise NoSuchNumber
        return self._with(replace(known, by=by, at=now, removed=True, history=_history(known)))

    def ask(self, day: str, groups: Sequence[Sequence[str]]) -> "Book":
        """The book after the owner was asked these groups of lessons; each has a number from now on."""
        new = tuple(Asked(self.next + at, tuple(group)) for at, group in enumerate(groups))
        return replace(self, asked=(*self.asked, *new)[-MOST_ASKED:], asked_on=day, next=self.next + len(new))

    def _with(self, new: Taught) -> "Book":
        others = (taught for taught in self.every if taught.number != new.number)
        return replace(self, every=(*others, new))


def _asks(ask: Sequence[str]) -> tuple[str, ...]:
    lines = (" ".join(each.split()) for each in ask)
    return tuple(dict.fromkeys(line for line in lines if line))


def _history(known: Taught | None) -> tuple[Edit, ...]:
    if known is None or known.removed:
        return known.history if known else ()
    return (Edit(known.at, known.by, known.ask, known.answer), *known.history)[:MOST_HISTORY]


def _fitting(book: Book) -> Book:
    """The book without the oldest of what was removed, if it is too large. Raises IsFull."""
    while _bytes(book) > MOST_BYTES:
        oldest = next((taught for taught in book.every if taught.removed), None)
        if oldest is None:
            raise IsFull
        book = replace(book, every=tuple(taught for taught in book.every if taught is not oldest))
    return book


def _bytes(book: Book) -> int:
    versions: list[Taught | Edit] = [*book.every, *(edit for taught in book.every for edit in taught.history)]
    texts = [text for each in versions for text in (*each.ask, each.answer, each.by)]
    return sum(len(text.encode(errors="replace")) for text in texts) + 100 * len(texts) + 200 * MOST_ASKED
