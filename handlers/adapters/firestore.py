"""Threads kept in Firestore: two collections, `threads` and `messages`; every write carries a precondition.

No pessimistic transaction: a commit whose precondition fails is tried again on what is stored by then.
https://cloud.google.com/firestore/docs/reference/rest/v1/Precondition
"""

import asyncio
import random
from collections.abc import AsyncIterator, Callable, Iterable, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import fields
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, TypeVar

from google.api_core.exceptions import GoogleAPICallError
from google.auth.exceptions import GoogleAuthError

from handlers.adapters.firestore_documents import ANY, NEW, Conflict, Document, Documents, Write
from handlers.conversation import thread as state
from handlers.conversation.messages import (
    Attachment,
    Channel,
    Message,
    OpenMessage,
    Part,
    PartKind,
    Reply,
    Said,
    Usage,
)
from handlers.conversation.thread import Erasure, Limits, Opened, Record, Running, Thread, Turn
from handlers.errors import StoreUnavailable, TurnLost

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

T = TypeVar("T", bound="DataclassInstance")

AT_ONCE = 300  # documents that one commit deletes
REMEDIES = {
    "PermissionDenied": "give the function's service account the role roles/datastore.user",
    "NotFound": "create the Firestore database, or name it in FIRESTORE_DATABASE",
    "timeout": "see Google Cloud's status page, and FIRESTORE_EMULATOR_HOST where an emulator is meant",
}


class FirestoreThreads:
    """Keeps the promises of Threads, Debts and Erasures.

    Two round trips open a turn, one begins it, one closes it.
    """

    def __init__(
        self,
        documents: Documents,
        *,
        now: Callable[[], datetime],
        retention: timedelta,
        limits: Limits,
        seconds: float = 3.5,
    ) -> None:
        """Keep documents for `retention` after the last write; a call that takes over `seconds` is given up."""
        self._documents = documents
        self._now = now
        self._retention = retention
        self._limits = limits
        self._seconds = seconds

    async def close(self) -> None:
        """Close the connection to Firestore."""
        await self._documents.close()

    async def open_turn(self, message: Message) -> Opened:
        """See Threads."""
        async with self._available():
            while True:
                try:
                    return await self._open_turn(message)
                except Conflict:
                    await _jitter()

    async def started(self, turn: Turn, response: str) -> None:
        """See Threads."""
        await self._advance(turn, lambda stored: state.started(stored, turn, response), {})

    async def renew_turn(self, turn: Turn) -> None:
        """See Threads."""
        await self._advance(turn, lambda stored: state.renewed(stored, turn, self._now()), {})

    async def close_turn(self, turn: Turn, reply: Reply, *, sending: bool = False) -> None:
        """See Threads."""
        sending_since = self._now() if sending else None
        records = state.records_of(turn, reply)
        await self._advance(turn, lambda stored: state.closed(stored, turn, reply, sending_since), records)

    async def release_turn(self, turn: Turn) -> None:
        """See Threads."""
        await self._advance(turn, lambda stored: state.released(stored, turn), {})

    async def learned(self, turn: Turn, parts: Mapping[str, tuple[Part, ...]]) -> None:
        """See Threads."""
        await self._advance(turn, lambda stored: state.learned(stored, turn, parts), {})

    async def text_of(self, thread: str, sid: str) -> str | None:
        """See Threads."""
        async with self._available():
            record = (await self._read([f"messages/{sid}"])).record
        return state.words_of(record) if record and record.thread == thread else None

    async def history(self, thread: str, *, most: int) -> list[Said]:
        """See Threads."""
        places = _places(thread, f"{thread}0")
        async with self._available():
            found = await self._documents.find("messages", *places, order="place", descending=True, most=most)
        alive = [each.fields for each in reversed(found) if each.fields["expire_at"] > self._now()]
        return state.said_in([_record(fields) for fields in alive])[-most:]

    async def of_response(self, response: str) -> Thread | None:
        """See Debts."""
        waiting = await self._found_threads(("running.response", "EQUAL", response), most=1)
        return next(iter(waiting), None)

    async def waiting_since(self, earliest: datetime, latest: datetime, *, most: int) -> list[Thread]:
        """See Debts."""
        between = ("due", "GREATER_THAN_OR_EQUAL", earliest), ("due", "LESS_THAN", latest)
        return await self._found_threads(*between, order="due", most=most)

    async def send_again(self, thread: Thread) -> list[str]:
        """See Debts."""
        changed = await self._change(thread.key, lambda stored: state.sending_again(stored, self._now()))
        return list(changed.unsent) if changed else []

    async def settle(self, thread: Thread) -> None:
        """See Debts."""
        await self._change(thread.key, state.sent)

    async def forget(self, turn: Turn, reply: Reply) -> Erasure:
        """See Erasures."""
        thread, version, now = turn.thread, turn.version, self._now()
        erasure = state.erasure_of(thread, now)
        trace = _record_document(state.trace_of(turn, reply, now)) | {"expire_at": now + state.TRACE_LASTS}
        async with self._available():
            linked = await self._documents.find("threads", ("moved_to", "EQUAL", thread.key), most=AT_ONCE)
            writes = [self._note(erasure), Write(f"messages/{turn.message.sid}", trace, ANY)]
            writes += [Write(each.path, None, ANY) for each in linked]
            while True:
                try:
                    await self._documents.commit([Write(f"threads/{thread.key}", None, version), *writes])
                    return erasure
                except Conflict:
                    stored, version = await self._look_again(turn)
                    state.check_owner(stored, turn)

    async def expiring(self, before: datetime, *, most: int) -> list[Erasure]:
        """See Erasures."""
        erasures = []
        async with self._available():
            found = await self._documents.find("threads", ("expire_at", "LESS_THAN", before), most=most)
            for each in found:
                thread = _thread(each.path.partition("/")[2], each.fields)
                erasure = state.erasure_of(thread, self._now())
                with suppress(Conflict):  # the customer has just written again
                    await self._documents.commit([Write(each.path, None, each.version), self._note(erasure)])
                    erasures.append(erasure)
        return erasures

    async def unfinished(self, before: datetime, *, most: int) -> list[Erasure]:
        """See Erasures."""
        async with self._available():
            found = await self._documents.find("erasures", ("at", "LESS_THAN", before), order="at", most=most)
        return [_build(Erasure, each.fields, conversations=tuple(each.fields["conversations"])) for each in found]

    async def erase_messages(self, erasure: Erasure) -> None:
        """See Erasures."""
        places = _places(erasure.thread, f"{erasure.thread}/{erasure.at.isoformat()}")
        found: list[Document] | None = None
        while found is None or len(found) == AT_ONCE:
            async with self._available():
                found = await self._documents.find("messages", *places, order="place", most=AT_ONCE)
                if found:
                    await self._documents.commit([Write(each.path, None, ANY) for each in found])

    async def finish(self, erasure: Erasure) -> None:
        """See Erasures."""
        async with self._available():
            await self._documents.commit([Write(_path(erasure), None, ANY)])

    def _note(self, erasure: Erasure) -> Write:
        return Write(_path(erasure), self._expiring(dict(vars(erasure))), ANY)

    async def _found_threads(self, *conditions: tuple[str, str, Any], order: str = "", most: int) -> list[Thread]:
        async with self._available():
            found = await self._documents.find("threads", *conditions, order=order, most=most)
        return list(_Stored(found, self._now()).threads.values())

    async def _change(self, key: str, change: Callable[[Thread], Thread | None]) -> Thread | None:
        """Change what is stored now, if there is something to change; the thread as it was written."""
        async with self._available():
            while True:
                stored = await self._read([f"threads/{key}"])
                changed = change(stored.threads[key]) if key in stored.threads else None
                if changed is None:
                    return None
                with suppress(Conflict):
                    await self._write_advanced(changed, stored.versions[f"threads/{key}"], {})
                    return changed

    async def _open_turn(self, message: Message) -> Opened:
        now = self._now()
        paths = [f"messages/{message.sid}", *(f"threads/{key}" for key in state.keys_of(message))]
        found = await self._documents.get(paths)
        stored = _Stored(found, now)
        if missing := state.missing_keys(stored.threads):
            stored = _Stored(found + await self._documents.get(f"threads/{key}" for key in missing), now)
        opened = state.open_turn(stored.threads, stored.record, message, now, self._limits)
        version = await self._write_opened(opened, stored, message, now)
        if isinstance(opened, Turn):
            opened.version = version or stored.versions[f"threads/{opened.thread.key}"]
        return opened

    async def _write_opened(self, opened: Opened, stored: "_Stored", message: Message, now: datetime) -> object:
        threads = state.to_write(stored.threads, opened, message, now)
        writes = [self._write(f"threads/{each.key}", _thread_document(each), stored.versions) for each in threads]
        if stored.record is None:
            for sid, record in state.new_record(opened, message, now).items():
                writes.append(self._write(f"messages/{sid}", _record_document(record), stored.versions))
        return (await self._documents.commit(writes))[0] if writes else None

    async def _advance(self, turn: Turn, change: Callable[[Thread], Thread], records: Mapping[str, Record]) -> None:
        """Write the changed thread if it is as it was last seen; else look again, and change what is there by now."""
        stored, version = turn.thread, turn.version
        async with self._available():
            while True:
                changed = change(stored)
                try:
                    turn.version = await self._write_advanced(changed, version, records)
                    turn.thread = changed
                    return
                except Conflict:
                    stored, version = await self._look_again(turn)

    async def _write_advanced(self, thread: Thread, version: object, records: Mapping[str, Record]) -> object:
        writes = [Write(f"threads/{thread.key}", self._expiring(_thread_document(thread)), version)]
        for sid, record in records.items():
            writes.append(Write(f"messages/{sid}", self._expiring(_record_document(record)), ANY))
        return (await self._documents.commit(writes))[0]

    async def _look_again(self, turn: Turn) -> tuple[Thread, object]:
        seen = await self._read([f"threads/{turn.thread.key}"])
        if turn.thread.key not in seen.threads:
            raise TurnLost  # forgotten or expired meanwhile
        return seen.threads[turn.thread.key], seen.versions[f"threads/{turn.thread.key}"]

    async def _read(self, paths: list[str]) -> "_Stored":
        return _Stored(await self._documents.get(paths), self._now())

    def _write(self, path: str, fields: dict[str, Any], versions: Mapping[str, object]) -> Write:
        return Write(path, self._expiring(fields), versions.get(path, NEW))

    def _expiring(self, fields: dict[str, Any]) -> dict[str, Any]:
        return fields | {"expire_at": self._now() + self._retention}

    @asynccontextmanager
    async def _available(self) -> AsyncIterator[None]:
        try:
            async with asyncio.timeout(self._seconds):
                yield
        except TimeoutError:
            raise StoreUnavailable("timeout", remedy=REMEDIES["timeout"]) from None
        except (GoogleAPICallError, GoogleAuthError) as problem:
            code = type(problem).__name__
            raise StoreUnavailable(code, remedy=REMEDIES.get(code, REMEDIES["timeout"])) from None


class _Stored:
    """What was read: threads by key, the message's record, and the version of each document by path."""

    def __init__(self, documents: Iterable[Document], now: datetime) -> None:
        self.threads: dict[str, Thread] = {}
        self.record: Record | None = None
        self.versions: dict[str, object] = {}
        for document in documents:
            self.versions[document.path] = document.version
            if document.fields["expire_at"] > now:  # Firestore may take a day to delete what has expired
                self._take(document)

    def _take(self, document: Document) -> None:
        collection, _, name = document.path.partition("/")
        if collection == "threads":
            self.threads[name] = _thread(name, document.fields)
        else:
            self.record = _record(document.fields)


# vars() and not asdict(), which copies every string and number of a thread on its way.
def _thread_document(thread: Thread) -> dict[str, Any]:
    document = {**vars(thread), "due": thread.due(), "open": [_with_files(each) for each in thread.open]}
    document["running"] = dict(vars(thread.running)) if thread.running else None
    del document["key"]
    return document


def _places(thread: str, end: str) -> tuple[tuple[str, str, str], tuple[str, str, str]]:
    """The conditions for the messages of a thread, up to a place; "0" is the character after "/"."""
    return ("place", "GREATER_THAN_OR_EQUAL", f"{thread}/"), ("place", "LESS_THAN", end)


def _path(erasure: Erasure) -> str:
    return f"erasures/{erasure.thread}-{erasure.at.timestamp():.6f}"


def _record_document(record: Record) -> dict[str, Any]:
    usage = dict(vars(record.usage)) if record.usage else None
    return {**_with_files(record), "usage": usage, "place": f"{record.thread}/{record.at.isoformat()}"}


def _with_files(message: OpenMessage | Record) -> dict[str, Any]:
    attachments, parts = ([dict(vars(each)) for each in some] for some in (message.attachments, message.parts))
    return {**vars(message), "attachments": attachments, "parts": parts}


def _thread(key: str, document: dict[str, Any]) -> Thread:
    running = document["running"]
    if running is not None:
        lists = {name: tuple(running.get(name, ())) for name in ("covers", "said", "answered")}
        running = _build(Running, running, **lists)
    waiting = tuple(
        _build(OpenMessage, each, attachments=_attachments(each), parts=_parts(each)) for each in document["open"]
    )
    known = {name: tuple(document.get(name, ())) for name in ("recent", "unsent", "past")}
    channel = Channel(document.get("channel", Channel.WHATSAPP))
    return _build(Thread, document, key=key, channel=channel, running=running, open=waiting, **known)


def _record(document: dict[str, Any]) -> Record:
    texts, usage = document["texts"], document["usage"]
    return _build(
        Record,
        document,
        attachments=_attachments(document),
        parts=_parts(document),
        texts=None if texts is None else tuple(texts),
        usage=None if usage is None else _build(Usage, usage),
    )


def _attachments(document: Mapping[str, Any]) -> tuple[Attachment, ...]:
    return tuple(_build(Attachment, each) for each in document["attachments"])


def _parts(document: Mapping[str, Any]) -> tuple[Part, ...]:
    stored = document.get("parts", ())
    return tuple(_build(Part, each, kind=PartKind(each["kind"])) for each in stored if each["kind"] in set(PartKind))


def _build(kind: type[T], stored: Mapping[str, Any], /, **converted: Any) -> T:
    """Leave out what this version does not know: a newer one, rolled back since, may have written it."""
    known = {each.name for each in fields(kind)}
    return kind(**{name: value for name, value in {**stored, **converted}.items() if name in known})


async def _jitter() -> None:
    """Let the others of a conflict go first, or last."""
    await asyncio.sleep(random.uniform(0.005, 0.05))  # noqa: S311 - no secret
