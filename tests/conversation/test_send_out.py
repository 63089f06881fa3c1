"""Sending: each message is recorded once accepted, looked for if it may have been sent, and given up in the end."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from handlers.conversation.contact import Carrier
from handlers.conversation.messages import Message, Reply
from handlers.conversation.send_out import SendOut
from handlers.conversation.thread import Thread
from handlers.conversation.turn import Turn
from handlers.errors import OutboxRefused, OutboxUnavailable, OutboxUnclear, StoreUnavailable
from tests.kept import Stores
from tests.told_outbox import How, ToldOutbox

Write = Callable[..., Message]
BY = "who closed the turn"
TEXT = "one\n\ntwo\n\nthree"  # three messages


@pytest.fixture
def outbox(clock: Any) -> ToldOutbox:
    return ToldOutbox(clock)


@pytest.fixture
def send_out(kept: Stores, outbox: ToldOutbox) -> SendOut:
    return SendOut(kept.debts, {Carrier.TWILIO: outbox})


async def closed(kept: Stores, message: Message, *texts: str) -> Thread:
    """The thread of a closed turn whose reply goes out by REST."""
    turn = await kept.threads.open_turn(message)
    assert isinstance(turn, Turn)
    await kept.threads.close_turn(turn, Reply(texts), sender=BY)
    return turn.thread


def received(outbox: ToldOutbox, thread: Thread) -> list[str]:
    return outbox.received(thread.contact.customer)


async def test_all_texts_go_out_in_order_and_once(
    kept: Stores, send_out: SendOut, outbox: ToldOutbox, write: Write
) -> None:
    thread = await closed(kept, write(), TEXT, "four")
    assert await send_out(thread.key, by=BY) == 4
    assert await send_out(thread.key, by=BY) == 0
    assert received(outbox, thread) == ["one", "two", "three", "four"]


async def test_what_is_out_is_not_sent_again_after_a_failure(
    kept: Stores, send_out: SendOut, outbox: ToldOutbox, write: Write, clock: Any
) -> None:
    thread = await closed(kept, write(), TEXT)
    outbox.tell("two", How.UNAVAILABLE)
    with pytest.raises(OutboxUnavailable):
        await send_out(thread.key, by=BY)
    assert received(outbox, thread) == ["one"]
    clock.go_on(seconds=31)
    assert await send_out(thread.key, by="later") == 2
    assert received(outbox, thread) == ["one", "two", "three"]


@pytest.mark.parametrize("how", [How.LOST, How.LOST_THOUGH_TAKEN])
async def test_what_may_be_out_is_looked_for_before_it_is_sent_again(
    kept: Stores, send_out: SendOut, outbox: ToldOutbox, write: Write, clock: Any, how: How
) -> None:
    thread = await closed(kept, write(), TEXT)
    outbox.tell("two", how)
    with pytest.raises(OutboxUnclear):
        await send_out(thread.key, by=BY)
    clock.go_on(seconds=31)
    assert await send_out(thread.key, by="too early") == 0  # Twilio may still accept it
    clock.go_on(seconds=30)
    outbox.looks_fail = 1
    with pytest.raises(OutboxUnavailable):
        await send_out(thread.key, by="in vain")
    clock.go_on(seconds=61)
    assert await send_out(thread.key, by="later") == 2
    assert received(outbox, thread) == ["one", "two", "three"]


async def test_a_sender_killed_between_sending_and_recording_doubles_nothing(
    kept: Stores, send_out: SendOut, outbox: ToldOutbox, write: Write, clock: Any
) -> None:
    thread = await closed(kept, write(), TEXT)
    await outbox.send(thread, "one")
    clock.go_on(seconds=31)
    await send_out(thread.key, by="later")
    assert received(outbox, thread) == ["one", "two", "three"]


async def test_what_is_refused_for_good_is_not_tried_again(
    kept: Stores, send_out: SendOut, outbox: ToldOutbox, write: Write, clock: Any
) -> None:
    thread = await closed(kept, write(), TEXT)
    outbox.tell("one", How.REFUSED)
    with pytest.raises(OutboxRefused):
        await send_out(thread.key, by=BY)
    for _ in range(5):
        clock.go_on(minutes=1)
        assert await send_out(thread.key, by="later") == 0
    assert outbox.tries == 1


async def test_a_text_not_accepted_within_a_quarter_of_an_hour_is_given_up_and_reported_once(
    kept: Stores, send_out: SendOut, outbox: ToldOutbox, write: Write, clock: Any
) -> None:
    thread = await closed(kept, write(), TEXT)
    clock.go_on(minutes=16)
    with pytest.raises(OutboxRefused) as problem:
        await send_out(thread.key, by="too late")
    assert problem.value.code == "given_up"
    assert await send_out(thread.key, by="too late") == 0
    assert outbox.tries == 0


async def test_a_text_that_has_become_shorter_since_it_was_begun_is_settled_too(
    kept: Stores, send_out: SendOut, outbox: ToldOutbox, write: Write
) -> None:
    thread = await closed(kept, write(), "one")
    await kept.debts.mark_accepted(thread.key, BY, last=False)  # as a version that split it otherwise did
    assert await send_out(thread.key, by=BY) == 1
    assert received(outbox, thread) == []


async def test_who_wrote_what_is_given_up_is_told_of_it_once(
    kept: Stores, send_out: SendOut, outbox: ToldOutbox, write: Write, clock: Any
) -> None:
    told: list[tuple[str, str]] = []

    async def gave_up(thread: Thread, code: str) -> None:
        told.append((thread.key, code))

    telling = replace(send_out, gave_up=gave_up)
    refused, late, sent = [await closed(kept, write(customer=f"+52155{number}"), str(number)) for number in range(3)]
    outbox.tell("0", How.REFUSED)
    with pytest.raises(OutboxRefused):
        await telling(refused.key, by=BY)
    await telling(sent.key, by=BY)
    clock.go_on(minutes=16)
    with pytest.raises(OutboxRefused):
        await telling(late.key, by="too late")
    for thread in (refused, late, sent):
        await telling(thread.key, by="later")
    assert told == [(refused.key, "told"), (late.key, "given_up")]


async def test_a_refusal_that_could_not_be_told_is_tried_and_told_again(
    kept: Stores, send_out: SendOut, outbox: ToldOutbox, write: Write, clock: Any
) -> None:
    told: list[str] = []

    async def gave_up(thread: Thread, code: str) -> None:
        told.append(code)
        if len(told) == 1:
            raise StoreUnavailable("told", remedy="none")

    telling = replace(send_out, gave_up=gave_up)
    thread = await closed(kept, write(), TEXT)
    outbox.tell("one", How.REFUSED, How.REFUSED)
    with pytest.raises(StoreUnavailable):
        await telling(thread.key, by=BY)
    clock.go_on(minutes=2)
    with pytest.raises(OutboxRefused):
        await telling(thread.key, by="later")
    assert told == ["told", "told"]
    assert received(outbox, thread) == []
