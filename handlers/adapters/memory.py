"""Threads kept in this process's memory: for trying things out; gone at exit."""

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta

from handlers.conversation import thread as state
from handlers.conversation.messages import Message, Reply
from handlers.conversation.thread import Answered, Merged, Record, Thread, Turn


class MemoryThreads:
    """Keeps the promises of Threads: no call waits in its middle, so each happens as a whole."""

    def __init__(self, *, now: Callable[[], datetime], retention: timedelta) -> None:
        """Keep each document for `retention` after it was last written; `now` is timezone-aware."""
        self._now = now
        self._retention = retention
        self._threads: dict[str, tuple[Thread, datetime]] = {}
        self._records: dict[str, tuple[Record, datetime]] = {}

    async def open_turn(self, message: Message) -> Turn | Answered | Merged:
        """See Threads."""
        now = self._now()
        threads = self._read(state.keys_of(message))
        threads |= self._read(state.missing_keys(threads))
        record, expire_at = self._records.get(message.sid, (None, now))
        opened = state.open_turn(threads, record if expire_at > now else None, message, now)
        if isinstance(opened, Turn):
            for each in [opened.thread, *state.moved(threads, opened)]:
                self._threads[each.key] = (each, now + self._retention)
            record = Record(opened.thread.key, now, message.text, message.attachments)
            self._records.setdefault(message.sid, (record, now + self._retention))
        return opened

    async def started(self, turn: Turn, response: str) -> None:
        """See Threads."""
        self._write(turn, state.started(self._stored(turn), turn, response))

    async def close_turn(self, turn: Turn, reply: Reply) -> None:
        """See Threads."""
        records = state.records_of(turn, reply)
        self._write(turn, state.closed(self._stored(turn), turn))
        for sid, record in records.items():
            self._records[sid] = (record, self._now() + self._retention)

    async def release_turn(self, turn: Turn) -> None:
        """See Threads."""
        self._write(turn, state.released(self._stored(turn), turn))

    def _read(self, keys: Iterable[str]) -> dict[str, Thread]:
        found = ((key, self._threads.get(key)) for key in keys)
        return {key: kept[0] for key, kept in found if kept and kept[1] > self._now()}

    def _stored(self, turn: Turn) -> Thread:
        return self._threads[turn.thread.key][0]

    def _write(self, turn: Turn, thread: Thread) -> None:
        turn.thread = thread
        self._threads[thread.key] = (thread, self._now() + self._retention)
