"""The promises of Labels, over every adapter of documents."""

import asyncio
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC
from typing import Any

import pytest

from handlers.conversation.facts import Who
from handlers.conversation.messages import Message, Reply, Usage
from handlers.conversation.side import Mood
from handlers.numbers.day import Day
from handlers.numbers.labels import Label, Night, State
from handlers.stores.days import StoredDays
from handlers.stores.documents import ANY, Write
from handlers.stores.fields import record_of
from handlers.stores.labels import StoredLabels
from tests.asking import own
from tests.kept import Stores
from tests.labelling import closed
from tests.spent import LEDGER

Writing = Callable[..., Message]
PAN, OTHER = Label("pan", Mood.FINE), Label("other", Mood.UNHAPPY)
DATE = "2026-11-22"  # the clock's


@pytest.fixture
def days(store: Stores) -> StoredDays:
    return StoredDays(store.threads.keeping)


@pytest.fixture
def labels(store: Stores, days: StoredDays) -> StoredLabels:
    return StoredLabels(store.threads.keeping, days, UTC, LEDGER)


async def counted(store: Stores, *sids: str) -> None:
    """Count these messages, as the clock does."""
    marked = [Write(f"messages/{sid}", {"counted": True, "counts": None}, ANY) for sid in sids]
    await store.documents.commit(marked)


async def test_a_night_is_kept_over_the_version_that_was_read(labels: StoredLabels, clock: Any) -> None:
    assert await labels.night(DATE) is None
    first = await labels.put(Night(DATE, clock(), sids=("SM1", "SM2")))
    assert first is not None
    assert await labels.put(Night(DATE, clock())) is None  # another was first
    asked = await labels.put(replace(first, state=State.ASKED, response="resp_1", usage=Usage(1, 2, 3)))
    assert asked is not None
    assert await labels.put(replace(first, state=State.DONE)) is None
    assert await labels.night(DATE) == asked
    assert (asked.state, asked.sids, asked.usage) == (State.ASKED, ("SM1", "SM2"), Usage(1, 2, 3))


async def test_conversations_wait_the_newest_first(
    labels: StoredLabels, store: Stores, write: Writing, clock: Any
) -> None:
    first = await closed(store.threads, write("¿Pan?", customer="+1"))
    clock.go_on(minutes=1)
    second = await closed(store.threads, write("¿Café?", customer="+2"), Who.FAQ)
    await closed(store.threads, write("¿Té?", customer="+3"), Who.ASSISTANT, "bebidas")
    assert await labels.waiting(most=5) == [second, first]
    assert await labels.waiting(most=1) == [second]


async def test_of_each_shard_the_newest_are_looked_at(
    labels: StoredLabels, store: Stores, monkeypatch: pytest.MonkeyPatch, write: Writing, clock: Any
) -> None:
    monkeypatch.setattr("handlers.stores.labels.OF_A_SHARD", 1)
    await closed(store.threads, write("¿Pan?"))
    clock.go_on(hours=2)
    newest = await closed(store.threads, write("¿Café?"))
    assert await labels.waiting(most=5) == [newest]


async def test_messages_that_one_turn_answered_are_read_together(
    labels: StoredLabels, store: Stores, write: Writing, clock: Any
) -> None:
    await own(store.threads, write("¿Pan?"))  # its turn never ends
    clock.go_on(minutes=14.5)
    sid = await closed(store.threads, write("¿Y café?"))
    assert await labels.waiting(most=5) == [sid]
    assert await labels.words([sid]) == ["¿Pan? ¿Y café?"]


async def test_what_only_goes_on_with_a_conversation_does_not_wait(
    labels: StoredLabels, store: Stores, write: Writing, clock: Any
) -> None:
    first = await closed(store.threads, write("¿Pan?"))
    clock.go_on(minutes=5)
    await closed(store.threads, write("De centeno"))
    assert await labels.waiting(most=5) == [first]


async def test_their_words_are_the_customers_own(
    labels: StoredLabels, store: Stores, write: Writing, clock: Any
) -> None:
    first = await closed(store.threads, write("¿Pan?", customer="+1"))
    clock.go_on(minutes=1)
    await closed(store.threads, write("De centeno", customer="+1"))
    other = await closed(store.threads, write("¿Café?", customer="+2"))
    clock.go_on(hours=2)
    later = await closed(store.threads, write("¿Abren?", customer="+1"))
    assert await labels.words([first, "gone", other, later]) == ["¿Pan? De centeno", "", "¿Café?", "¿Abren?"]
    assert await labels.words([]) == []


async def test_a_label_is_counted_once_and_nothing_else_of_the_message_changes(
    labels: StoredLabels, days: StoredDays, store: Stores, write: Writing
) -> None:
    pan, other, none = [await closed(store.threads, write("¿Pan?", customer=f"+{number}")) for number in range(3)]
    await counted(store, pan, other, none)
    before = [record_of(each.fields) for each in await store.documents.get([f"messages/{pan}"])]
    given = {pan: PAN, other: OTHER, none: None, "gone": PAN}
    counts = await asyncio.gather(*(labels.settle(given) for _ in range(3)))
    assert sorted(counts) == [0, 0, 2]
    assert await days.of(DATE, DATE) == [
        Day(DATE, {"topic/pan": 1, "mood/fine": 1, "topic/other": 1, "mood/unhappy": 1}, {"other": (other,)})
    ]
    assert await labels.waiting(most=5) == []
    assert await labels.words([pan]) == [""]
    (after,) = [record_of(each.fields) for each in await store.documents.get([f"messages/{pan}"])]
    assert before[0].facts is not None
    assert [after] == [
        replace(record, facts=replace(before[0].facts, topic="pan", mood="fine", unlabelled=False)) for record in before
    ]


async def test_what_is_not_counted_yet_is_counted_with_its_label_by_who_counts_it(
    labels: StoredLabels, days: StoredDays, store: Stores, write: Writing
) -> None:
    sid = await closed(store.threads, write("¿Pan?"))
    assert await labels.settle({sid: PAN}) == 1
    assert await days.of(DATE, DATE) == []
    (document,) = await store.documents.get([f"messages/{sid}"])
    assert (document.fields["facts"]["topic"], document.fields["counts"] is None) == ("pan", False)


async def test_many_are_settled_in_several_commits(
    labels: StoredLabels, days: StoredDays, store: Stores, monkeypatch: pytest.MonkeyPatch, write: Writing
) -> None:
    monkeypatch.setattr("handlers.stores.labels.OF_A_COMMIT", 2)
    sids = [await closed(store.threads, write("¿Pan?", customer=f"+{number}")) for number in range(5)]
    await counted(store, *sids)
    assert await labels.settle(dict.fromkeys(sids, PAN)) == 5
    assert [day.counts["topic/pan"] for day in await days.of(DATE, DATE)] == [5]


async def test_who_is_forgotten_waits_no_more(labels: StoredLabels, store: Stores, write: Writing, clock: Any) -> None:
    sid = await closed(store.threads, write("¿Pan?"))
    clock.go_on(seconds=1)
    turn = await own(store.threads, write("sí"))
    await store.erasures.erase_messages(await store.erasures.forget(turn, Reply()))
    assert await labels.waiting(most=5) == []
    assert await labels.words([sid]) == [""]
    assert await labels.settle({sid: PAN}) == 0


async def test_what_has_expired_waits_no_more(labels: StoredLabels, store: Stores, write: Writing, clock: Any) -> None:
    sid = await closed(store.threads, write("¿Pan?"))
    clock.go_on(days=100)
    assert await labels.waiting(most=5) == []
    assert await labels.settle({sid: PAN}) == 0
