"""The promises of Days, and how they are added to, over every adapter of documents."""

import asyncio
from typing import Any

import pytest

from handlers.numbers.brief import brief
from handlers.numbers.day import Day
from handlers.stores.briefs import StoredBriefs
from handlers.stores.days import StoredDays
from handlers.stores.documents import NEW, Conflict, Write
from tests.kept import Stores


@pytest.fixture
def days(store: Stores) -> StoredDays:
    return StoredDays(store.threads.keeping)


async def test_what_is_added_is_read_with_the_days_of_a_range_in_order(days: StoredDays) -> None:
    await days.add({"2026-11-26": ({"messages/faq": 2}, {"other": ["SM1"]})}, [])
    await days.add({"2026-11-26": ({"messages/faq": 1, "turns": 1}, {"other": ["SM2"]})}, [])
    await days.add({"2026-12-01": ({"turns": 2}, {}), "2026-11-30": ({"turns": -1}, {})}, [])
    assert await days.of("2026-11-26", "2026-12-01") == [
        Day("2026-11-26", {"messages/faq": 3, "turns": 1}, {"other": ("SM1", "SM2")}),
        Day("2026-11-30", {"turns": -1}),
        Day("2026-12-01", {"turns": 2}),
    ]
    assert await days.of("2026-11-27", "2026-11-29") == []
    assert await days.of("2026-11-27", "2026-11-26") == []


async def test_what_goes_along_is_written_with_it_or_neither(store: Stores, days: StoredDays) -> None:
    mark = Write("messages/SM1", {"counted": True}, NEW)
    await days.add({"2026-11-26": ({"turns": 1}, {})}, [mark])
    with pytest.raises(Conflict):
        await days.add({"2026-11-26": ({"turns": 1}, {}), "2026-11-27": ({"turns": 1}, {})}, [mark])
    assert await days.of("2026-11-26", "2026-11-27") == [Day("2026-11-26", {"turns": 1})]
    assert [document.fields for document in await store.documents.get(["messages/SM1"])] == [{"counted": True}]


async def test_of_several_that_add_to_a_day_at_once_none_is_lost(days: StoredDays) -> None:
    async def add() -> int:
        conflicts = 0
        while True:
            try:
                await days.add({"2026-11-26": ({"turns": 1}, {})}, [])
            except Conflict:
                conflicts += 1
                await asyncio.sleep(0)
            else:
                return conflicts

    await asyncio.gather(*(add() for _ in range(4)))
    assert await days.of("2026-11-26", "2026-11-26") == [Day("2026-11-26", {"turns": 4})]


async def test_marks_without_numbers_are_written_alone_and_nothing_is_no_commit(
    store: Stores, days: StoredDays
) -> None:
    await days.add({}, [Write("messages/SM1", {"counted": True}, NEW)])
    await days.add({}, [])
    assert len(await store.documents.get(["messages/SM1"])) == 1


async def test_a_day_never_expires(store: Stores, days: StoredDays, clock: Any) -> None:
    await days.add({"2026-11-26": ({"turns": 1}, {})}, [])
    clock.go_on(days=4000)
    assert await days.of("2026-11-26", "2026-11-26") == [Day("2026-11-26", {"turns": 1})]
    (document,) = await store.documents.get(["days/2026-11-26"])
    assert set(document.fields) == {"counts", "samples"}


async def test_the_briefs_of_days_are_written_with_them(store: Stores, days: StoredDays, clock: Any) -> None:
    counts = {"asked": 3, "prompt": 2, "waited/faq/7": 3, "topic/other": 1, "money/a.b/-/micros/exact": 5}
    await days.add({"2026-11-26": (counts, {}), "2026-11-30": ({"asked": 1}, {}), "2026-12-01": ({"asked": 2}, {})}, [])
    first = clock()
    clock.go_on(minutes=1)
    await days.add({"2026-11-26": (counts, {})}, [])
    briefs = StoredBriefs(store.threads.keeping)
    november = await briefs.of(["2026-11"])
    assert november.days == await _in_short(days, "2026-11-01", "2026-11-30")
    assert [day.counts["asked"] for day in november.days] == [6, 1]
    assert november.at == clock()
    assert (await briefs.of(["2026-12"])).at == first
    assert (await briefs.of(["2026-10"])).at is None
    both = await briefs.of(["2026-12", "2026-11"])
    assert [day.date for day in both.days] == ["2026-11-26", "2026-11-30", "2026-12-01"]


async def _in_short(days: StoredDays, first: str, last: str) -> list[Day]:
    return [Day(day.date, brief(day.counts)) for day in await days.of(first, last)]


async def test_a_day_is_put_only_over_what_was_seen_of_it_and_its_brief_with_it(days: StoredDays) -> None:
    await days.add({"2026-11-26": ({"asked": 3, "prompt": 1}, {"other": ["SM1"]})}, [])
    seen = await days.seen(["2026-11-26", "2026-11-27"])
    assert {date: day for date, (day, _) in seen.items()} == {
        "2026-11-26": Day("2026-11-26", {"asked": 3, "prompt": 1}, {"other": ("SM1",)}),
        "2026-11-27": Day("2026-11-27"),
    }
    again = [Day("2026-11-26", {"asked": 2, "prompt": 2}), Day("2026-11-27", {"asked": 5})]
    for day in again:
        await days.put(day, seen[day.date][1])
    assert await days.of("2026-11-26", "2026-11-27") == again
    briefs = await StoredBriefs(days.keeping).of(["2026-11"])
    assert [day.counts for day in briefs.days] == [brief(day.counts) for day in again]
    for day in again:
        with pytest.raises(Conflict):
            await days.put(day, seen[day.date][1])
