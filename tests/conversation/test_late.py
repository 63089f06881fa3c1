"""What is owed: taken up when nobody alive waits for it, sent once, and tried again when it could not be sent."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable, Iterator
from datetime import timedelta
from functools import partial
from typing import Any

import pytest

from dev import twilio_standin
from handlers.adapters.memory import MemoryThreads
from handlers.adapters.openai import OpenAIAssistant
from handlers.adapters.twilio import TwilioOutbox, TwilioRest
from handlers.channels import twilio
from handlers.conversation.late import PayDebts
from handlers.conversation.messages import Channel, Message
from handlers.conversation.thread import Answered, Limits, Turn
from handlers.conversation.turn import Result, TakeTurn
from handlers.errors import OutboxUnavailable
from handlers.steps.ask_assistant import AskAssistant

Write = Callable[..., Message]


@pytest.fixture
def threads(clock: Any) -> MemoryThreads:
    return MemoryThreads(now=clock, retention=timedelta(days=90), limits=Limits())


@pytest.fixture(scope="module")
def rest() -> Iterator[twilio_standin.Standin]:
    with twilio_standin.serve() as running:
        yield running


@contextlib.asynccontextmanager
async def connected(base_url: str) -> AsyncIterator[TwilioOutbox]:
    rest = TwilioRest(account="AC1", key="SK1", secret="right", base_url=base_url)
    yield TwilioOutbox(rest, render=partial(twilio.messages, language="es"))
    await rest.close()


@pytest.fixture
async def pay(
    threads: MemoryThreads, assistant: OpenAIAssistant, rest: twilio_standin.Standin, clock: Any
) -> AsyncIterator[PayDebts]:
    rest.state.sent.clear()
    ask = AskAssistant(assistant, threads, "es", thread_tokens=12_000)
    take_turn = TakeTurn(threads, [ask], "es", max_hops=0, sending=True)
    async with connected(rest.base_url) as outbox:
        yield PayDebts(threads, take_turn, outbox, clock)


async def left_open(threads: MemoryThreads, message: Message, *, given_up: bool = True) -> Turn:
    turn = await threads.open_turn(message)
    assert isinstance(turn, Turn)
    if given_up:
        await threads.release_turn(turn)
    return turn


def sent(rest: twilio_standin.Standin) -> list[str]:
    return [message.body for message in rest.state.sent]


async def test_what_was_left_open_for_a_minute_is_answered_by_rest(
    pay: PayDebts, threads: MemoryThreads, write: Write, clock: Any, rest: twilio_standin.Standin
) -> None:
    message = write("**me llamo Ana**")
    await left_open(threads, message)
    assert await pay.tick() == []
    clock.go_on(seconds=61)
    (outcome,) = await pay.tick()
    assert outcome.result is Result.ANSWERED
    assert "Ana" in sent(rest)[0]
    assert (rest.state.sent[0].to, rest.state.sent[0].from_) == (message.sender, message.business)
    assert await threads.open_turn(message) == Answered(outcome.reply.texts)
    clock.go_on(seconds=61)
    assert await pay.tick() == []
    assert len(sent(rest)) == 1


async def test_two_ticks_at_once_send_once(
    pay: PayDebts, threads: MemoryThreads, write: Write, clock: Any, rest: twilio_standin.Standin
) -> None:
    await left_open(threads, write("me llamo Ana"))
    clock.go_on(seconds=61)
    await asyncio.gather(pay.tick(), pay.tick())
    assert len(sent(rest)) == 1


async def test_an_owner_who_is_alive_is_left_alone(
    pay: PayDebts, threads: MemoryThreads, write: Write, clock: Any, rest: twilio_standin.Standin
) -> None:
    turn = await left_open(threads, write(), given_up=False)
    await threads.started(turn, "resp_1")
    assert await pay.is_awaited("resp_1")
    clock.go_on(seconds=61)
    await threads.renew_turn(turn)
    assert await pay.tick() == []
    assert sent(rest) == []


async def test_a_message_of_a_quarter_of_an_hour_ago_is_left_alone(
    pay: PayDebts, threads: MemoryThreads, write: Write, clock: Any, rest: twilio_standin.Standin
) -> None:
    await left_open(threads, write())
    clock.go_on(minutes=16)
    assert await pay.tick() == []
    assert sent(rest) == []


async def test_what_fails_again_is_not_sent_and_stays_open(
    pay: PayDebts, threads: MemoryThreads, write: Write, clock: Any, rest: twilio_standin.Standin
) -> None:
    await left_open(threads, write("Hola #fail=500"))
    clock.go_on(seconds=61)
    (outcome,) = await pay.tick()
    assert outcome.result is Result.UNAVAILABLE
    assert sent(rest) == []


async def test_what_twilio_did_not_take_is_sent_by_a_later_tick(
    pay: PayDebts, threads: MemoryThreads, write: Write, clock: Any, rest: twilio_standin.Standin
) -> None:
    await left_open(threads, write("me llamo Ana #twilio=500x1"))
    clock.go_on(seconds=61)
    with pytest.raises(OutboxUnavailable):
        await pay.tick()
    assert sent(rest) == []
    clock.go_on(seconds=61)
    assert await pay.tick() == []
    assert "Ana" in sent(rest)[0]


async def test_a_response_that_nobody_waits_for_owes_nothing(pay: PayDebts) -> None:
    assert await pay.response_ended("resp_unknown") == []
    assert not await pay.is_awaited("resp_unknown")


async def test_a_reply_goes_out_message_by_message(
    pay: PayDebts, threads: MemoryThreads, write: Write, clock: Any, rest: twilio_standin.Standin
) -> None:
    await left_open(threads, write("Hola #long=3000"))
    clock.go_on(seconds=61)
    (outcome,) = await pay.tick()
    (text,) = outcome.reply.texts
    assert sent(rest) == twilio.messages([text], Channel.WHATSAPP, "es")
    assert len(sent(rest)) > 1
