"""Surveys: threads at rest, found by time; what customers were asked, and answered, in a collection of its own."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

from handlers.conversation.enclosed import Enclose, Enclosed
from handlers.conversation.sending import to_send
from handlers.conversation.survey import Survey
from handlers.conversation.thread import Thread
from handlers.stores.documents import NEW, Write
from handlers.stores.fields import build, sharded
from handlers.stores.keeping import Keeping, Stored, places
from handlers.stores.ticket_fields import ticket_of
from handlers.tickets.helpdesk import rated
from handlers.tickets.survey import NotAsked, Rating, Settled

if TYPE_CHECKING:
    from handlers.stores.helpdesk_events import StoredHelpdeskEvents


@dataclass(frozen=True)
class StoredSurveys:
    """Keeps the promises of Surveys. `events`: those for the helpdesk, if it is to be told of ratings."""

    keeping: Keeping
    events: "StoredHelpdeskEvents | None" = None

    async def rested(self, shard: str, *, most: int) -> list[Thread]:
        """See Surveys."""
        now = self.keeping.now()
        between = ("survey_at", "GREATER_THAN", f"{shard}/"), ("survey_at", "LESS_THAN", sharded(shard, now))
        async with self.keeping.available():
            found = await self.keeping.documents.find("threads", *between, order="survey_at", most=most)
        return list(Stored(found, now).threads.values())

    async def settle(self, thread: str, settle: Callable[[Thread], Settled | None], *, by: str) -> Settled | None:
        """See Surveys."""
        return await self.keeping.until_alone(lambda: self._settle(thread, settle, by))

    def answering(self, survey: Survey, thread: str, change: Callable[[Rating], Rating]) -> Enclose:
        """See Surveys."""

        async def enclose() -> Enclosed:
            path = f"ratings/{survey.id}"
            found = [one for one in await self.keeping.documents.get([path]) if self._is_kept(one.fields)]
            before = rating_of(found[0].fields) if found else Rating(thread, survey.at)
            after = change(before)
            fields = self.keeping.expiring(path, rating_fields(after, self.keeping.now()))
            write = Write(path, fields, found[0].version if found else NEW)
            return Enclosed((write,)) + await self._told(before, after)

        return enclose

    async def _told(self, before: Rating, after: Rating) -> Enclosed:
        """The event for the helpdesk: a rating, and again with its comment."""
        is_news = (after.score, after.comment) != (before.score, before.comment)
        if self.events is None or not after.ticket or not after.score or not is_news:
            return Enclosed()
        path = f"tickets/{after.ticket}"
        found = [one for one in await self.keeping.documents.get([path]) if self._is_kept(one.fields)]
        tickets = [ticket_of(after.ticket, document.fields) for document in found]
        now = self.keeping.now()
        return self.events.enclosed([rated(ticket, after.score, after.comment, now) for ticket in tickets])

    async def of(self, thread: str, *, most: int) -> list[Rating]:
        """See Surveys."""
        async with self.keeping.available():
            found = await self.keeping.documents.find(
                "ratings", *places(thread, f"{thread}0"), order="place", descending=True, most=most
            )
        return [rating_of(document.fields) for document in reversed(found) if self._is_kept(document.fields)]

    async def _settle(self, key: str, settle: Callable[[Thread], Settled | None], by: str) -> Settled | None:
        stored = await self.keeping.read([f"threads/{key}"])
        settled = settle(stored.threads[key]) if key in stored.threads else None
        if settled is None:
            return None
        texts = [settled.question] if settled.question else []
        changed = replace(settled.thread, unsent=to_send(settled.thread.unsent, texts, by, self.keeping.now()))
        along = [rating_write(self.keeping, settled.rating)] if settled.rating else []
        await self.keeping.write_thread(changed, stored.versions[f"threads/{key}"], {}, along)
        return settled

    def _is_kept(self, fields: Mapping[str, Any]) -> bool:
        return bool(fields["expire_at"] > self.keeping.now())


def rating_write(keeping: Keeping, rating: Rating) -> Write:
    """The write of a new rating, for the commit that asks."""
    path = f"ratings/{rating.id}"
    return Write(path, keeping.expiring(path, rating_fields(rating, keeping.now())), NEW)


def rating_fields(rating: Rating, now: datetime) -> dict[str, Any]:
    """A rating's fields, except its expiry.

    `place` finds those of a thread in their order, `counts` those of which something is to be counted.
    """
    counts = sharded(rating.thread[:1] or "0", now) if rating.uncounted else None
    return {**vars(rating), "place": f"{rating.thread}/{rating.at.isoformat()}", "counts": counts}


def rating_of(document: Mapping[str, Any]) -> Rating:
    """The rating in a document."""
    counted = tuple(document.get("counted", ()))
    return build(Rating, document, not_asked=NotAsked(document["not_asked"]), counted=counted)
