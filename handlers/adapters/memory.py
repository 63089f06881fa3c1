"""Threads kept in this process's memory: for trying things out; gone at exit."""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime, timedelta

from handlers.conversation import thread as state
from handlers.conversation.messages import Message, Part, Reply, Said
from handlers.conversation.thread import Erasure, Limits, Opened, Record, Thread, Turn


class MemoryThreads:
    """Keeps the promises of Threads, Debts and Erasures: no call waits in its middle, so each happens as a whole."""

    def __init__(self, *, now: Callable[[], datetime], retention: timedelta, limits: Limits) -> None:
        """Keep each document for `retention` after it was last written; `now` is timezone-aware."""
        self._now = now
        self._retention = retention
        self._limits = limits
        self._threads: dict[str, tuple[Thread, datetime]] = {}
        self._records: dict[str, tuple[Record, datetime]] = {}
        self._erasures: list[Erasure] = []

    async def close(self) -> None:
        """Nothing is open."""

    async def open_turn(self, message: Message) -> Opened:
        """See Threads."""
        now = self._now()
        threads = self._read(state.keys_of(message))
        threads |= self._read(state.missing_keys(threads))
        record, expire_at = self._records.get(message.sid, (None, now))
        opened = state.open_turn(threads, record if expire_at > now else None, message, now, self._limits)
        for each in state.to_write(threads, opened, message, now):
            self._threads[each.key] = (each, now + self._retention)
        if record is None or expire_at <= now:
            for sid, new in state.new_record(opened, message, now).items():
                self._records[sid] = (new, now + self._retention)
        return opened

    async def started(self, turn: Turn, response: str) -> None:
        """See Threads."""
        self._write(turn, state.started(self._stored(turn), turn, response))

    async def renew_turn(self, turn: Turn) -> None:
        """See Threads."""
        self._write(turn, state.renewed(self._stored(turn), turn, self._now()))

    async def close_turn(self, turn: Turn, reply: Reply, *, sending: bool = False) -> None:
        """See Threads."""
        records = state.records_of(turn, reply)
        self._write(turn, state.closed(self._stored(turn), turn, reply, self._now() if sending else None))
        for sid, record in records.items():
            self._records[sid] = (record, self._now() + self._retention)

    async def release_turn(self, turn: Turn) -> None:
        """See Threads."""
        self._write(turn, state.released(self._stored(turn), turn))

    async def learned(self, turn: Turn, parts: Mapping[str, tuple[Part, ...]]) -> None:
        """See Threads."""
        self._write(turn, state.learned(self._stored(turn), turn, parts))

    async def text_of(self, thread: str, sid: str) -> str | None:
        """See Threads."""
        record, expire_at = self._records.get(sid, (None, self._now()))
        is_here = record is not None and record.thread == thread and expire_at > self._now()
        return state.words_of(record) if record and is_here else None

    async def history(self, thread: str, *, most: int) -> list[Said]:
        """See Threads."""
        records = [record for record, expire_at in self._records.values() if expire_at > self._now()]
        here = sorted((record for record in records if record.thread == thread), key=lambda record: record.at)
        return state.said_in(here[-most:])[-most:]

    async def of_response(self, response: str) -> Thread | None:
        """See Debts."""
        alive = self._read(list(self._threads)).values()
        return next((each for each in alive if each.running and each.running.response == response), None)

    async def waiting_since(self, earliest: datetime, latest: datetime, *, most: int) -> list[Thread]:
        """See Debts."""
        waiting = [(due, each) for each in self._read(list(self._threads)).values() if (due := each.due())]
        found = sorted((pair for pair in waiting if earliest <= pair[0] < latest), key=lambda pair: pair[0])
        return [each for _, each in found[:most]]

    async def send_again(self, thread: Thread) -> list[str]:
        """See Debts."""
        stored = self._read([thread.key]).get(thread.key)
        changed = stored and state.sending_again(stored, self._now())
        if changed is None:
            return []
        self._threads[thread.key] = (changed, self._now() + self._retention)
        return list(changed.unsent)

    async def settle(self, thread: Thread) -> None:
        """See Debts."""
        for stored in self._read([thread.key]).values():  # unless it was forgotten meanwhile
            self._threads[thread.key] = (state.sent(stored), self._now() + self._retention)

    async def forget(self, turn: Turn, reply: Reply) -> Erasure:
        """See Erasures."""
        state.check_owner(self._stored(turn), turn)
        now = self._now()
        erasure = state.erasure_of(turn.thread, now)
        self._erasures.append(erasure)
        linked = [key for key, (each, _) in self._threads.items() if turn.thread.key in (key, each.moved_to)]
        for key in linked:
            del self._threads[key]
        self._records[turn.message.sid] = (state.trace_of(turn, reply, now), now + state.TRACE_LASTS)
        return erasure

    async def expiring(self, before: datetime, *, most: int) -> list[Erasure]:
        """See Erasures."""
        found = [each for each, expire_at in self._threads.values() if expire_at < before and not each.moved_to]
        erasures = [state.erasure_of(each, self._now()) for each in found[:most]]
        for erasure in erasures:
            del self._threads[erasure.thread]
        self._erasures += erasures
        return erasures

    async def unfinished(self, before: datetime, *, most: int) -> list[Erasure]:
        """See Erasures."""
        return [each for each in self._erasures if each.at < before][:most]

    async def erase_messages(self, erasure: Erasure) -> None:
        """See Erasures."""
        for sid, (record, _) in list(self._records.items()):
            if record.thread == erasure.thread and record.at < erasure.at:
                del self._records[sid]

    async def finish(self, erasure: Erasure) -> None:
        """See Erasures."""
        self._erasures = [each for each in self._erasures if each != erasure]

    def _read(self, keys: Iterable[str]) -> dict[str, Thread]:
        found = ((key, self._threads.get(key)) for key in keys)
        return {key: kept[0] for key, kept in found if kept and kept[1] > self._now()}

    def _stored(self, turn: Turn) -> Thread:
        return self._threads[turn.thread.key][0]

    def _write(self, turn: Turn, thread: Thread) -> None:
        turn.thread = thread
        self._threads[thread.key] = (thread, self._now() + self._retention)
