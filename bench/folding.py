"""Counting messages into days: how many a second, in how many ticks of the clock, and what a month costs to read."""

import asyncio
import os
import time
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from bench.machine import FUNCTION_CORE, on_core
from bench.measuring import progress
from bench.rows import Bench, Row
from handlers import settings
from handlers.conversation.facts import Charge, Facts, Sure, Who
from handlers.conversation.messages import Content
from handlers.conversation.record import Record
from handlers.doors.tick import TICK_SECONDS
from handlers.jobs.fold_days import FoldDays
from handlers.stores.days import StoredDays
from handlers.stores.keeping import Keeping
from handlers.stores.uncounted import uncounted_messages
from handlers.wiring.counting import NOBODY_WAITS
from handlers.wiring.documents import documents_of

MESSAGES, QUICK = 100_000, 10_000
MOST_TICKS = 10
AT_ONCE = 450
MONTH = ("2026-09-01", "2026-09-30")
LINES = ("twilio.in", "twilio.out", "meta.service", "google.run", "google.reads", "google.writes")
MODEL = ("openai.input", "openai.cached", "openai.output")
FIRST = datetime(2026, 9, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Folded:
    """The messages that were counted in these ticks, and the documents that a month's days are."""

    counted: int
    seconds: float
    ticks: int
    broken_off: int
    days: int


def folding(bench: Bench) -> Iterator[Row]:
    """The messages that the clock counts into days each second, and what reading a month costs."""
    number = QUICK if bench.quick else MESSAGES
    with on_core(FUNCTION_CORE):
        done = asyncio.run(_folded(bench.settings(), number, bench.store))
    measured = f"{done.counted / done.seconds:.0f}/s: {done.counted:,} in {done.seconds:.0f} s"
    measured += f" and {done.ticks} tick(s) of {TICK_SECONDS:.0f} s"
    measured += f", of which the store broke {done.broken_off} off" if done.broken_off else ""
    yield Row(f"counting {number:,} messages into a month", bench.store, measured, "one minute")
    yield Row("reading that month", bench.store, f"{done.days} documents", "<= 35")


async def _folded(env: Mapping[str, str], number: int, store: str) -> Folded:
    os.environ.update(env)
    keeping = Keeping(documents_of(settings.load(), _now), _now, timedelta(days=90), NOBODY_WAITS)
    await _fill(keeping, number, store)
    days = StoredDays(keeping)
    job, ticks, seconds, broken_off, counted, month = FoldDays([uncounted_messages(days, UTC)]), 0, 0.0, 0, 0, 0
    while counted < number and ticks < MOST_TICKS:
        begun = time.perf_counter()
        done = await job(asyncio.get_running_loop().time() + TICK_SECONDS)
        seconds += time.perf_counter() - begun
        ticks, broken_off = ticks + 1, broken_off + len(done.problems)
        found = await days.of(*MONTH)
        counted, month = sum(day.counts["messages/assistant"] for day in found), len(found)
        progress(f"{store}: {counted:,} of {number:,} counted")
    await keeping.documents.close()
    return Folded(counted, seconds, ticks, broken_off, month)


async def _fill(keeping: Keeping, number: int, store: str) -> None:
    for begin in range(0, number, AT_ONCE):
        progress(f"{store}: {begin:,} messages written")
        records = _records(range(begin, min(begin + AT_ONCE, number)), number)
        await keeping.documents.commit([keeping.record(sid, record) for sid, record in records])


def _records(numbers: Iterable[int], of: int) -> Iterator[tuple[str, Record]]:
    """Messages spread over a month, each answered by the assistant, with all its charges."""
    for number in numbers:
        sid, at = f"SM{number:032}", FIRST + timedelta(days=30) * number / of
        charges = [Charge(line, 1, 5_000, Sure.ESTIMATED, "MX" if "meta" in line else "") for line in LINES]
        charges += [Charge(line, 900, 45, Sure.EXACT, "gpt-6-luna") for line in MODEL]
        parts = {"store": 12, "assistant": 1_400}
        facts = Facts(at + timedelta(seconds=2), Who.ASSISTANT, parts=parts, charges=charges, business="+5215587654321")
        thread = f"{number * 2_654_435_761 % 2**32:08x}" * 4
        texts = ("Abrimos de martes a sábado, de 7:00 a 20:00.",)
        yield sid, Record(thread, at, Content("¿A qué hora abren hoy?"), texts=texts, answered_by=sid, facts=facts)


def _now() -> datetime:
    return datetime.now(UTC)
