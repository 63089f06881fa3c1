"""Days hold exactly what happened: thousands of conversations, counted by the real jobs, interrupted at random.

What happened is counted a second time, plainly, from what was drawn: each count of a day by its name, which
tests/numbers/test_whole_recount.py sees only as figures. `make soak` counts in more zones.
"""

import asyncio
import os
import random
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from handlers.adapters.memory import MemoryDocuments
from handlers.conversation.contact import Carrier, Channel
from handlers.conversation.facts import Charge, Facts, Sure, Who
from handlers.conversation.messages import Message, Reply
from handlers.conversation.opening import Answered, Merged
from handlers.conversation.record import Record
from handlers.conversation.turn import Turn
from handlers.jobs import fold_days
from handlers.jobs.fold_days import FoldDays
from handlers.stores.days import StoredDays
from handlers.stores.erasures import StoredErasures
from handlers.stores.uncounted import uncounted_messages
from tests.jobs.test_fold_days import Breaking
from tests.kept import Stores, stores
from tests.writing import message

BEGINNING = datetime(2026, 11, 29, 20, tzinfo=UTC)  # so a month ends midway
ENDING = datetime(2026, 12, 2, tzinfo=UTC)
BUSINESSES = ["+5255"] * 4 + ["+5233"]
META = 8_500  # micros
APPS = ((Channel.WHATSAPP, Carrier.TWILIO), (Channel.WHATSAPP, Carrier.META), (Channel.TELEGRAM, Carrier.TELEGRAM))
ZONES = ["Asia/Kathmandu", "America/Mexico_City", "UTC"][: int(os.environ.get("RECOUNT_SEEDS", "1"))]


@dataclass
class Happened:
    """A message as it was drawn. `answer`: what its turn did; None while it has none. `is_own`: it was its own turn."""

    sid: str
    at: datetime
    answer: Facts | None = None
    is_own: bool = False
    known: bool = True
    app: str = ""


@dataclass
class World:
    """Customers who write, one after the other, and a clock that ticks in between. `who`: who answers next."""

    drawn: random.Random
    zone: Any
    now: datetime = BEGINNING
    kept: Stores = field(init=False)
    happened: dict[str, Happened] = field(default_factory=dict)
    who: Who = Who.ASSISTANT

    def __post_init__(self) -> None:
        every = stores(lambda: self.now, MemoryDocuments())
        threads = replace(every.threads, reckon=self.reckon)
        self.kept = replace(every, threads=threads, erasures=StoredErasures(threads.keeping, threads))

    def reckon(self, turn: Turn, record: Record, reply: Reply) -> Facts:
        """Facts of a record that closes: drawn anew for each."""
        sid = next(one.sid for one in turn.messages if one.at == record.at)
        is_own = sid == turn.message.sid
        charges = [Charge("twilio.in", 1, 5_000, Sure.EXACT)]
        if is_own:
            charges += self.paid(record.channel)
        facts = Facts(
            self.now,
            self.who,
            begins=self.drawn.random() < 0.5,
            topic=self.drawn.choice(["", "orders", "other"]) if is_own else "",
            mood=self.drawn.choice(["", "fine", "furious"]) if is_own else "",
            parts={"store": self.drawn.randrange(50), "assistant": self.drawn.randrange(3000)} if is_own else {},
            charges=charges,
            business=self.drawn.choice(BUSINESSES),
        )
        self.happened[sid].answer, self.happened[sid].is_own = facts, is_own
        self.happened[sid].known = record.known
        return facts

    def paid(self, app: str) -> Iterator[Charge]:
        """What an answer cost, some of it at an unknown price."""
        units = self.drawn.randrange(7) if app == "whatsapp" else 0
        if units:
            yield Charge("meta.service", units, META * units, Sure.ESTIMATED, self.drawn.choice(["MX", "CO"]))
        if self.drawn.random() < 0.5:
            yield Charge("openai.output", 70, self.drawn.choice([35, None]), Sure.EXACT, "gpt-6-luna")

    async def writes(self, customer: str) -> Turn:
        """The customer writes a message."""
        self.now += timedelta(seconds=self.drawn.uniform(0.1, 3))
        channel, carrier = APPS[int(customer) % len(APPS)]
        written = message(customer=customer, channel=channel, carrier=carrier)
        self.happened[written.sid] = Happened(written.sid, self.now, app=channel.value)
        return await self.arrives(written)

    async def arrives(self, written: Message) -> Turn:
        turn = await self.kept.threads.open_turn(written)
        assert isinstance(turn, Turn)
        return turn

    async def is_answered(self, turn: Turn) -> None:
        """After a while this turn is closed by somebody, or by nobody."""
        self.now += timedelta(seconds=self.drawn.lognormvariate(1, 1))
        self.who = self.drawn.choice(list(Who))
        turn.side = replace(turn.side, known=self.drawn.random() < 0.7)
        await self.kept.threads.close_turn(turn, Reply(("Hola",)))

    async def talks(self, customer: str) -> None:
        """A conversation of a drawn kind."""
        kind = self.drawn.choices(["answered", "merged", "unanswered", "redelivered", "forgotten"], [8, 3, 2, 1, 1])[0]
        turn = await self.writes(customer)
        if kind == "unanswered":
            return
        if kind == "merged":
            turn = [await self.writes(customer) for _ in range(self.drawn.randrange(1, 4))][-1]
        await self.is_answered(turn)
        if kind == "redelivered":
            assert isinstance(await self.kept.threads.open_turn(turn.message), Answered | Merged)
        if kind == "forgotten":
            await self.forgets(customer)

    async def forgets(self, customer: str) -> None:
        """The customer writes on, perhaps without getting an answer; is counted or not; and is forgotten."""
        if self.drawn.random() < 0.5:
            await self.writes(customer)
        if self.drawn.random() < 0.5:
            await self.ticks()
        self.who = Who.COMMAND
        turn = await self.writes(customer)
        self.now += timedelta(seconds=1)
        erasure = await self.kept.erasures.forget(turn, Reply(("Gone",)))
        order = self.happened[turn.message.sid]
        order.answer = order.answer and replace(order.answer, begins=False)
        if self.drawn.random() < 0.3:
            await self.ticks()
        await self.kept.erasures.erase_messages(erasure)

    async def ticks(self) -> None:
        """One tick or two at once; their commits may break off, before or after they were made, or never end."""
        count = self.drawn.choice([1, 1, 2])
        ticks = [asyncio.create_task(self.job(breaks=True)(_soon())) for _ in range(count)]
        await asyncio.wait(ticks, timeout=0 if self.drawn.random() < 0.1 else None)
        for tick in ticks:
            tick.cancel()
        await asyncio.wait(ticks)

    def job(self, *, breaks: bool) -> FoldDays:
        keeping = self.kept.threads.keeping
        if breaks:
            fates = ["", "", "", "before", "after"]
            keeping = replace(keeping, documents=Breaking(keeping.documents, lambda: self.drawn.choice(fates)))
        return FoldDays([uncounted_messages(StoredDays(keeping), self.zone)])


def _soon() -> float:
    return asyncio.get_running_loop().time() + 60


def recounted(happened: Happened, zone: Any) -> Iterator[tuple[str, str, int]]:
    """The counts of one message, as (day, name, count), but for what was free."""
    came, answer = happened.at.astimezone(zone), happened.answer
    day = came.strftime("%Y-%m-%d")
    yield day, f"messages/{answer.who if answer else 'nobody'}", 1
    yield day, f"hour/{int(came.strftime('%H'))}", 1
    yield day, f"app/{happened.app}", 1
    if answer is None or (answer.closed_at - happened.at).total_seconds() > 60:
        yield day, f"late/{came.hour * 60 + came.minute}", 1
    if answer is None:
        return
    if answer.begins:
        yield day, "talks/begun", 1
        yield day, f"talk/hour/{int(came.strftime('%H'))}", 1
        yield day, f"talk/app/{happened.app}", 1
    for charge in answer.charges:
        paid, name = (
            answer.closed_at.astimezone(zone).strftime("%Y-%m-%d"),
            f"money/{charge.line}/{charge.where or '-'}",
        )
        yield paid, f"{name}/units", charge.units
        if charge.micros is None:
            yield paid, f"{name}/unknown", charge.units
            yield paid, f"paid/{happened.app}/unknown", charge.units
        else:
            yield paid, f"{name}/micros/{charge.sure.value}", charge.micros
            yield paid, f"paid/{happened.app}/micros", charge.micros
    if not happened.is_own:
        yield day, "merged", 1
        return
    yield day, "turns", 1
    for part, milliseconds in answer.parts.items():
        yield day, f"part/{part}", milliseconds
    seconds = (answer.closed_at - happened.at).total_seconds()
    if answer.who != "nobody":
        yield day, f"waited/{answer.who.value}/{next(n for n in range(1000) if 0.01 * 1.05**n >= seconds)}", 1
    if answer.who in ("assistant", "faq", "command"):
        yield day, "asked", 1
        if seconds <= 3:
            yield day, "prompt", 1
    if answer.who == "assistant" and not happened.known:
        yield day, "known/no", 1
    if answer.topic:
        yield day, f"topic/{answer.topic}", 1
    if answer.mood:
        yield day, f"mood/{answer.mood}", 1


@pytest.mark.no_cover  # tracing takes more than the test
@pytest.mark.parametrize("zone", ZONES)
async def test_days_hold_what_happened(zone: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fold_days, "PAGE", 90)
    monkeypatch.setattr(fold_days, "AT_ONCE", 40)
    world, conversations = World(random.Random(zone), ZoneInfo(zone)), 1_700  # noqa: S311 - no secret
    for number in range(conversations):
        begins = BEGINNING + (ENDING - BEGINNING) * number / conversations
        world.now = max(world.now, begins)
        await world.talks(f"+{number}")
        if number % 40 == 0:
            await world.ticks()
    world.now += timedelta(hours=3)
    assert (await world.job(breaks=False)(_soon())).problems == ()

    expected: dict[str, Counter[str]] = {}
    delivered: Counter[tuple[str, str]] = Counter()
    for happened in world.happened.values():
        for day, name, count in recounted(happened, world.zone):
            expected.setdefault(day, Counter())[name] += count
        for charge in happened.answer.charges if happened.answer else ():
            if charge.line == "meta.service" and happened.answer:
                paid = happened.answer.closed_at.astimezone(world.zone).strftime("%Y-%m")
                delivered[paid, happened.answer.business] += charge.units
    days = await StoredDays(world.kept.threads.keeping).of("2026-11-28", "2026-12-03")
    found = {day.date: Counter(day.counts) for day in days}
    assert all(not world.happened[sid].known for day in days for sid in day.samples["unknown"])
    free: Counter[tuple[str, str]] = Counter()
    credited: Counter[str] = Counter()
    for day, counts in found.items():
        for name in [name for name in counts if name.startswith("free/meta/")]:
            free[day[:7], name.removeprefix("free/meta/")] += counts.pop(name)
        off = counts.pop("money/meta.free/-/micros/estimated", 0)
        credited[day[:7]] += off
        counts["paid/whatsapp/micros"] -= off
    assert {day: +counts for day, counts in found.items()} == {day: +counts for day, counts in expected.items()}
    assert free == {key: min(1000, units) for key, units in delivered.items()}
    assert max(delivered.values()) > 1000
    for month in credited:
        assert credited[month] == -META * sum(units for key, units in free.items() if key[0] == month)
