"""Quoted messages: from the thread's own record, else from Twilio."""

from collections.abc import Awaitable, Callable

import pytest

from dev import twilio_standin
from dev.phone import new_sid
from dev.twilio_standin import Sent
from handlers.adapters.twilio.rest import TwilioRest
from handlers.adapters.twilio.sent import TwilioSentMessages
from handlers.conversation.messages import Message, Part, PartKind, Reply
from handlers.conversation.turn import Turn
from handlers.steps.read_quotes import ReadQuotes
from handlers.stores.threads import StoredThreads
from tests import functions

Write = Callable[..., Message]
Own = Callable[[Message], Awaitable[Turn]]


@pytest.fixture
def read(threads: StoredThreads, rest: TwilioRest) -> ReadQuotes:
    return ReadQuotes(threads, TwilioSentMessages(rest))


def quoting(write: Write, sid: str) -> Message:
    return write("¿y dos?", parts=(Part(PartKind.FORWARDED), Part(PartKind.QUOTE, sid=sid)))


async def quoted(read: ReadQuotes, turn: Turn) -> str:
    await read(turn)
    forwarded, quote = turn.unanswered[-1].content.parts
    assert forwarded.kind is PartKind.FORWARDED
    return quote.text


async def test_a_message_of_the_customer_s_own(
    read: ReadQuotes, threads: StoredThreads, own: Own, write: Write
) -> None:
    earlier = write("¿Cuánto cuesta el pan?")
    await threads.close_turn(await own(earlier), Reply(("30 pesos",)))
    assert await quoted(read, await own(quoting(write, earlier.sid))) == "¿Cuánto cuesta el pan?"


async def test_a_message_of_another_customer_is_not_read(
    read: ReadQuotes, threads: StoredThreads, own: Own, write: Write
) -> None:
    another = write("un secreto", customer="+5215500000000")
    await threads.close_turn(await own(another), Reply())
    assert await quoted(read, await own(quoting(write, another.sid))) == ""


async def test_a_message_of_ours_is_asked_of_twilio_once(
    read: ReadQuotes, own: Own, write: Write, twilio: twilio_standin.Standin
) -> None:
    sent = Sent(functions.ACCOUNT, "whatsapp:+1", "whatsapp:+2", "30 pesos")
    twilio.state.sent.append(sent)
    turn = await own(quoting(write, sent.sid))
    assert await quoted(read, turn) == "30 pesos"
    twilio.state.sent.clear()
    assert await quoted(read, turn) == "30 pesos"


async def test_one_that_nobody_knows_stays_unknown(read: ReadQuotes, own: Own, write: Write) -> None:
    assert await quoted(read, await own(quoting(write, new_sid()))) == ""
