"""Events for the helpdesk, stored with what they tell of, and dropped once it has them."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from handlers.conversation.enclosed import Enclosed
from handlers.conversation.messages import Content
from handlers.stores.documents import ANY, NEW, Conflict, Document, Write
from handlers.stores.fields import build, sharded
from handlers.stores.keeping import Keeping, places
from handlers.tickets import helpdesk
from handlers.tickets.helpdesk import HelpdeskEvent, Kind
from handlers.tickets.helpdesk_ports import owed_events
from handlers.tickets.ticket import Ticket


@dataclass(frozen=True)
class StoredHelpdeskEvents:
    """Keeps the promises of HelpdeskEvents."""

    keeping: Keeping

    def opened(self, ticket: Ticket, said: Sequence[Content]) -> Enclosed:
        """What keeps the event of a new ticket, for the commit that opens it."""
        return self.enclosed([helpdesk.opened(ticket, said, self.keeping.now())])

    def changed(self, before: Ticket, after: Ticket, said: Sequence[Content], by: str) -> Enclosed:
        """What keeps the events of a change, likewise."""
        return self.enclosed(helpdesk.changed(before, after, said, by, self.keeping.now()))

    def enclosed(self, events: Sequence[HelpdeskEvent]) -> Enclosed:
        """What keeps these events, likewise."""
        return Enclosed(tuple(self._write(event, NEW) for event in events), owed_events(events))

    async def of(self, thread: str, *, most: int) -> list[HelpdeskEvent]:
        """See HelpdeskEvents."""
        return await self._found(*places(thread, f"{thread}0"), order="place", most=most)

    async def due(
        self, shard: str, before: datetime, *, most: int, behind: HelpdeskEvent | None = None
    ) -> list[HelpdeskEvent]:
        """See HelpdeskEvents."""
        after = _due(behind) if behind else f"{shard}/"
        between = ("due", "GREATER_THAN", after), ("due", "LESS_THAN", sharded(shard, before))
        return await self._found(*between, order="due", most=most)

    async def claim(self, event: HelpdeskEvent) -> HelpdeskEvent | None:
        """See HelpdeskEvents."""
        claimed = event.tried(self.keeping.now())
        async with self.keeping.available():
            try:
                (version,) = await self.keeping.documents.commit([self._write(claimed, event.version)])
            except Conflict:
                return None
        return replace(claimed, version=version)

    async def mark_gone(self, event: HelpdeskEvent) -> None:
        """See HelpdeskEvents."""
        gone = replace(event, gone=True, due=self.keeping.now())
        async with self.keeping.available():
            with suppress(Conflict):  # erased meanwhile
                await self.keeping.documents.commit([self._write(gone, event.version)])

    async def settle(self, event: HelpdeskEvent) -> None:
        """See HelpdeskEvents."""
        async with self.keeping.available():
            await self.keeping.documents.commit([Write(_path(event), None, ANY)])

    async def give_up(self, event: HelpdeskEvent) -> bool:
        """See HelpdeskEvents."""
        async with self.keeping.available():
            try:
                await self.keeping.documents.commit([Write(_path(event), None, event.version)])
            except Conflict:
                return False
        return True

    async def _found(self, *conditions: tuple[str, str, str], order: str, most: int) -> list[HelpdeskEvent]:
        async with self.keeping.available():
            found = await self.keeping.documents.find("events", *conditions, order=order, most=most)
        return [_event_in(document) for document in found if document.fields["expire_at"] > self.keeping.now()]

    def _write(self, event: HelpdeskEvent, version: object) -> Write:
        return Write(_path(event), self.keeping.expiring(_path(event), _fields(event)), version)


def _path(event: HelpdeskEvent) -> str:
    return f"events/{event.id}"


def _due(event: HelpdeskEvent) -> str:
    """The field by which due events are found; no two have the same. The shard is that of the thread."""
    return f"{sharded(event.thread[0], event.due)}/{event.id}"


def _fields(event: HelpdeskEvent) -> dict[str, Any]:
    fields = {**vars(event), "kind": str(event.kind), "place": f"{event.thread}/{event.at.isoformat()}"}
    for name in ("id", "version"):
        del fields[name]
    return fields | {"due": _due(event)}


def _event_in(document: Document) -> HelpdeskEvent:
    fields: Mapping[str, Any] = document.fields
    name, due = document.path.partition("/")[2], datetime.fromisoformat(fields["due"].split("/")[1])
    return build(HelpdeskEvent, fields, id=name, due=due, kind=Kind(fields["kind"]), version=document.version)
