"""Labels: a document for each night, and the mark on messages whose conversation waits for one."""

import asyncio
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta, tzinfo
from functools import partial
from typing import Any

from handlers.conversation.messages import Usage
from handlers.conversation.record import Record
from handlers.conversation.thread import SHARDS
from handlers.money.ledger import Ledger
from handlers.numbers.labels import OPEN_FOR, Label, Night, State, counts_of_label, labelled, spoken
from handlers.stores.days import Part, StoredDays
from handlers.stores.documents import NEW, Conflict, Document, Write
from handlers.stores.fields import build, facts_fields, record_of
from handlers.stores.keeping import Keeping, places
from handlers.stores.ledger import entry_write

KEPT = timedelta(days=7)  # a night
OF_A_SHARD = 25  # conversations that one night looks at
AT_ONCE = 20  # conversations whose words are read side by side
OF_A_COMMIT = 100  # messages
MESSAGES = 8  # of a conversation


@dataclass(frozen=True)
class StoredLabels:
    """Keeps the promises of Labels. The commit that says that a night's answer was read makes an entry in `ledger`."""

    keeping: Keeping
    days: StoredDays
    zone: tzinfo  # the business's, by which days are counted
    ledger: Ledger

    async def night(self, date: str) -> Night | None:
        """See Labels."""
        async with self.keeping.available():
            found = await self.keeping.documents.get([f"labels/{date}"])
        return _night_in(found[0]) if found else None

    async def put(self, night: Night) -> Night | None:
        """See Labels."""
        now, version = self.keeping.now(), NEW if night.version is None else night.version
        writes = [Write(f"labels/{night.date}", {**_night_fields(night), "expire_at": now + KEPT}, version)]
        entries = [self.ledger.labelled(night.usage, now)] if night.state is State.READ and night.usage else []
        writes += [entry_write(self.keeping, entry) for entry in entries]
        async with self.keeping.available():
            try:
                written, *_ = await self.keeping.documents.commit(writes)
            except Conflict:
                return None
        for entry in entries:
            self.ledger.stored(entry)
        return replace(night, version=written)

    async def waiting(self, *, most: int) -> list[str]:
        """See Labels. Of each shard it looks at OF_A_SHARD."""
        async with self.keeping.available():
            found = await asyncio.gather(*map(self._in, SHARDS))
        documents = [document for one in found for document in one if self._is_kept(document)]
        newest = sorted(documents, key=lambda document: document.fields["at"], reverse=True)[:most]
        return [_sid(document) for document in newest]

    async def words(self, sids: Sequence[str]) -> list[str]:
        """See Labels."""
        said = list[str]()
        for at in range(0, len(sids), AT_ONCE):
            some = sids[at : at + AT_ONCE]
            records = {_sid(document): record for document, record in await self._unlabelled(some)}
            said += await asyncio.gather(*(self._words(sid, records.get(sid)) for sid in some))
        return said

    async def settle(self, labels: Mapping[str, Label | None]) -> int:
        """See Labels. A message that is not counted yet is counted with its label later."""
        sids, count = list(labels), 0
        for at in range(0, len(sids), OF_A_COMMIT):
            some = {sid: labels[sid] for sid in sids[at : at + OF_A_COMMIT]}
            count += await self.keeping.until_alone(partial(self._settle, some))
        return count

    async def _settle(self, labels: Mapping[str, Label | None]) -> int:
        found = await self._unlabelled(list(labels))
        writes = [_labelled(document, record, labels[_sid(document)]) for document, record in found]
        counted = {_sid(document): record for document, record in found if record.counted}
        await self.days.add(self._parts(labels, counted), writes)
        return sum(labels[_sid(document)] is not None for document, _ in found)

    def _parts(self, labels: Mapping[str, Label | None], counted: Mapping[str, Record]) -> dict[str, Part]:
        counts, samples = defaultdict[str, Counter[str]](Counter), defaultdict[str, list[str]](list)
        for sid, record in counted.items():
            if label := labels[sid]:
                when, more, others = counts_of_label(sid, record, label, self.zone)
                counts[when].update(more)
                samples[when] += others
        return {when: (counts[when], {"other": samples[when]} if samples[when] else {}) for when in counts}

    async def _unlabelled(self, sids: Sequence[str]) -> list[tuple[Document, Record]]:
        """Those of these messages that still wait."""
        async with self.keeping.available():
            found = await self.keeping.documents.get(f"messages/{sid}" for sid in sids)
        return list(self._waiting_among(found))

    def _waiting_among(self, documents: Sequence[Document]) -> Iterator[tuple[Document, Record]]:
        for document in documents:
            if self._is_kept(document) and document.fields["labels"]:
                yield document, record_of(document.fields)

    async def _words(self, sid: str, record: Record | None) -> str:
        if record is None:
            return ""
        near = places(record.thread, f"{record.thread}0", record.at - OPEN_FOR)
        async with self.keeping.available():
            found = await self.keeping.documents.find("messages", *near, order="place", most=MESSAGES)
        return spoken(sid, [record_of(document.fields) for document in found])

    async def _in(self, shard: str) -> list[Document]:
        between = ("labels", "GREATER_THAN_OR_EQUAL", f"{shard}/"), ("labels", "LESS_THAN", f"{shard}0")
        return await self.keeping.documents.find("messages", *between, order="labels", descending=True, most=OF_A_SHARD)

    def _is_kept(self, document: Document) -> bool:
        return bool(document.fields["expire_at"] > self.keeping.now())


def _labelled(document: Document, record: Record, label: Label | None) -> Write:
    """The write that takes the mark away; what else is stored of the message stays."""
    assert record.facts is not None  # noqa: S101 - the mark is made of them
    fields = {"facts": facts_fields(labelled(record.facts, label)), "labels": None}
    return Write(document.path, fields, document.version)


def _sid(document: Document) -> str:
    return document.path.partition("/")[2]


def _night_fields(night: Night) -> dict[str, Any]:
    fields = {**vars(night), "state": str(night.state), "usage": vars(night.usage) if night.usage else None}
    return {name: value for name, value in fields.items() if name not in ("date", "version")}


def _night_in(document: Document) -> Night:
    fields: Mapping[str, Any] = document.fields
    usage, sids = fields["usage"], tuple(fields["sids"])
    state = State(fields["state"])
    night = build(Night, fields, date=_sid(document), version=document.version, state=state, sids=sids)
    return replace(night, usage=usage and build(Usage, usage))
