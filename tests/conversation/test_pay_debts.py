"""Late answers: taken up when no living turn waits; with the real Twilio adapter before its stand-in."""

import asyncio
from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from typing import Any

import pytest

from dev import twilio_standin
from dev.openai_standin import Standin
from handlers import kept_texts, texts
from handlers.adapters.openai.assistant import OpenAIAssistant
from handlers.adapters.twilio.rest import TwilioRest
from handlers.channels.twilio import write as twilio_write
from handlers.conversation.contact import Carrier, Channel
from handlers.conversation.delivery import Delivery
from handlers.conversation.forgetting import Forget
from handlers.conversation.messages import Message, Reply
from handlers.conversation.opening import Merged
from handlers.conversation.outcome import Outcome, Result
from handlers.conversation.pay_debts import PayDebts
from handlers.conversation.send_out import SendOut
from handlers.conversation.take_turn import TakeTurn
from handlers.conversation.thread import Thread
from handlers.conversation.turn import Turn
from handlers.errors import OutboxRefused, OutboxUnavailable
from handlers.languages import House
from handlers.steps.ask_for_person import AskForPerson
from handlers.steps.forget_me import ForgetMe
from tests.adapters.twilio.rest import outbox_of
from tests.asking import asking_of
from tests.kept import Stores
from tests.team import Team
from tests.ticketing import ANA

Write = Callable[..., Message]


@pytest.fixture
async def debts(
    kept: Stores, assistant: OpenAIAssistant, twilio_standin: twilio_standin.Standin, clock: Any
) -> AsyncIterator[PayDebts]:
    ask = asking_of(assistant, kept, clock).step
    take_turn = TakeTurn(kept.threads, [ask], House(), Delivery.in_response(sends_late=True))
    rest = TwilioRest(account="AC1", key="SK1", secret="right", base_url=twilio_standin.base_url)
    outbox = outbox_of(rest)
    yield PayDebts(kept.debts, take_turn, SendOut(kept.debts, {Carrier.TWILIO: outbox}), clock)
    await rest.close()


async def left_open(kept: Stores, message: Message, *, given_up: bool = True) -> Thread:
    turn = await kept.threads.open_turn(message)
    assert isinstance(turn, Turn)
    if given_up:
        await kept.threads.release_turn(turn, Reply())
    return turn.thread


def soon() -> float:
    return asyncio.get_running_loop().time() + 20


async def pay(debts: PayDebts, thread: Thread) -> list[Outcome]:
    return await debts.pay(thread, deadline=soon())


def sent(rest: twilio_standin.Standin) -> list[str]:
    return [message.body for message in rest.state.sent]


async def test_what_was_left_open_is_answered_by_rest(
    debts: PayDebts, kept: Stores, write: Write, twilio_standin: twilio_standin.Standin
) -> None:
    message = write("**me llamo Ana**")
    thread = await left_open(kept, message)
    (outcome,) = await pay(debts, thread)
    assert outcome.result is Result.ANSWERED
    assert "Ana" in sent(twilio_standin)[0]
    first = twilio_standin.state.sent[0]
    assert (first.to, first.from_) == ("whatsapp:+5215512345678", "whatsapp:+5215587654321")
    assert await kept.threads.open_turn(message) == Merged()


async def test_a_reply_goes_out_message_by_message(
    debts: PayDebts, kept: Stores, write: Write, twilio_standin: twilio_standin.Standin
) -> None:
    (outcome,) = await pay(debts, await left_open(kept, write("Hola #long=3000")))
    (text,) = outcome.reply.texts
    assert sent(twilio_standin) == twilio_write.messages([text], Channel.WHATSAPP, "es")
    assert len(sent(twilio_standin)) > 1


async def test_an_owner_who_is_alive_is_left_alone(debts: PayDebts, kept: Stores, write: Write) -> None:
    turn = await kept.threads.open_turn(write())
    assert isinstance(turn, Turn)
    await kept.threads.record_response(turn, "resp_1")
    assert await debts.is_awaited("resp_1")
    assert await pay(debts, turn.thread) == []


async def test_what_is_too_old_is_apologised_for_and_costs_nothing(
    debts: PayDebts, kept: Stores, write: Write, clock: Any, twilio_standin: twilio_standin.Standin
) -> None:
    thread = await left_open(kept, write())
    clock.go_on(minutes=16)
    (outcome,) = await pay(debts, thread)
    assert outcome.result is Result.UNAVAILABLE
    assert sent(twilio_standin) == [texts.UNAVAILABLE["es"]]


async def test_a_channel_that_wants_its_requests_short_gets_the_answer_once_it_is_there(
    debts: PayDebts, kept: Stores, write: Write, standin: Standin, twilio_standin: twilio_standin.Standin
) -> None:
    message, others = write("me llamo Ana"), set(standin.state.runs)
    leaving = debts.take_turn.delivering(Delivery.by_rest("by", leaves=True))
    with standin.state.holding("me llamo Ana"):
        outcome = await leaving(message, deadline=soon())
    assert (outcome.result, outcome.reply.texts) == (Result.UNDER_WAY, ())
    (response,) = set(standin.state.runs) - others
    (late,) = await debts.response_ended(response, deadline=soon())
    assert late.result is Result.ANSWERED
    assert len(set(standin.state.runs) - others) == len(sent(twilio_standin)) == 1
    assert await kept.threads.open_turn(message) == Merged()


async def test_what_nothing_keeps_is_sent_too_when_the_clock_says_it(
    debts: PayDebts, kept: Stores, write: Write, assistant: OpenAIAssistant, clock: Any, twilio_standin: Any
) -> None:
    forget_me = ForgetMe(Forget(assistant, kept.erasures, clock), clock)
    forgetting = replace(debts, take_turn=replace(debts.take_turn, steps=[forget_me]))
    for text in ("olvídame", "sí"):
        thread = await left_open(kept, write(text), given_up=False)
        clock.go_on(seconds=31)  # its owner died
        await pay(forgetting, thread)
    asked, said = sent(twilio_standin)
    assert asked.startswith(kept_texts.FORGET_ASK["es"][:40])
    assert said == kept_texts.FORGOTTEN["es"]


@pytest.mark.parametrize(("fault", "becomes"), [("500", OutboxUnavailable), ("63016", OutboxRefused)])
async def test_what_twilio_does_not_take_is_told(
    debts: PayDebts, kept: Stores, write: Write, fault: str, becomes: type[Exception]
) -> None:
    with pytest.raises(becomes):
        await pay(debts, await left_open(kept, write(f"Hola #twilio={fault}")))


async def test_a_response_that_nobody_waits_for_owes_nothing(debts: PayDebts) -> None:
    assert await debts.response_ended("resp_unknown", deadline=soon()) == []
    assert not await debts.is_awaited("resp_unknown")


async def test_what_a_late_turn_left_for_others_is_sent_with_its_reply(
    debts: PayDebts, kept: Stores, write: Write, clock: Any, twilio_standin: twilio_standin.Standin
) -> None:
    """A customer who asked for a person while the store was away: the clock answers, and the agents are told."""
    message = write("humano")
    await kept.heard.hear(ANA.contact(message.contact))
    team = Team(kept, clock)
    late = replace(debts, take_turn=replace(debts.take_turn, steps=[AskForPerson(team.hand_over)]))
    await pay(late, await left_open(kept, message))
    assert [each.to for each in twilio_standin.state.sent] == [
        f"whatsapp:{message.contact.customer}",
        f"whatsapp:{ANA.address}",
    ]
