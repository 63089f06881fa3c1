"""A month counted anew: what was lost comes back, nothing gets smaller unasked, and no tick is lost meanwhile."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date
from typing import Any

import pytest

from dev.numbers import rebuild
from dev.numbers.rebuild import Rebuild
from handlers.numbers.day import Day
from handlers.numbers.span import month_of
from handlers.stores.days import StoredDays
from handlers.stores.documents import Document
from tests.counted import answered, counting, counts, fold, folding
from tests.kept import Stores

Writing = Callable[..., Any]
DATES = ["2026-11-22", "2026-11-23"]
NOVEMBER = month_of(date(2026, 11, 1))


@pytest.fixture(name="kept")
async def counted(kept: Stores, write: Writing, clock: Any) -> Stores:
    """Two days with messages, which are over."""
    kept = counting(kept, clock)
    for _ in range(2):
        for customer in range(5):
            await answered(kept, write(customer=f"+{customer}"))
        await fold(folding(kept))
        clock.go_on(days=1)
    return kept


@pytest.fixture
def said() -> list[str]:
    return []


@pytest.fixture
def rebuilding(kept: Stores, said: list[str], monkeypatch: pytest.MonkeyPatch) -> Rebuild:
    monkeypatch.setattr(rebuild, "PAGE", 3)
    return Rebuild(kept.threads.keeping, UTC, said.append)


async def put(kept: Stores, date: str, **more: int) -> None:
    """Put so much more into a day than there is."""
    days = StoredDays(kept.threads.keeping)
    day, version = (await days.seen([date]))[date]
    changed = {name: count + more.get(name.replace("/", "_"), 0) for name, count in day.counts.items()}
    await days.put(Day(date, changed, day.samples), version)


async def test_what_is_as_it_was_stays(kept: Stores, rebuilding: Rebuild, said: list[str]) -> None:
    before = await counts(kept)
    assert await rebuilding(NOVEMBER, forced=False) == 0
    assert await counts(kept) == before
    assert "2026-11-22        5 messages, 5 now: as it was" in said
    assert "  10 messages looked through" in said


async def test_what_was_lost_is_counted_again(kept: Stores, rebuilding: Rebuild, said: list[str]) -> None:
    before = await counts(kept)
    await put(kept, "2026-11-22", messages_assistant=-2, turns=-1)
    assert await rebuilding(NOVEMBER, forced=False) == 0
    assert await counts(kept) == before
    assert "2026-11-22        3 messages, 5 now: 2 counts higher, 0 smaller" in said


async def test_nothing_gets_smaller_unless_it_is_forced(kept: Stores, rebuilding: Rebuild, said: list[str]) -> None:
    before = await counts(kept)
    await put(kept, "2026-11-23", turns=1)
    assert await rebuilding(NOVEMBER, forced=False) == 1
    assert (await counts(kept))["turns"] == before["turns"] + 1
    assert "2026-11-23        5 messages, 5 now: not written, 1 of its counts would get smaller" in said
    assert said[-1].startswith("Days left as they are: 1. Mostly they know more")
    assert await rebuilding(NOVEMBER, forced=True) == 0
    assert await counts(kept) == before


async def test_what_is_still_to_be_counted_is_left_to_the_clock(
    kept: Stores, rebuilding: Rebuild, write: Writing, clock: Any
) -> None:
    before = await counts(kept)
    clock.go_on(days=-1, seconds=1)
    await answered(kept, write(customer="+99"))
    clock.go_on(days=1)
    assert await rebuilding(NOVEMBER, forced=False) == 0
    assert await counts(kept) == before
    await fold(folding(kept))
    assert (await counts(kept))["turns"] == before["turns"] + 1


async def test_of_a_month_that_has_not_begun_there_is_nothing_to_count(rebuilding: Rebuild, said: list[str]) -> None:
    assert await rebuilding(NOVEMBER.after(), forced=False) == 0
    assert said == ["No day of that month is over yet."]


class Ticking:
    """Documents of which a tick adds to a day whenever messages are looked through, so often."""

    def __init__(self, kept: Stores, times: int) -> None:
        self.kept, self.times, documents = kept, times, kept.documents
        self.get, self.commit, self.close, self.remedy = (
            documents.get,
            documents.commit,
            documents.close,
            documents.remedy,
        )

    async def find(self, *conditions: Any, **how: Any) -> list[Document]:
        if self.times:
            self.times -= 1
            await StoredDays(self.kept.threads.keeping).add({DATES[0]: ({"survey/5": 1}, {})}, [])
        return await self.kept.documents.find(*conditions, **how)


@pytest.mark.parametrize(("times", "code"), [(1, 0), (100, 1)])
async def test_what_a_tick_adds_meanwhile_is_not_lost(kept: Stores, said: list[str], times: int, code: int) -> None:
    await put(kept, DATES[0], turns=-1)
    ticking = Ticking(kept, times)
    watched = Rebuild(replace(kept.threads.keeping, documents=ticking), UTC, said.append)
    assert await watched(NOVEMBER, forced=False) == code
    assert f"{DATES[0]} changed meanwhile, and is counted again." in said
    found = await counts(kept)
    assert found["survey/5"] == times - ticking.times
    assert found["turns"] == 10 - code
