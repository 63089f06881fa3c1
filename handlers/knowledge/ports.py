"""Ports of knowledge: what is stored about it, and passages of the business's files."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from handlers.conversation.contact import Contact
from handlers.conversation.enclosed import Enclose
from handlers.knowledge.book import Book
from handlers.knowledge.entry import Entry
from handlers.knowledge.lesson import Lesson


@dataclass(frozen=True)
class Passage:
    """A piece of one of the business's files. `source`: the file's name; `score`: how well it fits, from 0 to 1."""

    source: str
    text: str
    score: float = 0.0


class Passages(Protocol):
    """Finds what the business's files say about something."""

    async def search(self, query: str) -> Sequence[Passage]:
        """The passages that fit best, at most six, the best one first; none if nothing does.

        Raises KnowledgeUnavailable, and KnowledgeMisconfigured for what lasts until an operator mends it.
        """
        ...


class Taught(Protocol):
    """Knows what the owner taught. Raises StoreUnavailable."""

    @property
    def changes(self) -> int:
        """A number that is another one after each change that this process made, or may have made."""
        ...

    async def entries(self) -> tuple[Entry, ...]:
        """All entries, by one read."""
        ...


@dataclass(frozen=True)
class Changed:
    """A change of the book: what its author is told, and the lessons that wait no more."""

    book: Book
    reply: tuple[str, ...] = ()
    settles: tuple[str, ...] = ()


# Pure, since it runs again if somebody else was first; gets the lessons that are still there. Raises CannotTeach.
Change = Callable[[Book, Sequence[Lesson]], Changed]
# The book after the owner was asked, and what the owner reads; "" for nothing.
AskOwner = Callable[[Book], tuple[Book, str]]


class Teaching(Taught, Protocol):
    """Keeps the book. Each call happens as a whole or not at all. All raise StoreUnavailable."""

    async def book(self) -> Book:
        """The book."""
        ...

    async def change(self, change: Change, *, sid: str, lessons: Sequence[str] = ()) -> tuple[str, ...]:
        """Change the book once for this message or form; return what its author is told, each time the same.

        `lessons`: the ids of those that `change` is about. Raises CannotTeach as `change` does.
        """
        ...

    async def ask(self, day: str, ask: AskOwner, to: Contact | None, *, by: str) -> str | None:
        """Once on a day, keep that the owner was asked, and the text for `to`, which `by` sends; the text's thread.

        None: the owner was asked on this day before, or there is nothing to send.
        """
        ...


class Lessons(Protocol):
    """Keeps lessons. All raise StoreUnavailable."""

    def gathering(self, lesson: Lesson) -> Enclose:
        """A lesson, for the commit that closes the turn; of two with one id the later stays."""
        ...

    async def waiting(self, since: datetime | None = None, *, most: int) -> list[Lesson]:
        """Lessons that wait, since this time if given, the newest first; at most so many of each shard."""
        ...

    async def of(self, thread: str, *, most: int) -> list[Lesson]:
        """The last lessons of a thread, oldest first."""
        ...
