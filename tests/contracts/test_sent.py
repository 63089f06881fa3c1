"""The promises of Receipts, over every adapter of documents."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from handlers.conversation.messages import Message, Reply
from handlers.conversation.receipts import Receipt, Taken, mark_of, receipt_in, receipt_of
from handlers.stores.sent import LEARNED_FOR, StoredSent
from tests import writing
from tests.kept import RETENTION, Stores
from tests.ticketing import own

Writing = Callable[..., Message]
MARK = "0" * 32


@pytest.fixture
def sent(store: Stores) -> StoredSent:
    return StoredSent(store.threads.keeping)


def taken(clock: Any, *, thread: str = "key", sid: str = "whatsapp-1", text: str = "Hola", mark: str = MARK) -> Taken:
    return Taken(sid, clock(), Receipt(thread, mark), text)


async def test_what_was_taken_is_found_by_its_mark_since_then_and_by_its_name(sent: StoredSent, clock: Any) -> None:
    assert not await sent.was_taken(MARK, clock())
    await sent.keep(taken(clock))
    assert await sent.was_taken(MARK, clock())
    assert not await sent.was_taken(MARK, clock() + timedelta(seconds=1))
    assert not await sent.was_taken("1" * 32, clock())
    assert await sent.text_of("whatsapp-1") == "Hola"
    assert await sent.is_kept("whatsapp-1")
    assert not await sent.is_kept("whatsapp-2")


async def test_the_newest_of_equal_messages_counts(sent: StoredSent, clock: Any) -> None:
    for number in range(3):
        await sent.keep(taken(clock, sid=f"whatsapp-{number}"))
        clock.go_on(minutes=1)
    assert await sent.was_taken(MARK, clock() - timedelta(minutes=1))


async def test_what_is_only_reported_is_known_for_a_while_and_without_words(sent: StoredSent, clock: Any) -> None:
    await sent.learn(taken(clock, text=""))
    assert await sent.was_taken(MARK, clock())
    assert await sent.text_of("whatsapp-1") is None
    clock.go_on(seconds=LEARNED_FOR.total_seconds())
    assert not await sent.was_taken(MARK, clock() - LEARNED_FOR)


@pytest.mark.parametrize("first", ["kept", "reported"])
async def test_a_report_of_what_is_kept_changes_nothing(sent: StoredSent, clock: Any, first: str) -> None:
    if first == "kept":
        await sent.keep(taken(clock))
    await sent.learn(taken(clock, text=""))
    if first == "reported":
        await sent.keep(taken(clock))
    clock.go_on(seconds=LEARNED_FOR.total_seconds() + 1)
    assert await sent.text_of("whatsapp-1") == "Hola"


async def test_it_goes_with_its_customer_and_expires(
    store: Stores, sent: StoredSent, write: Writing, clock: Any
) -> None:
    turn = await own(store, write("Hola", customer="+1"))
    await sent.keep(taken(clock, thread=turn.thread.key))
    await sent.keep(taken(clock, thread="another", sid="whatsapp-2"))
    clock.go_on(seconds=1)
    await store.erasures.erase_messages(await store.erasures.forget(turn, Reply()))
    assert await sent.text_of("whatsapp-1") is None
    assert await sent.text_of("whatsapp-2") == "Hola"
    clock.go_on(seconds=RETENTION.total_seconds() + 7200)
    assert await sent.text_of("whatsapp-2") is None


def test_a_receipt_comes_back_as_it_went() -> None:
    thread = writing.thread()
    receipt = receipt_of(thread, "Hola")
    assert receipt
    assert receipt_in(str(receipt)) == receipt == Receipt("key", mark_of(thread.contact, "Hola"))
    assert receipt_of(writing.thread(about="customer"), "Hola") == Receipt("customer", receipt.mark)
    assert receipt_of(writing.thread(key=""), "Hola") is None
    assert mark_of(thread.contact, "Hola.") != receipt.mark
    for other in ("", "recado", f"recado.key.{MARK}", f"recado.k y.{MARK}.", f"recado.key.{MARK}.k7f2"):
        assert receipt_in(other) is None
