"""The promises of Budgets, over every adapter of documents."""

import asyncio
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import pytest

from handlers.errors import StoreUnavailable
from handlers.money.budget import NEAR, Budget, Lease, Leased, leased
from handlers.money.budget_ports import Change
from handlers.money.limit_texts import to_owner
from handlers.stores.budgets import StoredBudgets, budgets_in
from tests import writing
from tests.kept import Stores, stores
from tests.ticketing import ANA

DAY, MONTH = "2026-11-22", "2026-11"
LIMITS = {DAY: 1000, MONTH: 10_000}
OWNER = ANA.contact(writing.ANA)


@pytest.fixture
def budgets(store: Stores) -> StoredBudgets:
    return budgets_in(store.threads.keeping, store.heard, lambda budget: to_owner(budget, "es"))


def needing(clock: Any, *needs: int, lease: Lease | None = None) -> Change:
    return lambda budgets: leased(budgets, lease or Lease(), needs, clock())


async def stored(budgets: StoredBudgets) -> dict[str, tuple[int, int]]:
    """Taken and said, by period."""
    seen: list[Budget] = []

    def look(before: Sequence[Budget]) -> Leased:
        seen.extend(before)
        return Leased(Lease(), tuple(before))

    await budgets.lease(LIMITS, look)
    return {budget.period: (budget.taken, budget.said) for budget in seen}


async def test_what_is_taken_is_kept_for_both_periods(budgets: StoredBudgets, clock: Any) -> None:
    first, owed = await budgets.lease(LIMITS, needing(clock, 300, 100))
    assert (first.lease.left, first.full, owed) == (400, "", ())
    second, _ = await budgets.lease(LIMITS, needing(clock, 300))
    assert second.lease.left == 300
    assert await stored(budgets) == {DAY: (700, 0), MONTH: (700, 0)}


async def test_of_those_who_ask_at_once_none_gets_what_another_has(budgets: StoredBudgets, clock: Any) -> None:
    found = await asyncio.gather(*(budgets.lease(LIMITS, needing(clock, 150)) for _ in range(9)))
    assert sum(one.lease.left for one, _ in found) == 900
    assert sum(bool(one.full) for one, _ in found) == 3
    taken, _ = (await stored(budgets))[DAY]
    assert taken == 900


async def test_a_mark_is_told_of_by_one_commit_alone(budgets: StoredBudgets, clock: Any) -> None:
    found = await asyncio.gather(*(budgets.lease(LIMITS, needing(clock, 100)) for _ in range(10)))
    assert [budget.said for one, _ in found for budget in one.crossed] == [NEAR]
    assert (await stored(budgets))[DAY] == (1000, NEAR)


async def test_the_owner_who_wrote_within_a_day_is_left_one_text(
    store: Stores, budgets: StoredBudgets, clock: Any
) -> None:
    await store.heard.hear(OWNER)
    asking = (budgets.lease(LIMITS, needing(clock, 450), owner=OWNER, by=f"SM{n}") for n in range(2))
    owed = [key for _, keys in await asyncio.gather(*asking) for key in keys]
    assert len(owed) == 1
    document = (await store.documents.get([f"threads/{owed[0]}"]))[0].fields
    assert list(document["unsent"]["texts"]) == [to_owner(Budget(DAY, 1000, said=NEAR), "es")]
    assert (document["contact"]["customer"], document["about"]) == (ANA.address, "ceilings")
    assert await store.conversations.recent(most=5) == []
    thread = await store.debts.claim(owed[0], document["unsent"]["by"])
    assert thread


@pytest.mark.parametrize("hours", [None, 24])
async def test_the_owner_who_did_not_is_left_none_and_the_mark_is_kept(
    store: Stores, budgets: StoredBudgets, clock: Any, hours: int | None
) -> None:
    if hours:
        await store.heard.hear(OWNER)
        clock.go_on(hours=hours)
    found, owed = await budgets.lease(LIMITS, needing(clock, 900), owner=OWNER, by="SM1")
    assert (len(found.crossed), owed) == (1, ())
    assert (await stored(budgets))[DAY] == (900, NEAR)


async def test_what_changes_nothing_is_not_written(store: Stores, budgets: StoredBudgets, clock: Any) -> None:
    await budgets.lease(LIMITS, needing(clock))
    assert await store.documents.get([f"budget/{period}" for period in LIMITS]) == []


async def test_a_months_is_kept_however_short_the_retention(store: Stores, clock: Any) -> None:
    short = stores(clock, store.documents, retention=timedelta(days=1)).threads.keeping
    await budgets_in(short, store.heard, str).lease(LIMITS, needing(clock, 100))
    [document] = await store.documents.get([f"budget/{MONTH}"])
    assert document.fields["expire_at"] >= clock() + timedelta(days=35)
    assert set(document.fields) == {"taken", "said", "expire_at"}


async def test_a_store_that_stays_silent_is_given_up(store: Stores, clock: Any) -> None:
    class Silent:
        remedy = "none"

        async def get(self, paths: object) -> list[object]:
            await asyncio.sleep(60)
            return []

    keeping = stores(clock, Silent(), seconds=0.01).threads.keeping  # type: ignore[arg-type]
    with pytest.raises(StoreUnavailable):
        await StoredBudgets(keeping, store.heard, str).lease(LIMITS, needing(clock, 1))
