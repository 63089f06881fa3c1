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

from google.api_core.exceptions import Aborted, AlreadyExists, FailedPrecondition, GoogleAPICallError, NotFound
from google.auth.exceptions import GoogleAuthError
from google.cloud.firestore_v1.async_batch import AsyncWriteBatch
from google.cloud.firestore_v1.async_client import AsyncClient
from google.cloud.firestore_v1.async_query import AsyncQuery
from google.cloud.firestore_v1.base_document import DocumentSnapshot
from google.cloud.firestore_v1.base_query import FieldFilter

from handlers.conversation import thread as state
from handlers.conversation.messages import Attachment, Channel, Message, OpenMessage, Reply, Said, Usage
from handlers.conversation.thread import Limits, Opened, Record, Running, Thread, Turn
from handlers.errors import StoreUnavailable, TurnLost

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

T = TypeVar("T", bound="DataclassInstance")

CONFLICTS = (Aborted, AlreadyExists, FailedPrecondition, NotFound)
REMEDIES = {
    "PermissionDenied": "give the function's service account the role roles/datastore.user",
    "NotFound": "create the Firestore database, or name it in FIRESTORE_DATABASE",
    "timeout": "see Google Cloud's status page, and FIRESTORE_EMULATOR_HOST where an emulator is meant",
}


class FirestoreThreads:
    """Keeps the promises of Threads and Debts: two round trips to open a turn, one to begin it, one to close it."""

    def __init__(
        self,
        client: AsyncClient,
        *,
        now: Callable[[], datetime],
        retention: timedelta,
        limits: Limits,
        seconds: float = 3.5,
    ) -> None:
        """Keep documents for `retention` after the last write; a call that takes over `seconds` is given up."""
        self._client = client
        self._now = now
        self._retention = retention
        self._limits = limits
        self._seconds = seconds

    async def open_turn(self, message: Message) -> Opened:
        """See Threads."""
        async with self._available():
            while True:
                try:
                    return await self._open_turn(message)
                except _Conflict:
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

    async def history(self, thread: str, *, most: int) -> list[Said]:
        """See Threads."""
        # "0" is the character after "/": all places of this thread, by an index that Firestore makes by itself.
        places = self._client.collection("messages").where(filter=FieldFilter("place", ">=", f"{thread}/"))
        places = places.where(filter=FieldFilter("place", "<", f"{thread}0"))
        async with self._available():
            found = await places.order_by("place", direction="DESCENDING").limit(most).get()
        documents = [document.to_dict() or {} for document in reversed(found)]
        alive = [document for document in documents if document["expire_at"] > self._now()]
        return state.said_in([_record(document) for document in alive])[-most:]

    async def of_response(self, response: str) -> Thread | None:
        """See Debts."""
        waiting = self._client.collection("threads").where(filter=FieldFilter("running.response", "==", response))
        return next(iter(await self._threads_in(waiting.limit(1))), None)

    async def waiting_since(self, earliest: datetime, latest: datetime, *, most: int) -> list[Thread]:
        """See Debts."""
        waiting = self._client.collection("threads").where(filter=FieldFilter("due", ">=", earliest))
        found = waiting.where(filter=FieldFilter("due", "<", latest)).order_by("due").limit(most)
        return await self._threads_in(found)

    async def send_again(self, thread: Thread) -> list[str]:
        """See Debts."""
        changed = await self._change(thread.key, lambda stored: state.sending_again(stored, self._now()))
        return list(changed.unsent) if changed else []

    async def settle(self, thread: Thread) -> None:
        """See Debts."""
        await self._change(thread.key, state.sent)

    async def _threads_in(self, query: AsyncQuery) -> list[Thread]:
        found = _Stored(self._now())
        async with self._available():
            for snapshot in await query.get():
                found.take(snapshot)
        return list(found.threads.values())

    async def _change(self, key: str, change: Callable[[Thread], Thread | None]) -> Thread | None:
        """Change what is stored now, if there is something to change; the thread as it was written."""
        async with self._available():
            while True:
                stored = _Stored(self._now())
                await stored.read(self._client, threads=[key])
                changed = change(stored.threads[key]) if key in stored.threads else None
                if changed is None:
                    return None
                with suppress(_Conflict):
                    await self._write_advanced(changed, stored.versions[f"threads/{key}"], {})
                    return changed

    async def _open_turn(self, message: Message) -> Opened:
        now = self._now()
        stored = _Stored(now)
        await stored.read(self._client, threads=state.keys_of(message), message=message.sid)
        if missing := state.missing_keys(stored.threads):
            await stored.read(self._client, threads=missing)
        opened = state.open_turn(stored.threads, stored.record, message, now, self._limits)
        version = await self._write_opened(opened, stored, message, now)
        if isinstance(opened, Turn):
            opened.version = version or stored.versions[f"threads/{opened.thread.key}"]
        return opened

    async def _write_opened(self, opened: Opened, stored: "_Stored", message: Message, now: datetime) -> object:
        batch = self._client.batch()
        for thread in state.to_write(stored.threads, opened, message, now):
            self._put(batch, f"threads/{thread.key}", _thread_document(thread), stored.versions)
        if stored.record is None:
            for sid, record in state.new_record(opened, message, now).items():
                self._put(batch, f"messages/{sid}", _record_document(record), stored.versions)
        return await _committed(batch) if len(batch) else None

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
                except _Conflict:
                    stored, version = await self._look_again(turn)

    async def _write_advanced(self, thread: Thread, version: object, records: Mapping[str, Record]) -> object:
        path = f"threads/{thread.key}"
        batch = self._client.batch()
        self._put(batch, path, _thread_document(thread), {path: version})
        for sid, record in records.items():
            batch.set(self._client.document(f"messages/{sid}"), self._expiring(_record_document(record)))
        return await _committed(batch)

    async def _look_again(self, turn: Turn) -> tuple[Thread, object]:
        seen = _Stored(self._now())
        await seen.read(self._client, threads=[turn.thread.key])
        if turn.thread.key not in seen.threads:
            raise TurnLost  # forgotten or expired meanwhile
        return seen.threads[turn.thread.key], seen.versions[f"threads/{turn.thread.key}"]

    def _put(self, batch: AsyncWriteBatch, path: str, fields: dict[str, Any], versions: Mapping[str, object]) -> None:
        reference = self._client.document(path)
        if path in versions:
            unchanged = self._client.write_option(last_update_time=versions[path])
            batch.update(reference, self._expiring(fields), option=unchanged)
        else:
            batch.create(reference, self._expiring(fields))

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


class _Conflict(Exception):
    """Somebody else has written meanwhile."""


class _Stored:
    """What was read: threads by key, the message's record, and the version of each document by path."""

    def __init__(self, now: datetime) -> None:
        self._now = now
        self.threads: dict[str, Thread] = {}
        self.record: Record | None = None
        self.versions: dict[str, object] = {}

    async def read(self, client: AsyncClient, *, threads: Iterable[str], message: str | None = None) -> None:
        paths = [f"threads/{key}" for key in threads] + ([f"messages/{message}"] if message else [])
        async for snapshot in client.get_all([client.document(path) for path in paths]):
            if snapshot.exists:
                self.take(snapshot)

    def take(self, snapshot: DocumentSnapshot[Any]) -> None:
        self.versions[snapshot.reference.path] = snapshot.update_time
        fields = snapshot.to_dict() or {}
        if fields.pop("expire_at") <= self._now:
            return  # Firestore may take a day to delete what has expired
        if snapshot.reference.parent.id == "threads":
            self.threads[snapshot.id] = _thread(snapshot.id, fields)
        else:
            self.record = _record(fields)


# vars() and not asdict(), which copies every string and number of a thread on its way.
def _thread_document(thread: Thread) -> dict[str, Any]:
    document = {**vars(thread), "due": thread.due(), "open": [_with_files(each) for each in thread.open]}
    document["running"] = dict(vars(thread.running)) if thread.running else None
    del document["key"]
    return document


def _record_document(record: Record) -> dict[str, Any]:
    usage = dict(vars(record.usage)) if record.usage else None
    return {**_with_files(record), "usage": usage, "place": f"{record.thread}/{record.at.isoformat()}"}


def _with_files(message: OpenMessage | Record) -> dict[str, Any]:
    return {**vars(message), "attachments": [dict(vars(file)) for file in message.attachments]}


def _thread(key: str, document: dict[str, Any]) -> Thread:
    running = document["running"]
    if running is not None:
        lists = {name: tuple(running.get(name, ())) for name in ("covers", "said", "answered")}
        running = _build(Running, running, **lists)
    waiting = tuple(_build(OpenMessage, each, attachments=_attachments(each)) for each in document["open"])
    known = {name: tuple(document.get(name, ())) for name in ("recent", "unsent")}
    channel = Channel(document.get("channel", Channel.WHATSAPP))
    return _build(Thread, document, key=key, channel=channel, running=running, open=waiting, **known)


def _record(document: dict[str, Any]) -> Record:
    texts, usage = document["texts"], document["usage"]
    return _build(
        Record,
        document,
        attachments=_attachments(document),
        texts=None if texts is None else tuple(texts),
        usage=None if usage is None else _build(Usage, usage),
    )


def _attachments(document: Mapping[str, Any]) -> tuple[Attachment, ...]:
    return tuple(_build(Attachment, each) for each in document["attachments"])


def _build(kind: type[T], stored: Mapping[str, Any], **converted: Any) -> T:
    """Leave out what this version does not know: a newer one, rolled back since, may have written it."""
    known = {each.name for each in fields(kind)}
    return kind(**{name: value for name, value in {**stored, **converted}.items() if name in known})


async def _committed(batch: AsyncWriteBatch) -> object:
    """The version of the first document written. Raises _Conflict when one is not as it was read."""
    try:
        return (await batch.commit())[0].update_time
    except CONFLICTS:
        raise _Conflict from None


async def _jitter() -> None:
    """Let the others of a conflict go first, or last."""
    await asyncio.sleep(random.uniform(0.005, 0.05))  # noqa: S311 - no secret
