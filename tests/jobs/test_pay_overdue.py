"""Overdue threads: all of them, the longest waiting first, while there is time; a failure affects no other."""

import asyncio
from collections.abc import Callable
from typing import Any

import pytest

from handlers import texts
from handlers.conversation.contact import Carrier
from handlers.conversation.delivery import Delivery
from handlers.conversation.messages import Message, Reply
from handlers.conversation.pay_debts import PayDebts
from handlers.conversation.send_out import SendOut
from handlers.conversation.take_turn import TakeTurn
from handlers.conversation.turn import Turn
from handlers.errors import AssistantUnavailable, OutboxUnavailable
from handlers.jobs.pay_overdue import PayOverdue
from handlers.languages import House
from tests.kept import Stores
from tests.told_outbox import How, ToldOutbox

Write = Callable[..., Message]


@pytest.fixture
def outbox(clock: Any) -> ToldOutbox:
    return ToldOutbox(clock)


def sent(outbox: ToldOutbox) -> list[tuple[str, str]]:
    return [(taken.thread.contact.customer, taken.message) for taken in outbox.taken]


async def step(turn: Turn) -> None:
    if "fails" in turn.message.content.text:
        raise AssistantUnavailable("server_error", remedy="")
    turn.say(f"to {turn.message.content.text}", to=turn.unanswered)


@pytest.fixture
def job(kept: Stores, outbox: ToldOutbox, clock: Any) -> PayOverdue:
    take_turn = TakeTurn(kept.threads, [step], House(), Delivery.in_response(sends_late=True))
    return PayOverdue(
        kept.debts, PayDebts(kept.debts, take_turn, SendOut(kept.debts, {Carrier.TWILIO: outbox}), clock), clock
    )


def soon(seconds: float = 24) -> float:
    return asyncio.get_running_loop().time() + seconds


async def left_open(kept: Stores, message: Message) -> None:
    turn = await kept.threads.open_turn(message)
    assert isinstance(turn, Turn)
    await kept.threads.release_turn(turn, Reply())


async def test_however_much_was_left_open_one_tick_takes_it_all_up(
    job: PayOverdue, kept: Stores, outbox: ToldOutbox, write: Write, clock: Any
) -> None:
    for number in range(200):
        await left_open(kept, write(f"{number}", customer=f"+{number}"))
    assert (await job(soon())).count == 0
    clock.go_on(seconds=61)
    done = await job(soon())
    assert (done.count, set(done.results)) == (200, {"answered"})
    assert sorted(sent(outbox)) == sorted((f"+{number}", f"to {number}") for number in range(200))
    clock.go_on(seconds=61)
    assert (await job(soon())).count == 0


async def test_with_no_time_left_no_turn_is_begun(
    job: PayOverdue, kept: Stores, outbox: ToldOutbox, write: Write, clock: Any
) -> None:
    await left_open(kept, write())
    clock.go_on(seconds=61)
    assert (await job(soon(7))).count == 0
    assert sent(outbox) == []


async def test_one_that_is_refused_is_tried_no_more_and_keeps_none_behind_it_waiting(
    job: PayOverdue, kept: Stores, outbox: ToldOutbox, write: Write, clock: Any
) -> None:
    for number in range(20):
        await left_open(kept, write(f"{number}", customer=f"+{number}"))
    for number in range(10):
        outbox.tell(f"to {number}", How.REFUSED)
    clock.go_on(seconds=61)
    done = await job(soon())
    assert (len(sent(outbox)), len(done.problems)) == (10, 10)
    clock.go_on(seconds=61)
    done = await job(soon())
    assert (len(sent(outbox)), done.problems) == (10, ())


async def test_what_twilio_did_not_take_is_sent_by_a_later_tick(
    job: PayOverdue, kept: Stores, outbox: ToldOutbox, write: Write, clock: Any
) -> None:
    message = write("Hola")
    await left_open(kept, message)
    outbox.tell("to Hola", How.UNAVAILABLE)
    clock.go_on(seconds=61)
    assert [type(problem) for problem in (await job(soon())).problems] == [OutboxUnavailable]
    clock.go_on(seconds=61)
    assert (await job(soon())).problems == ()
    assert sent(outbox) == [(message.contact.customer, "to Hola")]


async def test_what_keeps_failing_is_tried_until_it_is_too_late_and_then_apologised_for_once(
    job: PayOverdue, kept: Stores, outbox: ToldOutbox, write: Write, clock: Any
) -> None:
    await left_open(kept, write("fails"))
    for _ in range(20):
        clock.go_on(seconds=61)
        await job(soon())
    assert [text for _, text in sent(outbox)] == [texts.UNAVAILABLE["es"]]


async def test_an_owner_who_is_alive_is_left_alone(
    job: PayOverdue, kept: Stores, outbox: ToldOutbox, write: Write, clock: Any
) -> None:
    turn = await kept.threads.open_turn(write())
    assert isinstance(turn, Turn)
    clock.go_on(seconds=61)
    await kept.threads.renew_turn(turn)
    assert (await job(soon())).count == 0


async def test_two_ticks_at_once_answer_once(
    job: PayOverdue, kept: Stores, outbox: ToldOutbox, write: Write, clock: Any
) -> None:
    await left_open(kept, write("Hola"))
    clock.go_on(seconds=61)
    await asyncio.gather(job(soon()), job(soon()))
    assert len(sent(outbox)) == 1
