"""Teaching at the desk: each form is done once, by its key, and only over what its page showed."""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from handlers.knowledge.book import Book, Taught
from handlers.knowledge.cannot_teach import CannotTeach, IsFull, NoSuchNumber, NothingTaught, TooLong
from handlers.knowledge.lesson import Lesson
from handlers.knowledge.ports import Change, Changed, Teaching


class Do(StrEnum):
    """What the owner wants."""

    SAVE = "save"  # an answer, new or changed
    REMOVE = "remove"
    DISMISS = "dismiss"  # questions that need no answer


class Result(StrEnum):
    """What came of it."""

    DONE = "done"
    UNCLEAR = "unclear"
    TOO_LONG = "too_long"
    FULL = "full"
    GONE = "gone"
    CHANGED = "changed"  # by somebody else meanwhile
    NOT_YOURS = "not_yours"  # who asks is not the owner


class IsChanged(CannotTeach):
    """The answer is not any more what the page showed."""


WHY_NOT: dict[type[CannotTeach], Result] = {
    NothingTaught: Result.UNCLEAR,
    TooLong: Result.TOO_LONG,
    IsFull: Result.FULL,
    NoSuchNumber: Result.GONE,
    IsChanged: Result.CHANGED,
}


@dataclass(frozen=True)
class Asked:
    """A form. `number`: of the answer, 0 for a new one; `seen`: the version shown; `lessons`: ids that it settles."""

    do: Do
    number: int = 0
    seen: str = ""
    ask: tuple[str, ...] = ()
    answer: str = ""
    lessons: tuple[str, ...] = ()

    def key(self, form: str) -> str:
        """The key of this very action: the same form sent with other words is another one."""
        said = "\n".join((self.do, str(self.number), self.seen, *self.ask, self.answer, *self.lessons))
        return f"{form}-{hashlib.sha256(said.encode(errors='replace')).hexdigest()[:12]}"


def version_of(taught: Taught) -> str:
    """The mark of an answer as it is now."""
    return taught.at.isoformat()


@dataclass(frozen=True)
class TeachAtDesk:
    """Does what the owner asks for."""

    teaching: Teaching
    now: Callable[[], datetime]

    async def __call__(self, asked: Asked, by: str, form: str) -> Result:
        """The outcome. Raises StoreUnavailable."""
        try:
            await self.teaching.change(self._change(asked, by), sid=asked.key(form), lessons=asked.lessons)
        except CannotTeach as why:
            return WHY_NOT[type(why)]
        return Result.DONE

    def _change(self, asked: Asked, by: str) -> Change:
        def change(book: Book, lessons: Sequence[Lesson]) -> Changed:
            known = book.of(asked.number)
            if (asked.number and known is None) or (asked.lessons and not lessons):
                raise NoSuchNumber  # or whose customers were forgotten meanwhile
            if (known and version_of(known) != asked.seen) or (lessons and not any(each.waits for each in lessons)):
                raise IsChanged
            match asked.do:
                case Do.SAVE:
                    number = asked.number or _free(book, asked.lessons)
                    book = book.teach(number, asked.ask, asked.answer, by, self.now())
                case Do.REMOVE:
                    book = book.remove(asked.number, by, self.now())
            return Changed(book, settles=tuple(lesson.id for lesson in lessons))

        return change


def _free(book: Book, lessons: Sequence[str]) -> int:
    """The number by which the owner knows the question, if it has no answer yet; else 0."""
    number = book.number_of(lessons)
    return 0 if book.of(number) else number
