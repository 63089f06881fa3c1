"""Documents that are still to be counted, found by their field `counts`: when they are to be, behind a shard.

All shards are looked through by one query, so that a tick with nothing to count costs one read. Few are found before
their time: messages that wait for an answer.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import tzinfo
from typing import Any, cast

from handlers.conversation.messages import Content
from handlers.conversation.record import Record
from handlers.numbers.counting import counts_of
from handlers.numbers.counts import Counts, together
from handlers.numbers.ports import Found
from handlers.stores.bare import is_bare
from handlers.stores.charges import charge_of
from handlers.stores.days import StoredDays
from handlers.stores.documents import Conflict, Document, Write
from handlers.stores.fields import build, facts_of
from handlers.stores.keeping import jitter


@dataclass(frozen=True)
class StoredUncounted:
    """Keeps the promises of Uncounted, for one collection.

    `fields`: those that `count_in` needs, besides `counts`; `marks`: what is written once a document is counted.
    """

    days: StoredDays
    collection: str
    fields: tuple[str, ...]
    count_in: Callable[[Document], Counts]
    marks: Callable[[Document], Mapping[str, Any]]

    async def due(self, behind: str, *, most: int) -> tuple[list[Found], str | None]:
        """See Uncounted."""
        keeping = self.days.keeping
        between = ("counts", "GREATER_THAN", behind), ("counts", "LESS_THAN", "g")  # behind the last shard
        async with keeping.available():
            found = await keeping.documents.find(
                self.collection, *between, order="counts", most=most, only=("counts", *self.fields)
            )
        now = keeping.now().isoformat(timespec="microseconds")
        due = [document for document in found if document.fields["counts"].partition("/")[2] <= now]
        counted = [Found(self.count_in(document), self._mark(document)) for document in due]
        return counted, found[-1].fields["counts"] if len(found) == most else None

    async def count(self, found: Sequence[Found]) -> bool:
        """See Uncounted."""
        marks = [cast("Write", one.mark) for one in found]
        try:
            await self.days.count(together([one.counts for one in found]), marks)
        except Conflict:
            await jitter()
            return False
        return True

    def _mark(self, document: Document) -> Write:
        """The write that marks it; nothing but its counts was kept of one whose customer was forgotten."""
        fields = None if is_bare(document.path) else {**self.marks(document), "counts": None}
        return Write(document.path, fields, document.version)


def uncounted_messages(days: StoredDays, zone: tzinfo) -> StoredUncounted:
    """Messages that were answered, or that nobody will answer any more; days are those of `zone`."""

    def count_in(document: Document) -> Counts:
        return counts_of(countable(document.fields), document.path.partition("/")[2], zone)

    return StoredUncounted(days, "messages", COUNTABLE, count_in, lambda _: {"counted": True})


def uncounted_ledger(days: StoredDays, zone: tzinfo) -> StoredUncounted:
    """What was paid for outside the turns of customers; days are those of `zone`."""

    def count_in(document: Document) -> Counts:
        fields, counts = document.fields, Counts()
        on, business, channel = fields["at"].astimezone(zone).date(), fields["business"], fields["channel"]
        counts.charge(on, map(charge_of, fields["charges"]), business, channel)
        return counts

    return StoredUncounted(
        days, "ledger", ("at", "business", "channel", "charges"), count_in, lambda _: {"counted": True}
    )


COUNTABLE = ("thread", "at", "answered_by", "facts", "known", "channel")


def countable(fields: Mapping[str, Any]) -> Record:
    """The record in those fields that are counted: without words."""
    stored = {name: fields[name] for name in COUNTABLE}
    facts = stored["facts"]
    return build(Record, stored, content=Content(), facts=facts and facts_of(facts))
