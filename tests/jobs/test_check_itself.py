"""Checks of the own address: each minute's result is counted in the day's numbers, whatever breaks off."""

import asyncio
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from datetime import UTC
from typing import Any

import pytest

from handlers.adapters.memory import MemoryDocuments
from handlers.errors import StoreUnavailable
from handlers.jobs.check_itself import CheckItself
from handlers.numbers.day import summed
from handlers.stores.days import StoredDays
from handlers.stores.documents import Conflict, Document, Write
from handlers.stores.minutes import KEPT, StoredMinutes
from tests.kept import Stores, stores

Check = Callable[[], Any]


async def good() -> bool:
    return True


async def bad() -> bool:
    return False


def job_of(kept: Stores, clock: Any, check: Check = good, days: StoredDays | None = None) -> CheckItself:
    keeping = kept.threads.keeping
    return CheckItself(check, StoredMinutes(keeping, days or StoredDays(keeping), UTC), clock)


async def ticked(kept: Stores, clock: Any, checks: str) -> None:
    """A minute for each mark: + for a good check, - for a bad one, and nothing for a clock that does not come."""
    for mark in checks:
        if mark in "+-":
            await job_of(kept, clock, good if mark == "+" else bad)(soon())
        clock.go_on(minutes=1)


def soon() -> float:
    return asyncio.get_running_loop().time() + 24


async def counted(kept: Stores) -> tuple[int, int]:
    total = summed(await StoredDays(kept.threads.keeping).of("2026-11-01", "2027-01-31"))
    return total["minutes/checked"], total["minutes/bad"]


async def test_a_check_is_done_once_and_a_failed_one_said_in_the_log(kept: Stores, clock: Any) -> None:
    done = await job_of(kept, clock)(soon())
    assert (done.count, done.results) == (1, ())
    clock.go_on(minutes=1)
    done = await job_of(kept, clock, bad)(soon())
    assert (done.count, done.results) == (1, ("unreachable",))


async def test_good_bad_and_missing_checks_are_counted(kept: Stores, clock: Any) -> None:
    await ticked(kept, clock, "++-+ +   +")
    assert await counted(kept) == (10, 4)


async def test_over_midnight_and_for_days_nothing_is_lost(kept: Stores, clock: Any) -> None:
    clock.go_on(hours=11, minutes=58)
    await ticked(kept, clock, "+++++")
    clock.go_on(days=2)
    await ticked(kept, clock, "+")
    assert await counted(kept) == (5 + 2880 + 1, 2880)


async def test_after_a_month_away_it_begins_anew(kept: Stores, clock: Any) -> None:
    await ticked(kept, clock, "+")
    clock.go_on(days=40)
    await ticked(kept, clock, "+")
    assert await counted(kept) == (2, 0)


async def test_a_message_that_turns_out_late_counts_within_the_hour_on_days_that_are_over_too(
    kept: Stores, clock: Any
) -> None:
    days = StoredDays(kept.threads.keeping)
    await ticked(kept, clock, "+++")
    await days.add({"2026-11-22": ({"late/721": 2}, {})}, [])
    await ticked(kept, clock, "+")
    assert await counted(kept) == (4, 1)
    clock.go_on(hours=24)
    await ticked(kept, clock, "+")
    found = await counted(kept)
    await days.add({"2026-11-22": ({"late/720": 1, "late/721": 1}, {})}, [])
    await ticked(kept, clock, "+")
    assert await counted(kept) == (found[0] + 1, found[1])
    clock.go_on(minutes=60)
    await ticked(kept, clock, "+")
    assert await counted(kept) == (found[0] + 62, found[1] + 60 + 1)


class Yielding(MemoryDocuments):
    """Documents that let others in between each read and what follows it."""

    async def get(self, paths: Iterable[str]) -> list[Document]:
        found = await super().get(paths)
        await asyncio.sleep(0)
        return found


async def test_two_clocks_at_once_count_a_minute_once(clock: Any) -> None:
    kept = stores(clock, Yielding())
    days = StoredDays(kept.threads.keeping)  # as two ticks in one process share it: their commits come one by one
    for _ in range(5):
        await asyncio.gather(*(job_of(kept, clock, check, days)(soon()) for check in (good, bad, good)))
        clock.go_on(minutes=1)
    assert await counted(kept) == (5, 5)


class Broken(MemoryDocuments):
    """Documents of which each third commit breaks off before it happened, and each third after."""

    tried = 0

    async def commit(self, writes: Sequence[Write]) -> list[object]:
        self.tried += 1
        if self.tried % 3 == 1:
            raise StoreUnavailable("killed", remedy="")
        versions = await super().commit(writes)
        if self.tried % 3 == 2:
            raise Conflict
        return versions


async def test_a_kill_before_or_after_the_commit_counts_nothing_twice(clock: Any) -> None:
    kept = stores(clock, Broken())
    for _ in range(30):
        with suppress(StoreUnavailable):
            await job_of(kept, clock)(soon())
        clock.go_on(minutes=1)
    assert (await counted(kept))[0] == 29  # since the second minute: the first was killed
    (document,) = await kept.documents.get(["minutes/2026-11-22"])
    marks = document.fields["marks"]
    assert (document.fields["checked"], document.fields["bad"]) == (29, marks.count("-"))
    assert await counted(kept) == (29, marks.count("-"))


async def test_a_days_minutes_are_kept_for_a_month(kept: Stores, clock: Any) -> None:
    begun = clock()
    await ticked(kept, clock, "+")
    (document,) = await kept.documents.get(["minutes/2026-11-22"])
    assert document.fields["expire_at"] == begun + KEPT


async def test_without_a_store_the_minute_has_no_check(kept: Stores, clock: Any) -> None:
    class Gone(StoredMinutes):
        async def note(self, at: Any, *, is_good: bool) -> None:
            raise StoreUnavailable("timeout", remedy="")

    keeping = kept.threads.keeping
    await ticked(kept, clock, "+")
    for _ in range(3):
        with pytest.raises(StoreUnavailable):
            await CheckItself(good, Gone(keeping, StoredDays(keeping), UTC), clock)(soon())
        clock.go_on(minutes=1)
    await ticked(kept, clock, "+")
    assert await counted(kept) == (5, 3)
