"""The book: one document, so that reading all of it is one read. It does not expire, since a business keeps it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from handlers.conversation.contact import Contact
from handlers.conversation.messages import Author, Content
from handlers.conversation.record import TRACE_LASTS, Record
from handlers.knowledge.book import Asked, Book, Edit, Taught
from handlers.knowledge.entry import Entry
from handlers.knowledge.ports import AskOwner, Change
from handlers.stores.aside import aside
from handlers.stores.documents import NEW, Document, Write
from handlers.stores.fields import build, record_fields, record_of
from handlers.stores.keeping import Keeping
from handlers.stores.lessons import lesson_fields, lesson_of

PATH = "taught/book"
SUBJECT = "teaching"


@dataclass
class StoredTaught:
    """Keeps the promises of Teaching."""

    keeping: Keeping
    changes: int = 0

    async def entries(self) -> tuple[Entry, ...]:
        """See Taught."""
        return (await self.book()).entries

    async def book(self) -> Book:
        """See Teaching."""
        async with self.keeping.available():
            return _book_in(await self._by_path([PATH]))

    async def change(self, change: Change, *, sid: str, lessons: Sequence[str] = ()) -> tuple[str, ...]:
        """See Teaching."""
        try:
            return await self.keeping.until_alone(lambda: self._change(change, sid, lessons))
        finally:
            self.changes += 1  # a commit that was not confirmed may have been made

    async def _change(self, change: Change, sid: str, lessons: Sequence[str]) -> tuple[str, ...]:
        trace, now = f"messages/{sid}", self.keeping.now()
        by_path = await self._by_path([PATH, trace, *(f"lessons/{each}" for each in lessons)])
        if repeated := by_path.get(trace):
            return record_of(repeated.fields).texts or ()
        about = [document for path, document in by_path.items() if path.startswith("lessons/")]
        changed = change(_book_in(by_path), [lesson_of(document) for document in about])
        # For as long as the same message may come again. It names no thread: what is taught is the business's.
        record = Record("", now, Content(), texts=changed.reply, answered_by=sid, author=Author.PERSON)
        writes = [self._write(changed.book, by_path)]
        writes.append(Write(trace, record_fields(record) | {"expire_at": now + TRACE_LASTS}, NEW))
        writes += [self._settled(document) for document in about if lesson_of(document).id in changed.settles]
        await self.keeping.documents.commit(writes)
        return changed.reply

    async def ask(self, day: str, ask: AskOwner, to: Contact | None, *, by: str) -> str | None:
        """See Teaching."""
        return await self.keeping.until_alone(lambda: self._ask(day, ask, to, by))

    async def _ask(self, day: str, ask: AskOwner, to: Contact | None, by: str) -> str | None:
        by_path = await self._by_path([PATH])
        before = _book_in(by_path)
        if before.asked_on >= day:
            return None
        book, text = ask(before)
        writes = [self._write(book, by_path)]
        if to is None or not text:
            await self.keeping.documents.commit(writes)
            return None
        # What was not sent yesterday is on the desk.
        left = await aside(self.keeping, {to: [text]}, by, subject=SUBJECT, replaces=True)
        await self.keeping.documents.commit([*writes, *left.writes])
        return left.owes[0]

    def _write(self, book: Book, by_path: Mapping[str, Document]) -> Write:
        return Write(PATH, _fields(book), by_path[PATH].version if PATH in by_path else NEW)

    def _settled(self, document: Document) -> Write:
        fields = lesson_fields(replace(lesson_of(document), waits=False))
        return Write(document.path, self.keeping.expiring(document.path, fields), document.version)

    async def _by_path(self, paths: Sequence[str]) -> dict[str, Document]:
        now = self.keeping.now()
        found = await self.keeping.documents.get(paths)
        return {each.path: each for each in found if each.path == PATH or each.fields["expire_at"] > now}


def _fields(book: Book) -> dict[str, Any]:
    every = [{**vars(taught), "history": [vars(edit) for edit in taught.history]} for taught in book.every]
    return {**vars(book), "every": every, "asked": [vars(asked) for asked in book.asked]}


def _book_in(by_path: Mapping[str, Document]) -> Book:
    if PATH not in by_path:
        return Book()
    fields = by_path[PATH].fields
    every = tuple(map(_taught, fields["every"]))
    asked = tuple(build(Asked, each, lessons=tuple(each["lessons"])) for each in fields["asked"])
    return build(Book, fields, every=every, asked=asked)


def _taught(stored: Mapping[str, Any]) -> Taught:
    history = tuple(build(Edit, edit, ask=tuple(edit["ask"])) for edit in stored["history"])
    return build(Taught, stored, ask=tuple(stored["ask"]), history=history)
