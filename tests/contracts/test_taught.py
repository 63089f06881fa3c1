"""The promises of Teaching, over every adapter of documents."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from handlers.conversation.record import TRACE_LASTS
from handlers.errors import StoreUnavailable
from handlers.knowledge.book import Book, Edit, Taught
from handlers.knowledge.cannot_teach import NothingTaught
from handlers.knowledge.entry import Entry
from handlers.knowledge.lesson import Lesson
from handlers.knowledge.ports import Changed
from tests import writing
from tests.kept import Stores
from tests.ticketing import ANA

OWNER = ANA.contact(writing.ANA)


def teaching(ask: str, answer: str, clock: Any, number: int = 0) -> Any:
    def change(book: Book, lessons: Sequence[Lesson]) -> Changed:
        return Changed(book.teach(number, [ask], answer, "Ana", clock()), (f"{ask} {answer}",))

    return change


async def test_what_is_taught_is_kept_with_its_history(store: Stores, clock: Any) -> None:
    assert await store.taught.book() == Book()
    assert await store.taught.entries() == ()
    at = clock()
    await store.taught.change(teaching("¿Pan?", "Sí", clock), sid="SM1")
    clock.go_on(minutes=1)
    await store.taught.change(teaching("¿Pan?", "No", clock, 1), sid="SM2")
    kept = Taught(1, ("¿Pan?",), "No", "Ana", clock(), history=(Edit(at, "Ana", ("¿Pan?",), "Sí"),))
    assert await store.taught.book() == Book((kept,), next=2)
    assert await store.taught.entries() == (Entry("taught-1", ("¿Pan?",), "No", is_taught=True),)


async def test_each_change_is_counted_and_no_look(store: Stores, clock: Any) -> None:
    await store.taught.change(teaching("¿Pan?", "Sí", clock), sid="SM1")
    first = store.taught.changes
    await store.taught.entries()
    assert store.taught.changes == first != 0
    await store.taught.change(teaching("¿Pan?", "No", clock, 1), sid="SM2")
    assert store.taught.changes != first


async def test_a_change_that_is_not_confirmed_is_counted_too(store: Stores, clock: Any) -> None:
    def failing(book: Book, lessons: Sequence[Lesson]) -> Changed:
        raise StoreUnavailable("timeout", remedy="")

    with pytest.raises(StoreUnavailable):
        await store.taught.change(failing, sid="SM1")
    assert store.taught.changes == 1


async def test_it_is_kept_longer_than_any_customers_data(store: Stores, clock: Any) -> None:
    await store.taught.change(teaching("¿Pan?", "Sí", clock), sid="SM1")
    clock.go_on(days=1000)
    assert len(await store.taught.entries()) == 1


async def test_the_same_message_teaches_once_and_hears_the_same(store: Stores, clock: Any) -> None:
    change = teaching("¿Pan?", "Sí", clock)
    assert await store.taught.change(change, sid="SM1") == await store.taught.change(change, sid="SM1") == ("¿Pan? Sí",)
    assert len(await store.taught.entries()) == 1
    clock.go_on(seconds=TRACE_LASTS.total_seconds() + 1)  # a carrier repeats nothing after so long


async def test_of_what_is_taught_at_once_nothing_is_lost(store: Stores, clock: Any) -> None:
    changes = (store.taught.change(teaching(f"¿{each}?", "Sí", clock), sid=f"SM{each}") for each in range(4))
    await asyncio.gather(*changes)
    assert {entry.id for entry in await store.taught.entries()} == {"taught-1", "taught-2", "taught-3", "taught-4"}


async def test_what_cannot_be_taught_changes_nothing(store: Stores, clock: Any) -> None:
    with pytest.raises(NothingTaught):
        await store.taught.change(teaching("¿Pan?", "", clock), sid="SM1")
    assert await store.taught.book() == Book()
    assert await store.documents.get(["messages/SM1"]) == []


def asking(book: Book) -> tuple[Book, str]:
    return book.ask("2026-11-22", [["a"]]), "¿Pan?"


def asking_on(day: str, text: str) -> Callable[[Book], tuple[Book, str]]:
    return lambda book: (replace(book, asked_on=day), text)


async def test_the_owner_is_asked_once_a_day_and_the_text_is_left_for_the_sender(store: Stores, clock: Any) -> None:
    asked = await asyncio.gather(*(store.taught.ask("2026-11-22", asking, OWNER, by=str(each)) for each in range(3)))
    (key,) = filter(None, asked)
    by = str(asked.index(key))
    thread = await store.debts.claim(key, by)
    assert thread
    assert thread.unsent
    assert (thread.contact, thread.unsent.texts, thread.about) == (OWNER, ("¿Pan?",), "teaching")
    assert (await store.taught.book()).lessons_of(1) == ("a",)
    assert await store.taught.ask("2026-11-21", asking, OWNER, by="later") is None


async def test_what_the_sender_left_is_sent_by_the_clock(store: Stores, clock: Any) -> None:
    key = await store.taught.ask("2026-11-22", asking, OWNER, by="killed")
    assert key
    clock.go_on(seconds=61)
    between = clock() - timedelta(minutes=15), clock() - timedelta(minutes=1)
    assert [thread.key for thread in await store.debts.waiting(key[0], *between, most=5)] == [key]


async def test_what_was_given_up_yesterday_is_not_sent_with_todays(store: Stores, clock: Any) -> None:
    key = await store.taught.ask("2026-11-22", asking, OWNER, by="one")
    assert key
    await store.debts.claim(key, "one")
    await store.debts.mark_failed(key, "one", unclear=False, for_good=True)
    clock.go_on(days=1)
    assert (
        await store.taught.ask("2026-11-23", lambda book: (book.ask("2026-11-23", []), "¿Café?"), OWNER, by="two")
        == key
    )
    thread = await store.debts.claim(key, "two")
    assert thread
    assert thread.unsent
    assert thread.unsent.texts == ("¿Café?",)


@pytest.mark.parametrize("text", ["", "¿Pan?"])
async def test_a_day_without_questions_or_owner_is_noted_all_the_same(store: Stores, text: str) -> None:
    to = None if text else OWNER
    assert (
        await store.taught.ask("2026-11-22", lambda book: (replace(book, asked_on="2026-11-22"), text), to, by="")
        is None
    )
    assert (await store.taught.book()).asked_on == "2026-11-22"


async def test_the_owners_thread_is_no_customers(store: Stores) -> None:
    await store.taught.ask("2026-11-22", asking, OWNER, by="one")
    assert await store.conversations.recent(most=5) == []
