"""Messages that are counted, for tests: stores whose turns close with facts, and what days hold."""

import asyncio
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from handlers.conversation.clock import Done
from handlers.conversation.facts import Charge, Facts, Reckon, Sure, Who
from handlers.conversation.messages import Message, Reply
from handlers.conversation.record import Record
from handlers.conversation.turn import Turn
from handlers.jobs.fold_days import FoldDays
from handlers.stores.days import StoredDays
from handlers.stores.documents import Documents
from handlers.stores.erasures import StoredErasures
from handlers.stores.uncounted import uncounted_messages
from tests.kept import Stores

BUSINESS = "+5215587654321"
IN = Charge("twilio.in", 1, 5_000, Sure.EXACT)
OUT = Charge("meta.service", 1, 8_500, Sure.ESTIMATED, "MX")


def reckoned(now: Callable[[], datetime], who: Who, **more: Any) -> Reckon:
    """What a turn's records are counted as: by `who`; the fee for each message, and Meta's for the reply."""

    def reckon(turn: Turn, record: Record, reply: Reply) -> Facts:
        return Facts(now(), who, charges=(IN, OUT) if record.texts else (IN,), business=BUSINESS, **more)

    return reckon


def counting(kept: Stores, clock: Any, who: Who = Who.ASSISTANT, **more: Any) -> Stores:
    """These stores, whose turns close with facts."""
    threads = replace(kept.threads, reckon=reckoned(clock, who, **more))
    return replace(kept, threads=threads, erasures=StoredErasures(threads.keeping, threads))


async def answered(kept: Stores, message: Message) -> Turn:
    """A turn that answered this message."""
    turn = await kept.threads.open_turn(message)
    assert isinstance(turn, Turn)
    await kept.threads.close_turn(turn, Reply(("Hola",)))
    return turn


def folding(kept: Stores, documents: Documents | None = None) -> FoldDays:
    """The job over these stores; `documents`: the way it gets to what is stored, if not the same."""
    keeping = kept.threads.keeping
    days = StoredDays(replace(keeping, documents=documents or keeping.documents))
    return FoldDays([uncounted_messages(days, UTC)])


async def fold(job: FoldDays) -> Done:
    """One tick of it."""
    return await job(asyncio.get_running_loop().time() + 24)


async def counts(kept: Stores, first: str = "2026-11-22", last: str = "2026-11-24") -> dict[str, int]:
    """What the days hold, together."""
    found: dict[str, int] = {}
    for day in await StoredDays(kept.threads.keeping).of(first, last):
        for name, count in day.counts.items():
            found[name] = found.get(name, 0) + count
    return found
