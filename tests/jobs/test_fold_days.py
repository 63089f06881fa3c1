"""Counting goes on whatever breaks off, and counts each thing once."""

import asyncio
import random
from collections.abc import Callable, Sequence
from typing import Any

import pytest

from handlers.errors import StoreUnavailable
from handlers.jobs import fold_days
from handlers.numbers.counts import Counts
from handlers.numbers.ports import Found
from handlers.stores.documents import Conflict, Documents, Write
from tests.counted import answered, counting, counts, fold, folding
from tests.kept import Stores

Writing = Callable[..., Any]


@pytest.fixture(name="kept")
def counted(kept: Stores, clock: Any) -> Stores:
    return counting(kept, clock)


@pytest.fixture
def in_small_steps(monkeypatch: pytest.MonkeyPatch) -> None:
    """Few are read and counted at once, as if there were very many."""
    monkeypatch.setattr(fold_days, "PAGE", 6)
    monkeypatch.setattr(fold_days, "AT_ONCE", 4)


async def many(kept: Stores, write: Writing, clock: Any, number: int) -> None:
    for customer in range(number):
        clock.go_on(seconds=0.01)
        await answered(kept, write(customer=f"+{customer}"))


class Breaking:
    """Documents whose commits break off, as drawn: before they are made, or after, so that their answer is lost.

    Or another writer was first.
    """

    def __init__(self, documents: Documents, draw: Callable[[], str]) -> None:
        self.documents, self.draw, self.remedy = documents, draw, documents.remedy
        self.get, self.find, self.close = documents.get, documents.find, documents.close
        self.hangs = asyncio.Event()

    async def commit(self, writes: Sequence[Write]) -> list[object]:
        fate = self.draw()
        if fate == "hangs":
            self.hangs.set()
            await asyncio.Event().wait()
        if fate == "beaten":
            raise Conflict
        if fate == "before":
            raise StoreUnavailable("timeout", remedy="")
        versions = await self.documents.commit(writes)
        if fate == "after":
            raise StoreUnavailable("timeout", remedy="")
        return versions


@pytest.mark.usefixtures("in_small_steps")
async def test_however_many_there_are_one_tick_counts_them(kept: Stores, write: Writing, clock: Any) -> None:
    await many(kept, write, clock, 40)
    done = await fold(folding(kept))
    assert (done.count, done.problems) == (40, ())
    assert (await counts(kept))["messages/assistant"] == 40


@pytest.mark.usefixtures("in_small_steps")
@pytest.mark.parametrize("seed", range(5))
async def test_a_commit_that_breaks_off_anywhere_is_made_once(
    kept: Stores, write: Writing, clock: Any, seed: int
) -> None:
    await many(kept, write, clock, 40)
    drawn = random.Random(seed)  # noqa: S311 - no secret
    job = folding(kept, Breaking(kept.documents, lambda: drawn.choice(["", "before", "after"])))
    problems: list[BaseException] = []
    for _ in range(10):
        problems += (await fold(job)).problems
    await fold(folding(kept))
    assert {type(problem) for problem in problems} == {StoreUnavailable}
    assert (await counts(kept))["messages/assistant"] == 40


@pytest.mark.usefixtures("in_small_steps")
async def test_a_tick_that_is_killed_leaves_the_rest_to_the_next(kept: Stores, write: Writing, clock: Any) -> None:
    await many(kept, write, clock, 40)
    fates = iter(["", "", "hangs"])
    breaking = Breaking(kept.documents, lambda: next(fates))
    tick = asyncio.create_task(fold(folding(kept, breaking)))
    await breaking.hangs.wait()
    tick.cancel()
    await asyncio.wait([tick])
    assert (await counts(kept))["messages/assistant"] == 6
    assert (await fold(folding(kept))).count == 34
    assert (await counts(kept))["messages/assistant"] == 40


@pytest.mark.usefixtures("in_small_steps")
async def test_with_no_time_left_nothing_is_begun_and_the_next_tick_goes_on(
    kept: Stores, write: Writing, clock: Any
) -> None:
    await many(kept, write, clock, 10)
    now = asyncio.get_running_loop().time()
    assert (await folding(kept)(now + 3)).count == 0
    assert (await fold(folding(kept))).count == 10


async def test_when_the_time_is_over_midway_what_was_counted_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    class Slow:
        """Three things to be counted, one at a time."""

        left = 3

        async def due(self, behind: str, *, most: int) -> tuple[list[Found], str | None]:
            return [Found(Counts(), None)] * self.left, None

        async def count(self, found: Sequence[Found]) -> bool:
            self.left -= len(found)
            return True

    slow = Slow()
    monkeypatch.setattr(fold_days, "AT_ONCE", 1)
    monkeypatch.setattr(fold_days, "seconds_left", lambda until: until if slow.left > 1 else 0)
    assert (await fold_days.FoldDays([slow])(24)).count == 2
    assert slow.left == 1


async def test_a_source_that_fails_hinders_no_other(kept: Stores, write: Writing, clock: Any) -> None:
    class Away:
        async def due(self, behind: str, *, most: int) -> tuple[list[Found], str | None]:
            raise StoreUnavailable("timeout", remedy="")

        async def count(self, found: Sequence[Found]) -> bool:
            raise AssertionError

    await many(kept, write, clock, 3)
    done = await fold(fold_days.FoldDays([Away(), *folding(kept).sources]))
    assert (done.count, [type(problem) for problem in done.problems]) == (3, [StoreUnavailable])


@pytest.mark.usefixtures("in_small_steps")
async def test_what_waits_for_its_answer_keeps_nothing_behind_it_waiting(
    kept: Stores, write: Writing, clock: Any
) -> None:
    for customer in range(30):
        await kept.threads.open_turn(write(customer=f"+{customer}"))
    await many(kept, write, clock, 10)
    assert (await fold(folding(kept))).count >= 10
