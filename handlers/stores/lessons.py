"""Lessons: written by the commit that closes a turn, found by when they came, and erased with their thread."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from handlers.conversation.contact import Carrier
from handlers.conversation.enclosed import Enclose, Enclosed
from handlers.conversation.thread import SHARDS
from handlers.knowledge.lesson import Lesson, Why
from handlers.stores.documents import ANY, Document, Write
from handlers.stores.fields import build, sharded
from handlers.stores.keeping import Keeping, places


@dataclass(frozen=True)
class StoredLessons:
    """Keeps the promises of Lessons. `waits` stands behind a shard, and is None for one that waits no more."""

    keeping: Keeping

    def gathering(self, lesson: Lesson) -> Enclose:
        """See Lessons."""

        async def enclose() -> Enclosed:
            path = f"lessons/{lesson.id}"
            return Enclosed((Write(path, self.keeping.expiring(path, lesson_fields(lesson)), ANY),))

        return enclose

    async def waiting(self, since: datetime | None = None, *, most: int) -> list[Lesson]:
        """See Lessons."""
        async with self.keeping.available():
            found = await asyncio.gather(*(self._in(shard, since, most) for shard in SHARDS))
        lessons = [lesson for each in found for lesson in each]
        return sorted(lessons, key=lambda lesson: lesson.at, reverse=True)

    async def of(self, thread: str, *, most: int) -> list[Lesson]:
        """See Lessons."""
        async with self.keeping.available():
            found = await self.keeping.documents.find(
                "lessons", *places(thread, f"{thread}0"), order="place", descending=True, most=most
            )
        return [lesson_of(document) for document in reversed(found) if self._is_kept(document)]

    async def _in(self, shard: str, since: datetime | None, most: int) -> list[Lesson]:
        begin = sharded(shard, since) if since else f"{shard}/"
        between = ("waits", "GREATER_THAN_OR_EQUAL", begin), ("waits", "LESS_THAN", f"{shard}0")
        found = await self.keeping.documents.find("lessons", *between, order="waits", descending=True, most=most)
        return [lesson_of(document) for document in found if self._is_kept(document)]

    def _is_kept(self, document: Document) -> bool:
        return bool(document.fields["expire_at"] > self.keeping.now())


def lesson_fields(lesson: Lesson) -> dict[str, Any]:
    """A lesson's fields, except its expiry."""
    fields: Mapping[str, Any] = {
        **vars(lesson),
        "place": f"{lesson.thread}/{lesson.at.isoformat()}",
        "waits": sharded(lesson.thread[0], lesson.at) if lesson.waits else None,
    }
    return {name: value for name, value in fields.items() if name != "id"}


def lesson_of(document: Document) -> Lesson:
    """The lesson in a document."""
    fields = document.fields
    return build(
        Lesson,
        fields,
        id=document.path.partition("/")[2],
        why=Why(fields["why"]),
        carrier=Carrier(fields["carrier"]),
        waits=fields["waits"] is not None,
    )
