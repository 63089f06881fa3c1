"""A process's purse: one request at a time for all who wait, and no money is lost or doubled, whoever is stopped."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pytest

from handlers.conversation.contact import Contact
from handlers.errors import StoreUnavailable
from handlers.money.budget import NEAR, REACHED, Budget, Leased, periods
from handlers.money.budget_ports import Change
from handlers.money.purse import AT_REST, BLINDLY, LOOKS_AGAIN_AFTER, OWES, Asker, Purse
from handlers.stores.budgets import StoredBudgets, budgets_in
from tests.kept import Stores

LIMIT = 1_000_000
ANYBODY = Asker("SM1")
LIMIT_SECONDS = 10  # only ends a test that has failed


@dataclass
class Watched:
    """The real budgets, which are slow or away as told, and count who asks. `at_once`: the most requests at a time.

    `gate`: lets one request through for each release; None: all.
    """

    budgets: StoredBudgets
    fails: bool = False
    fails_after: bool = False
    asked: int = 0
    now: int = 0
    at_once: int = 0
    gate: asyncio.Semaphore | None = None

    async def lease(
        self, limits: Mapping[str, int], change: Change, *, owner: Contact | None = None, by: str = ""
    ) -> tuple[Leased, tuple[str, ...]]:
        self.asked, self.now = self.asked + 1, self.now + 1
        self.at_once = max(self.at_once, self.now)
        try:
            if self.gate:
                await self.gate.acquire()
            if self.fails:
                raise StoreUnavailable("timeout", remedy="")
            found = await self.budgets.lease(limits, change, owner=owner, by=by)
            if self.fails_after:
                raise StoreUnavailable("timeout", remedy="")
            return found
        finally:
            self.now -= 1


@pytest.fixture
def watched(kept: Stores) -> Watched:
    return Watched(budgets_in(kept.threads.keeping, kept.heard, str))


@pytest.fixture
def told() -> list[Budget]:
    return []


@pytest.fixture
def purse(watched: Watched, told: list[Budget], clock: Any) -> Purse:
    return purse_of(watched, told, clock)


def purse_of(
    watched: Watched, told: list[Budget], clock: Any, day: int | None = LIMIT, month: int | None = None
) -> Purse:
    return Purse(watched, lambda: periods(clock(), day, month), clock, told.append)


async def taken(kept: Stores, clock: Any, period: str = "") -> int:
    """What the store says that processes took."""
    found = await kept.documents.get([f"budget/{period or format(clock(), '%Y-%m-%d')}"])
    return int(found[0].fields["taken"]) if found else 0


async def reserved(purse: Purse, micros: int) -> str:
    full, _ = await purse.reserve(micros, ANYBODY)
    return full


async def test_what_is_in_the_purse_is_spent_without_asking(purse: Purse, watched: Watched) -> None:
    assert await reserved(purse, 1000) == ""
    purse.spend(-1000)  # it was not needed
    assert await reserved(purse, 900) == ""
    assert (watched.asked, purse.lease.left) == (1, 100)


async def until_asked(watched: Watched, times: int) -> None:
    async with asyncio.timeout(LIMIT_SECONDS):
        while watched.asked < times:
            await asyncio.sleep(0)


async def test_one_request_at_a_time_asks_for_all_who_wait_by_then(purse: Purse, watched: Watched) -> None:
    watched.gate = asyncio.Semaphore(0)
    first = asyncio.create_task(reserved(purse, 1000))
    await until_asked(watched, 1)
    others = [asyncio.create_task(reserved(purse, 1000)) for _ in range(50)]
    await asyncio.sleep(0)
    watched.gate.release()
    await until_asked(watched, 2)
    watched.gate.release()
    assert await asyncio.gather(first, *others) == [""] * 51
    assert (watched.asked, watched.at_once) == (2, 1)


async def test_those_for_whom_there_is_none_are_refused_and_the_store_is_not_asked_for_a_while(
    purse: Purse, watched: Watched, kept: Stores, clock: Any, told: list[Budget]
) -> None:
    every = await asyncio.gather(*(reserved(purse, 300_000) for _ in range(5)))
    assert [bool(full) for full in every] == [False, False, False, True, True]
    assert set(every) == {"", clock().date().isoformat()}
    assert [budget.said for budget in told] == [REACHED]
    asked = watched.asked
    assert await reserved(purse, 300_000) != ""
    assert watched.asked == asked
    assert await reserved(purse, 50_000) == ""  # less may fit
    purse.spend(-300_000)
    assert await reserved(purse, 300_000) == ""
    assert await reserved(purse, 300_000) != ""
    asked = watched.asked
    clock.go_on(seconds=LOOKS_AGAIN_AFTER.total_seconds())
    assert await reserved(purse, 300_000) != ""
    assert (watched.asked, len(told)) == (asked + 1, 1)
    assert await taken(kept, clock) <= LIMIT


async def test_a_new_day_has_a_ceiling_of_its_own(purse: Purse, clock: Any, kept: Stores) -> None:
    assert await reserved(purse, 600_000) == ""
    assert await reserved(purse, 600_000) != ""
    clock.go_on(days=1)
    assert await reserved(purse, 600_000) == ""
    assert await taken(kept, clock) == 600_000


async def test_a_day_that_begins_does_not_use_what_was_taken_of_the_day_before(
    purse: Purse, clock: Any, kept: Stores
) -> None:
    assert await reserved(purse, 600_000) == ""
    purse.spend(-600_000)
    clock.go_on(days=1)
    assert await reserved(purse, 1000) == ""
    assert await taken(kept, clock) == 1000


async def test_the_month_may_be_tighter_than_the_day(
    watched: Watched, told: list[Budget], clock: Any, kept: Stores
) -> None:
    purse = purse_of(watched, told, clock, month=1_500_000)
    assert await reserved(purse, 900_000) == ""
    clock.go_on(days=1)
    assert await reserved(purse, 900_000) == "2026-11"
    assert [(budget.period, budget.said) for budget in told] == [("2026-11-22", NEAR), ("2026-11", REACHED)]


async def test_a_debt_is_paid_before_anything_else(purse: Purse, clock: Any, kept: Stores) -> None:
    purse.spend(5000)
    assert await reserved(purse, 1000) == ""
    assert (await taken(kept, clock), purse.lease.left) == (6000, 0)


async def test_only_a_large_debt_is_paid_soon(purse: Purse, watched: Watched, kept: Stores, clock: Any) -> None:
    purse.spend(LIMIT // OWES)
    purse.pay_soon()
    purse.spend(1)
    await asyncio.sleep(0)
    assert watched.asked == 0
    purse.pay_soon()
    await until_asked(watched, 1)
    assert (await taken(kept, clock), purse.lease.left) == (LIMIT // OWES + 1, 0)


@pytest.mark.parametrize("left", [700, -700])
async def test_at_rest_all_is_settled(purse: Purse, clock: Any, kept: Stores, left: int) -> None:
    assert await reserved(purse, 1000) == ""
    purse.spend(-left)
    assert not purse.is_at_rest()
    clock.go_on(seconds=AT_REST.total_seconds())
    assert purse.is_at_rest()
    assert await purse.settle() == ()
    assert not purse.is_at_rest()
    assert (await taken(kept, clock), purse.lease.left) == (1000 - left, 0)


def test_a_purse_that_was_never_used_has_nothing_to_settle(purse: Purse) -> None:
    assert not purse.is_at_rest()


async def test_without_the_store_a_little_is_spent_blindly_and_then_nothing(purse: Purse, watched: Watched) -> None:
    watched.fails = True
    part = LIMIT // BLINDLY // 4
    asking = (reserved(purse, part) for _ in range(6))
    found = await asyncio.gather(*asking, return_exceptions=True)
    assert found[:4] == [""] * 4
    assert [type(one) for one in found[4:]] == [StoreUnavailable] * 2


async def test_what_was_spent_blindly_is_a_debt(purse: Purse, watched: Watched, kept: Stores, clock: Any) -> None:
    watched.fails = True
    assert await reserved(purse, 10_000) == ""
    watched.fails = False
    assert await reserved(purse, 10_000) == ""
    assert await taken(kept, clock) == 20_000


async def test_a_request_that_may_have_been_done_counts_as_spent(
    purse: Purse, watched: Watched, kept: Stores, clock: Any
) -> None:
    watched.fails_after = True
    assert await reserved(purse, 10_000) == ""
    assert (await taken(kept, clock), purse.lease.left) == (10_000, -10_000)


@pytest.mark.parametrize("left", [700, -700])
async def test_what_may_have_been_given_back_is_not_spent_any_more(purse: Purse, watched: Watched, left: int) -> None:
    assert await reserved(purse, 1000) == ""
    purse.spend(-left)
    watched.fails_after = True
    with pytest.raises(StoreUnavailable):
        await purse.settle()
    assert purse.lease.left == min(left, 0)


@pytest.fixture
async def waiting(purse: Purse, watched: Watched) -> "list[asyncio.Task[str]]":
    """Three who need 1000, and for whom is being asked."""
    watched.gate = asyncio.Semaphore(0)
    tasks = [asyncio.create_task(reserved(purse, 1000)) for _ in range(3)]
    await until_asked(watched, 1)
    return tasks


async def ended(watched: Watched, waiting: "list[asyncio.Task[str]]") -> list[object]:
    """Let the request through; how each of them ended: "" for money, and the names of exceptions."""
    assert watched.gate
    watched.gate.release()
    found = await asyncio.gather(*waiting, return_exceptions=True)
    await asyncio.sleep(0)
    return [type(one).__name__ if isinstance(one, BaseException) else one for one in found]


async def spent(purse: Purse, kept: Stores, clock: Any) -> int:
    return await taken(kept, clock) - purse.lease.left


async def test_who_is_stopped_while_waiting_costs_nothing_and_the_others_get_theirs(
    purse: Purse, watched: Watched, kept: Stores, clock: Any, waiting: "list[asyncio.Task[str]]"
) -> None:
    waiting.append(asyncio.create_task(reserved(purse, 1000)))  # comes too late for this request
    await asyncio.sleep(0)
    waiting[0].cancel()  # for whom was asked
    waiting[3].cancel()
    assert await ended(watched, waiting) == ["CancelledError", "", "", "CancelledError"]
    assert (watched.asked, await spent(purse, kept, clock)) == (1, 2000)


async def test_who_is_stopped_with_the_money_in_hand_puts_it_back(
    purse: Purse, watched: Watched, kept: Stores, clock: Any, waiting: "list[asyncio.Task[str]]"
) -> None:
    def stopping() -> Any:
        waiting[1].cancel()  # while money is handed out, and before this one can know
        return clock()

    purse.now = stopping
    assert await ended(watched, waiting) == ["", "CancelledError", ""]
    assert await spent(purse, kept, clock) == 2000


async def test_what_comes_after_all_are_gone_stays_in_the_purse(
    purse: Purse, watched: Watched, kept: Stores, clock: Any, waiting: "list[asyncio.Task[str]]"
) -> None:
    for task in waiting:
        task.cancel()
    await asyncio.gather(*waiting, return_exceptions=True)
    assert watched.gate
    watched.gate.release()
    while watched.now:
        await asyncio.sleep(0)
    assert await reserved(purse, 3000) == ""
    assert (watched.asked, await spent(purse, kept, clock)) == (1, 3000)


async def test_what_is_spent_while_one_asks_is_taken_from_what_comes(
    purse: Purse, watched: Watched, kept: Stores, clock: Any, waiting: "list[asyncio.Task[str]]"
) -> None:
    purse.spend(300)
    assert await ended(watched, waiting) == [""] * 3
    assert (purse.lease.left, purse.lease.used, await spent(purse, kept, clock)) == (-300, 3300, 3300)


async def test_nobody_waits_longer_than_for_any_store_and_what_comes_later_is_kept(
    purse: Purse, watched: Watched, kept: Stores, clock: Any
) -> None:
    watched.gate, purse.seconds = asyncio.Semaphore(0), 0.01
    assert await reserved(purse, 1000) == ""  # blindly
    assert (purse.lease.left, watched.now) == (-1000, 1)
    watched.gate.release()
    assert await reserved(purse, 500) == ""
    assert await spent(purse, kept, clock) == 1500


async def test_a_fault_of_ours_is_told_to_each_who_waits(
    purse: Purse, watched: Watched, waiting: "list[asyncio.Task[str]]"
) -> None:
    waiting[2].cancel()
    await asyncio.sleep(0)
    watched.budgets = None  # type: ignore[assignment]
    assert await ended(watched, waiting) == ["AttributeError", "AttributeError", "CancelledError"]


async def test_before_the_store_is_closed_what_is_under_way_ends(
    purse: Purse, watched: Watched, kept: Stores, clock: Any, waiting: "list[asyncio.Task[str]]"
) -> None:
    purse.spend(2 * LIMIT // OWES)
    for _ in range(2):
        purse.pay_soon()  # while one is being paid, no second one begins
    closing = asyncio.create_task(purse.close())
    await asyncio.sleep(0)
    assert not closing.done()
    assert watched.gate
    watched.gate.release()
    watched.gate.release()
    await closing
    assert (watched.asked, purse.lease.left) == (2, 0)
    await purse.close()  # nothing is under way
