"""What is paid for outside a turn is entered once by the commit that it goes with: over every adapter of documents."""

import asyncio
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC
from typing import Any

import pytest

from handlers.conversation.contact import Carrier, Channel
from handlers.conversation.messages import Message, Reply, Usage
from handlers.conversation.outcome import Outcome, Result
from handlers.money.ledger import Entry, Kind, Ledger
from handlers.numbers.labels import Night, State
from handlers.stores.days import StoredDays
from handlers.stores.debts import StoredDebts
from handlers.stores.labels import StoredLabels
from handlers.stores.ledger import StoredLedger
from tests.asking import own
from tests.counted import counts, fold
from tests.jobs.test_fold_days import Breaking
from tests.kept import Stores
from tests.spent import LEDGER, counting, entries

Write = Callable[..., Message]
BY = "who sends"
BUSINESS = "+5215587654321"
SENT = ("late", BUSINESS, ["twilio.out||1|5000|exact", "meta.service|MX|1|8500|estimated"])


@pytest.fixture
def told() -> list[Entry]:
    """The entries that whoever minds the ceilings is told of."""
    return []


@pytest.fixture
def ledger(told: list[Entry]) -> Ledger:
    return replace(LEDGER, stored=told.append)


def kept_books(store: Stores, ledger: Ledger) -> Stores:
    return replace(store, debts=StoredDebts(store.threads.keeping, ledger))


async def owed(store: Stores, message: Message, *texts: str) -> str:
    """The thread of a reply that is to be sent by REST."""
    turn = await own(store.threads, message)
    await store.threads.close_turn(turn, Reply(texts), sender=BY)
    return turn.thread.key


async def test_each_accepted_message_is_entered_once_and_counted_once(
    store: Stores, ledger: Ledger, told: list[Entry], write: Write
) -> None:
    kept = kept_books(store, ledger)
    key = await owed(kept, write(), "one", "two")
    await kept.debts.mark_accepted(key, BY, last=False)
    await kept.debts.mark_accepted(key, "another", last=True)  # who does not send it
    await asyncio.gather(*(kept.debts.mark_accepted(key, BY, last=True) for _ in range(2)))
    await kept.debts.mark_accepted(key, BY, last=True)  # nothing is left
    assert await entries(kept) == [SENT] * 3
    assert len(told) == 3
    done = [await fold(counting(kept)) for _ in range(2)]
    assert [(one.count, one.problems) for one in done] == [(3, ()), (0, ())]
    found = await counts(kept)
    assert (found["money/twilio.out/-/units"], found["money/meta.service/MX/units"]) == (3, 3)
    assert found[f"free/meta/{BUSINESS}"] == 3  # of a month's free ones


async def test_what_is_refused_for_good_is_entered_and_what_is_tried_again_is_not(
    store: Stores, ledger: Ledger, told: list[Entry], write: Write
) -> None:
    kept = kept_books(store, ledger)
    key = await owed(kept, write(), "one")
    await kept.debts.mark_failed(key, BY, unclear=True, for_good=False)
    await kept.debts.mark_failed(key, "another", unclear=False, for_good=True)
    assert await entries(kept) == []
    await kept.debts.mark_failed(key, BY, unclear=False, for_good=True)
    assert await entries(kept) == [("late", BUSINESS, ["twilio.failed||1|1000|estimated"])]
    assert [entry.kind for entry in told] == [Kind.LATE]


async def test_what_costs_nothing_is_not_entered(store: Stores, ledger: Ledger, write: Write) -> None:
    kept, telegram = kept_books(store, ledger), {"channel": Channel.TELEGRAM, "carrier": Carrier.TELEGRAM}
    key = await owed(kept, write(**telegram), "one")
    await kept.debts.mark_accepted(key, BY, last=True)
    await StoredLedger(store.threads.keeping, ledger).heard(
        write(**telegram), Outcome(Result.AGENT, "es", Reply(("a",)))
    )
    assert await entries(kept) == []


async def test_an_entry_is_told_of_once_however_often_it_was_tried(
    kept: Stores, ledger: Ledger, told: list[Entry], write: Write
) -> None:
    key, fates = await owed(kept, write(), "one"), iter(["beaten", "beaten", ""])
    keeping = replace(kept.threads.keeping, documents=Breaking(kept.documents, lambda: next(fates)))
    await StoredDebts(keeping, ledger).mark_accepted(key, BY, last=True)
    assert await entries(kept) == [SENT]
    assert len(told) == 1


async def test_a_night_that_another_has_read_is_not_told_of(
    store: Stores, ledger: Ledger, told: list[Entry], clock: Any
) -> None:
    labels = StoredLabels(store.threads.keeping, StoredDays(store.threads.keeping), UTC, ledger)
    asked = await labels.put(Night("2026-11-22", clock(), State.ASKED))
    assert asked is not None
    read = replace(asked, state=State.READ, usage=Usage(1000, 0, 100))
    assert [await labels.put(read) is not None for _ in range(2)] == [True, False]
    assert [entry.kind for entry in told] == [Kind.LABELS]


async def test_an_agents_message_that_is_delivered_again_is_entered_once(
    store: Stores, ledger: Ledger, told: list[Entry], write: Write, clock: Any
) -> None:
    books, message = StoredLedger(store.threads.keeping, ledger), write(customer="+573001234567")
    outcome = Outcome(Result.AGENT, "es", Reply(("Hecho",)))
    await books.heard(message, outcome)
    clock.go_on(minutes=1)
    await books.heard(message, outcome)
    (entry,) = await entries(store)
    assert entry == (
        "agent",
        BUSINESS,
        ["twilio.in||1|5000|exact", "twilio.out||1|5000|exact", "meta.service|CO|1|800|estimated"],
    )
    await fold(counting(store))
    await books.heard(message, outcome)
    assert (await fold(counting(store))).count == 0
    assert len(told) == 1
