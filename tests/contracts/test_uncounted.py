"""Messages are counted once each, whoever else counts and writes: over every adapter of documents."""

import asyncio
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from handlers.conversation.facts import Who
from handlers.conversation.messages import Message, Reply
from handlers.conversation.opening import Answered
from handlers.conversation.turn import Turn
from handlers.stores.documents import NEW, Document
from handlers.stores.documents import Write as Put
from tests.counted import BUSINESS, answered, counting, counts, fold, folding
from tests.kept import Stores

Write = Callable[..., Message]
MICROS_OFF = "money/meta.free/-/micros/estimated"


@pytest.fixture
def kept(store: Stores, clock: Any) -> Stores:
    return counting(store, clock)


async def own(kept: Stores, message: Message) -> Turn:
    turn = await kept.threads.open_turn(message)
    assert isinstance(turn, Turn)
    return turn


async def bare(kept: Stores) -> list[Document]:
    """Documents of messages that name no thread, but for traces."""
    found = await kept.documents.find("messages", ("place", "GREATER_THAN", ""), order="place", most=1000)
    return [document for document in found if document.path.startswith("messages/gone-")]


async def test_what_was_answered_is_counted_once_with_its_money(kept: Stores, write: Write) -> None:
    for number in range(3):
        await answered(kept, write(customer=f"+{number}"))
    assert (await fold(folding(kept))).count == 3
    assert (await fold(folding(kept))).count == 0
    found = await counts(kept)
    assert (found["messages/assistant"], found["turns"], found["money/meta.service/MX/units"]) == (3, 3, 3)
    assert (found[f"free/meta/{BUSINESS}"], found[MICROS_OFF]) == (3, -25_500)


async def test_months_know_what_was_free_of_each_number(kept: Stores, write: Write, clock: Any) -> None:
    await kept.documents.commit([Put("months/2026-11", {"free": {BUSINESS: 999, "+1": 4}}, NEW)])
    for number in range(3):
        await answered(kept, write(customer=f"+{number}"))
    await fold(folding(kept))
    clock.go_on(days=10)
    await answered(kept, write())
    await fold(folding(kept))
    assert (await counts(kept))[MICROS_OFF] == -8_500
    assert (await counts(kept, "2026-12-02", "2026-12-02"))[MICROS_OFF] == -8_500
    months = await kept.documents.get(["months/2026-11", "months/2026-12"])
    assert {document.path: document.fields["free"] for document in months} == {
        "months/2026-11": {BUSINESS: 1000, "+1": 4},
        "months/2026-12": {BUSINESS: 1},
    }


async def test_a_message_that_nobody_answers_counts_after_two_hours_and_never_again(
    kept: Stores, write: Write, clock: Any
) -> None:
    message = write()
    await own(kept, message)
    clock.go_on(hours=1, minutes=59)
    assert (await fold(folding(kept))).count == 0
    clock.go_on(minutes=2)
    assert (await fold(folding(kept))).count == 1
    await answered(kept, message)  # a replay, hours later
    assert (await fold(folding(kept))).count == 0
    assert await counts(kept) == {"messages/nobody": 1, "hour/12": 1, "app/whatsapp": 1, "late/720": 1}


async def test_one_that_a_replay_answers_right_before_it_would_be_given_up_counts_as_answered(
    kept: Stores, write: Write, clock: Any
) -> None:
    message = write()
    await own(kept, message)
    clock.go_on(hours=1, minutes=55)
    await answered(kept, message)
    assert (await fold(folding(kept))).count == 0
    clock.go_on(minutes=10)
    assert (await fold(folding(kept))).count == 1
    assert (await counts(kept))["messages/assistant"] == 1


async def test_of_two_ticks_at_once_each_message_is_counted_by_one(kept: Stores, write: Write) -> None:
    for number in range(20):
        await answered(kept, write(customer=f"+{number}"))
    done = await asyncio.gather(*(fold(folding(kept)) for _ in range(3)))
    assert [problem for one in done for problem in one.problems] == []
    assert sum(one.count for one in done) == (await counts(kept))["messages/assistant"] == 20


async def test_what_is_written_meanwhile_is_counted_as_it_is_then(kept: Stores, write: Write, clock: Any) -> None:
    message = write()
    await own(kept, message)
    clock.go_on(hours=2, minutes=1)
    (source,) = folding(kept).sources
    found, _ = await source.due("", most=10)
    await answered(kept, message)
    assert await source.count(found) is False
    assert await counts(kept) == {}
    assert (await fold(folding(kept))).count == 1
    assert (await counts(kept))["messages/assistant"] == 1


async def forgotten(kept: Stores, message: Message, clock: Any) -> None:
    """Forget the customer, at this message of theirs, and all that was said before."""
    clock.go_on(seconds=1)
    turn = await own(kept, message)
    await kept.erasures.erase_messages(await kept.erasures.forget(turn, Reply(("Gone.",))))


async def test_forgetting_changes_no_number(store: Stores, write: Write, clock: Any) -> None:
    kept = counting(store, clock, topic="other")
    await answered(kept, write("counted already"))
    await fold(folding(kept))
    await answered(kept, write("not counted yet"))
    other = await own(kept, write("not answered", customer="+2"))
    await forgotten(kept, write("yes"), clock)
    await forgotten(kept, write("yes", customer="+2"), clock)
    assert len(await bare(kept)) == 2
    await fold(folding(kept))
    assert await bare(kept) == []
    clock.go_on(hours=3)
    assert (await fold(folding(kept))).count == 0
    found = await counts(kept)
    assert (found["messages/assistant"], found["turns"], found["merged"]) == (5, 4, 1)
    assert found["money/meta.service/MX/units"] == 4
    assert await kept.threads.text_of(other.thread.key, other.message.sid) is None


async def test_of_a_burst_that_is_forgotten_with_its_customer_each_message_counts_as_answered(
    kept: Stores, write: Write, clock: Any
) -> None:
    await own(kept, write("Hola"))
    await own(kept, write("¿Hola?"))
    await forgotten(kept, write("yes"), clock)
    await fold(folding(kept))
    found = await counts(kept)
    assert (found["messages/assistant"], found["merged"], found["turns"]) == (3, 2, 1)


async def test_nothing_that_leads_to_a_customer_stays_until_it_is_counted(
    kept: Stores, write: Write, clock: Any
) -> None:
    turn = await answered(kept, write("mi secreto"))
    clock.go_on(seconds=1)
    await own(kept, write("otro secreto"))
    clock.go_on(seconds=1)
    await kept.erasures.erase_messages(erasure := await kept.erasures.forget(await own(kept, write("yes")), Reply()))
    documents = await bare(kept)
    assert len(documents) == 2
    for document in documents:
        fields = document.fields
        assert "secreto" not in str(document)
        leads = (*erasure.keys, turn.message.sid, turn.thread.alias, turn.thread.contact.customer)
        assert not any(lead in str(document) for lead in leads)
        said = {"thread", "texts", "usage", "by", "by_rest", "entry", "sources", "calls", "labels"}
        kept_still = {"at", "answered_by", "known", "facts", "counted", "counts", "place", "expire_at"}
        assert set(fields) == said | kept_still | {"content", "author", "channel"}
        assert not any(fields[name] for name in said)
        assert fields["content"] == {"text": "", "files": [], "parts": []}
        assert fields["expire_at"] <= clock() + timedelta(days=1)


async def test_the_message_that_forgets_is_counted_and_its_redelivery_gets_the_same_reply(
    kept: Stores, write: Write, clock: Any
) -> None:
    message = write("yes")
    await forgotten(kept, message, clock)
    assert (await fold(folding(kept))).count == 1
    assert await kept.threads.open_turn(message) == Answered(("Gone.",))
    assert (await fold(folding(kept))).count == 0
    assert (await counts(kept))["messages/assistant"] == 1


async def test_who_forgets_while_a_tick_counts_loses_and_doubles_nothing(
    kept: Stores, write: Write, clock: Any
) -> None:
    await answered(kept, write("not counted yet"))
    (source,) = folding(kept).sources
    found, _ = await source.due("", most=10)
    await forgotten(kept, write("yes"), clock)
    assert await source.count(found) is False
    assert (await fold(folding(kept))).count == 2
    assert (await counts(kept))["messages/assistant"] == 2


async def test_who_was_answered_by_nobody_counts_as_such(store: Stores, write: Write, clock: Any) -> None:
    kept = counting(store, clock, Who.NOBODY)
    await answered(kept, write())
    await fold(folding(kept))
    assert (await counts(kept))["messages/nobody"] == 1
