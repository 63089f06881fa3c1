"""Ceilings of a turn: money is set aside once, counted once, and what is paid for already is never refused."""

import asyncio
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from handlers.conversation.facts import Charge, Facts, Sure, Who
from handlers.conversation.messages import Message, Reply, Usage
from handlers.conversation.record import Record
from handlers.conversation.spending import Spent, cost_of
from handlers.conversation.thread import SHARDS, Running
from handlers.conversation.turn import Turn
from handlers.errors import StoreUnavailable, TurnLost
from handlers.money.ceilings import Ceilings, Limit
from handlers.money.ledger import Ledger
from handlers.money.prices import load_prices
from tests import writing
from tests.asking import own
from tests.conftest import Clock
from tests.kept import Stores, stores
from tests.money.purses import ASKING, LIKELY, SENDING, TODAY, ceilings_of, cost, taken
from tests.ticketing import ANA

LEDGER = Ledger(load_prices(), lambda texts, channel, language: texts, "gpt-6-luna")
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)


async def test_money_is_set_aside_once_however_often_the_step_runs(kept: Stores, clock: Any) -> None:
    ceilings = ceilings_of(kept, clock)
    turn = await own(kept.threads, writing.message())
    for _ in range(3):
        assert await ceilings.reserve(turn) is None
    assert turn.decisions.spent == Spent(TODAY, reserved=LIKELY)
    assert await taken(kept, TODAY) == LIKELY


async def test_the_next_hop_in_another_process_finds_what_was_set_aside(kept: Stores, clock: Any) -> None:
    first, second = ceilings_of(kept, clock), ceilings_of(kept, clock)
    message = writing.message()
    turn = await own(kept.threads, message)
    await first.reserve(turn)
    await kept.threads.pause_turn(turn)
    threads = replace(kept.threads, reckon=cost(5000), spends=second.closing)
    again = await own(threads, message)
    assert await second.reserve(again) is None
    await threads.close_turn(again, Reply(("Hola",)))
    assert again.decisions.spent == Spent(TODAY, micros=5000)
    assert second.purse
    assert second.purse.lease.left == LIKELY - 5000  # what the first one took and nobody needed
    assert await taken(kept, TODAY) == LIKELY


async def closed(kept: Stores, ceilings: Ceilings, micros: int | None, message: Message | None = None) -> Turn:
    threads = replace(kept.threads, reckon=cost(micros), spends=ceilings.closing)
    turn = await own(threads, message or writing.message())
    await ceilings.reserve(turn)
    await threads.close_turn(turn, Reply(("Hola",)))
    return turn


@pytest.mark.parametrize(("micros", "counted"), [(4000, 4000), (25_000, 25_000), (None, LIKELY)])
async def test_the_real_cost_counts_and_what_is_not_known_as_what_was_set_aside(
    kept: Stores, clock: Any, micros: int | None, counted: int
) -> None:
    ceilings = ceilings_of(kept, clock)
    turn = await closed(kept, ceilings, micros)
    assert turn.decisions.spent == Spent(TODAY, micros=counted)
    assert ceilings.purse
    assert await taken(kept, TODAY) - ceilings.purse.lease.left == counted


async def test_where_nothing_is_reckoned_what_was_set_aside_counts(kept: Stores, clock: Any) -> None:
    ceilings = ceilings_of(kept, clock)
    threads = replace(kept.threads, spends=ceilings.closing)
    turn = await own(threads, writing.message())
    await ceilings.reserve(turn)
    await threads.close_turn(turn, Reply(("Hola",)))
    assert turn.decisions.spent == Spent(TODAY, micros=LIKELY)


async def test_what_is_answered_without_asking_counts_too(kept: Stores, clock: Any) -> None:
    ceilings = ceilings_of(kept, clock)
    threads = replace(kept.threads, reckon=cost(7000), spends=ceilings.closing)
    turn = await own(threads, writing.message("ayuda"))
    await threads.close_turn(turn, Reply(("Hola",)))
    assert ceilings.purse
    assert ceilings.purse.lease.left == -7000
    assert await taken(kept, TODAY) == 0  # no write for it


async def paid() -> None:
    """Let what nobody waits for be done."""
    others = asyncio.all_tasks() - {asyncio.current_task()}
    await asyncio.gather(*others)


async def test_a_large_debt_is_paid_at_once(kept: Stores, clock: Any) -> None:
    ceilings = ceilings_of(kept, clock, day=500_000)
    threads = replace(kept.threads, reckon=cost(7000), spends=ceilings.closing)
    turn = await own(threads, writing.message("ayuda"))
    await threads.close_turn(turn, Reply(("Hola",)))
    await paid()
    assert ceilings.purse
    assert (ceilings.purse.lease.left, await taken(kept, TODAY)) == (0, 7000)


async def test_a_debt_that_cannot_be_paid_now_is_no_fault_of_the_turn(kept: Stores, clock: Any) -> None:
    ceilings = ceilings_of(kept, clock, day=500_000)
    assert ceilings.purse

    class Away:
        async def lease(self, *_: object, **__: object) -> Any:
            raise StoreUnavailable("timeout", remedy="")

    ceilings.purse.budgets = Away()
    threads = replace(kept.threads, reckon=cost(7000), spends=ceilings.closing)
    turn = await own(threads, writing.message("ayuda"))
    await threads.close_turn(turn, Reply(("Hola",)))
    await paid()
    assert ceilings.purse.lease.left == -7000


async def test_a_commit_that_fails_gives_nothing_back(kept: Stores, clock: Any) -> None:
    ceilings = ceilings_of(kept, clock)
    turn = await own(kept.threads, writing.message())
    await ceilings.reserve(turn)
    assert ceilings.purse
    before = ceilings.purse.lease
    with pytest.raises(StoreUnavailable):
        async with ceilings.closing(turn, {}):
            raise StoreUnavailable("timeout", remedy="")
    assert ceilings.purse.lease == before


async def test_a_turn_that_closes_in_part_keeps_what_was_set_aside(kept: Stores, clock: Any) -> None:
    ceilings = ceilings_of(kept, clock)
    threads = replace(kept.threads, reckon=cost(3000), spends=ceilings.closing)
    turn = await own(threads, writing.message("ayuda"))
    await threads.release_turn(turn, Reply())
    turn = await own(threads, writing.message("¿Abren?"))
    await ceilings.reserve(turn)
    turn.say("Así", to=turn.messages[:1])
    await threads.close_turn(turn, turn.reply(), partly=True)
    assert turn.decisions.spent == Spent(TODAY, micros=3000, reserved=2 * LIKELY)
    assert ceilings.purse
    assert await taken(kept, TODAY) - ceilings.purse.lease.left == 2 * LIKELY + 3000


async def test_the_day_and_the_month_are_told_apart(kept: Stores, clock: Any) -> None:
    turn = await own(kept.threads, writing.message())
    assert await ceilings_of(kept, clock, day=LIKELY - 1).reserve(turn) is Limit.DAY
    assert await ceilings_of(kept, clock, day=None, month=LIKELY - 1).reserve(turn) is Limit.MONTH
    assert turn.decisions.spent is None


async def test_a_customers_own_day_is_counted_in_the_thread_alone(kept: Stores, clock: Any) -> None:
    ceilings = ceilings_of(kept, clock, day=None, customer_day=2 * LIKELY)
    await closed(kept, ceilings, LIKELY)
    assert (await closed(kept, ceilings, LIKELY + 1)).decisions.spent == Spent(TODAY, micros=2 * LIKELY + 1)
    turn = await own(kept.threads, writing.message())
    assert await ceilings.reserve(turn) is Limit.CUSTOMER
    other = await own(kept.threads, writing.message(customer="+5215500000001"))
    assert await ceilings.reserve(other) is None
    clock.go_on(days=1)
    assert await ceilings.reserve(turn) is None
    assert [path for path in await paths(kept) if path.startswith("budget/")] == []


async def paths(kept: Stores) -> list[str]:
    found = await kept.documents.get([f"budget/{TODAY}", "budget/2026-11"])
    return [document.path for document in found]


async def test_what_is_under_way_is_paid_for_and_never_refused(kept: Stores, clock: Any) -> None:
    ceilings = ceilings_of(kept, clock, day=1)
    turn = await own(kept.threads, writing.message())
    turn.superseded = Running("SM0", ("SM0",), clock())
    assert await ceilings.reserve(turn) is Limit.DAY
    turn.superseded = replace(turn.superseded, response="resp_1")
    assert await ceilings.reserve(turn) is None
    assert ceilings.purse
    assert ceilings.purse.lease.left == -LIKELY


async def test_a_message_more_in_a_turn_that_was_paid_for_is_not_refused(kept: Stores, clock: Any) -> None:
    ceilings = ceilings_of(kept, clock, day=LIKELY)
    turn = await own(kept.threads, writing.message())
    assert await ceilings.reserve(turn) is None
    await kept.threads.renew_turn(turn)
    both = await own(kept.threads, writing.message())
    assert await ceilings.reserve(both) is None
    assert both.decisions.spent == Spent(TODAY, reserved=2 * LIKELY)


async def test_the_owner_is_told_at_the_address_that_the_customer_wrote_to(kept: Stores, clock: Any) -> None:
    await kept.heard.hear(ANA.contact(writing.ANA))
    ceilings = ceilings_of(kept, clock, day=LIKELY, owner=ANA.contact)
    threads = replace(kept.threads, spends=ceilings.closing)
    turn = await own(threads, writing.message())
    await ceilings.reserve(turn)
    await threads.close_turn(turn, Reply(("Hola",)))
    [key] = turn.owes
    thread = await kept.debts.claim(key, turn.message.sid)
    assert thread
    assert thread.contact == ANA.contact(writing.ANA)


async def test_a_debt_that_passes_the_mark_leaves_the_owner_a_text(kept: Stores, clock: Any) -> None:
    await kept.heard.hear(ANA.contact(writing.ANA))
    ceilings = ceilings_of(kept, clock, day=8000, owner=ANA.contact)
    threads = replace(kept.threads, reckon=cost(7000), spends=ceilings.closing)
    turn = await own(threads, writing.message("ayuda"))
    await threads.close_turn(turn, Reply(("Hola",)))
    await paid()
    clock.go_on(seconds=61)
    found = [await kept.debts.waiting(shard, clock() - HOUR, clock() - MINUTE, most=1) for shard in SHARDS]
    assert [thread.contact for threads in found for thread in threads] == [ANA.contact(writing.ANA)]


async def test_what_passes_the_mark_outside_a_turn_leaves_the_owner_of_the_last_turn_a_text(
    kept: Stores, clock: Any
) -> None:
    await kept.heard.hear(ANA.contact(writing.ANA))
    ceilings = ceilings_of(kept, clock, day=20_000, owner=ANA.contact)
    threads = replace(kept.threads, reckon=cost(100), spends=ceilings.closing)
    turn = await own(threads, writing.message("ayuda"))
    await threads.close_turn(turn, Reply(("Hola",)))
    ledger = ceilings.watching(LEDGER)
    for _ in range(2):
        ledger.stored(ledger.heard(writing.ANA, ["Hola"], "es", clock()))
    await paid()
    assert await taken(kept, TODAY) >= 16_000
    clock.go_on(seconds=61)
    found = [await kept.debts.waiting(shard, clock() - HOUR, clock() - MINUTE, most=1) for shard in SHARDS]
    assert [thread.contact for threads in found for thread in threads] == [ANA.contact(writing.ANA)]


async def test_a_reply_by_rest_costs_its_customer_the_fee_of_one_message_and_all_what_the_ledger_says(
    kept: Stores, clock: Any
) -> None:
    ceilings = ceilings_of(kept, clock)
    threads = replace(kept.threads, reckon=cost(5000), spends=ceilings.closing)
    turn = await own(threads, writing.message())
    await ceilings.reserve(turn)
    await threads.close_turn(turn, Reply(("Hola",)), sender="clock")
    assert turn.decisions.spent == Spent(TODAY, micros=5000 + SENDING)
    assert await spent_of(kept, ceilings) == 5000
    ledger = ceilings.watching(LEDGER)
    entry = ledger.sent(turn.thread, clock())
    assert await spent_of(kept, ceilings) == 5000  # as long as it is not stored
    ledger.stored(entry)
    assert await spent_of(kept, ceilings) == 5000 + sum(charge.micros or 0 for charge in entry.charges) > 5000


async def test_all_that_the_ledger_holds_counts(kept: Stores, clock: Any) -> None:
    ceilings = ceilings_of(kept, clock, day=100_000)
    ledger, thread = ceilings.watching(LEDGER), writing.thread()
    entries = [
        ledger.sent(thread, clock()),
        ledger.refused(thread, clock()),
        ledger.heard(writing.ANA, ["Hola"], "es", clock()),
        ledger.labelled(Usage(1000, 0, 1000), clock()),
    ]
    for entry in entries:
        ledger.stored(entry)
    await paid()  # a debt of over a hundredth
    total = sum(charge.micros or 0 for entry in entries for charge in entry.charges)
    assert await taken(kept, TODAY) == total > 0


def test_where_only_customers_have_ceilings_the_ledger_is_not_watched(kept: Stores, clock: Any) -> None:
    assert ceilings_of(kept, clock, day=None, customer_day=1).watching(LEDGER) is LEDGER


async def spent_of(kept: Stores, *every: Ceilings) -> int:
    """What all processes together spent, or set aside."""
    return await taken(kept, TODAY) - sum(ceilings.purse.lease.left for ceilings in every if ceilings.purse)


async def test_who_takes_over_here_takes_what_the_lost_turn_had_set_aside(kept: Stores, clock: Any) -> None:
    ceilings = ceilings_of(kept, clock)
    lost = await own(kept.threads, writing.message())
    await ceilings.reserve(lost)
    turn = await own(kept.threads, writing.message())
    await ceilings.reserve(turn)
    assert await spent_of(kept, ceilings) == ASKING + 2 * LIKELY
    lost.undo()  # it learns that it is lost
    assert await spent_of(kept, ceilings) == ASKING + 2 * LIKELY


async def test_a_lost_turn_leaves_what_asking_may_have_cost(kept: Stores, clock: Any) -> None:
    ceilings = ceilings_of(kept, clock)
    turn = await own(kept.threads, writing.message())
    await ceilings.reserve(turn)
    for _ in range(2):
        turn.undo()
    assert await spent_of(kept, ceilings) == ASKING


async def test_what_stands_in_the_thread_is_left_to_the_next_turn(kept: Stores, clock: Any) -> None:
    ceilings = ceilings_of(kept, clock)
    turn = await own(kept.threads, writing.message())
    await ceilings.reserve(turn)
    await kept.threads.renew_turn(turn)
    turn.undo()
    assert await spent_of(kept, ceilings) == LIKELY


async def test_a_turn_that_was_closed_puts_nothing_back(kept: Stores, clock: Any) -> None:
    ceilings = ceilings_of(kept, clock)
    first = await closed(kept, ceilings, 5000)
    turn = await own(kept.threads, writing.message())
    await ceilings.reserve(turn)
    first.undo()
    assert await spent_of(kept, ceilings) == 5000 + LIKELY


@pytest.mark.parametrize(("problem", "left"), [(TurnLost(), ASKING), (StoreUnavailable("timeout", remedy=""), LIKELY)])
async def test_only_a_turn_that_is_lost_while_it_closes_puts_something_back(
    kept: Stores, clock: Any, problem: Exception, left: int
) -> None:
    """Else the answer goes out, so that it costs what was set aside."""
    ceilings = ceilings_of(kept, clock)
    turn = await own(kept.threads, writing.message())
    await ceilings.reserve(turn)
    with pytest.raises(type(problem)):
        async with ceilings.closing(turn, {}):
            raise problem
    turn.undo()
    assert await spent_of(kept, ceilings) == left


class Town:
    """Customers and two processes, and all that may happen to a message."""

    def __init__(self, kept: Stores, clock: Any, limit: int) -> None:
        self.kept, self.clock, self.cost = kept, clock, 0
        self.processes = [ceilings_of(kept, clock, day=limit) for _ in range(2)]
        self.turns: dict[str, tuple[Turn, Ceilings]] = {}
        self.asked = 0

    async def write(self, customer: str, process: int) -> None:
        await self._go_on(writing.message(customer=customer), process)

    async def hop(self, customer: str, process: int) -> None:
        if customer in self.turns:
            turn, _ = self.turns[customer]
            if turn.thread.running:
                await self.kept.threads.pause_turn(turn)
                await self._go_on(turn.message, process)

    async def lose(self, customer: str, _process: int) -> None:
        if customer in self.turns:
            self.turns.pop(customer)[0].undo()

    async def record(self, customer: str, _process: int) -> None:
        if customer in self.turns:
            await self.kept.threads.renew_turn(self.turns[customer][0])

    async def close(self, customer: str, process: int) -> None:
        if customer in self.turns:
            turn, ceilings = self.turns.pop(customer)
            threads = replace(self.kept.threads, reckon=cost(15_000), spends=ceilings.closing)
            await threads.close_turn(turn, Reply(("Hola",)))
            self.cost += 15_000 * len(turn.covers)

    async def _go_on(self, message: Message, process: int) -> None:
        self.clock.go_on(seconds=31)
        opened = await self.kept.threads.open_turn(message)
        assert isinstance(opened, Turn)
        before = self.turns.pop(message.contact.customer, None)
        if await self.processes[process].reserve(opened) is None:
            self.turns[message.contact.customer] = opened, self.processes[process]
        if before:
            before[0].undo()  # it learns that it is lost, after the other has begun


HAPPENS = st.tuples(
    st.sampled_from(["write", "write", "close", "close", "hop", "lose", "record"]),
    st.sampled_from(["+5215500000001", "+5215500000002", "+5215500000003"]),
    st.integers(0, 1),
)


@given(st.lists(HAPPENS, max_size=40), st.sampled_from([200_000, 10_000_000]))
@settings(max_examples=60)
def test_whatever_happens_no_money_is_made_of_nothing(happens: list[tuple[str, str, int]], limit: int) -> None:
    """What processes hold is never more than what they took and did not spend, and the ceiling holds."""

    async def run() -> None:
        clock = Clock()
        kept = stores(clock)
        town = Town(kept, clock, limit)
        for what, customer, process in happens:
            await getattr(town, what)(customer, process)
            assert await spent_of(kept, *town.processes) >= town.cost
        await paid()
        under_way = sum(turn.decisions.spent.reserved for turn, _ in town.turns.values() if turn.decisions.spent)
        assert await spent_of(kept, *town.processes) >= town.cost + under_way
        assert await spent_of(kept, *town.processes) <= limit * 1.1

    asyncio.run(run())


def record(*charges: Charge) -> Record:
    facts = Facts(writing.open_message().at, Who.ASSISTANT, charges=charges)
    return Record("key", facts.closed_at, writing.open_message().content, facts=facts)


def test_the_cost_of_records_is_known_as_a_whole_or_as_far_as_it_goes() -> None:
    known = Charge("twilio.in", 1, 5000, Sure.EXACT)
    unknown = Charge("openai.input", 9, None, Sure.UNKNOWN)
    assert cost_of([record(known), record(known, known), record()]) == (15_000, True)
    assert cost_of([record(known, unknown), record(known)]) == (10_000, False)
    assert cost_of([record(known), replace(record(), facts=None)]) == (5000, False)
