"""Twilio's adapters, the real SDK over HTTP: texts sent, earlier ones looked up, typing shown."""

import asyncio
import logging
from collections.abc import AsyncIterator
from functools import partial

import pytest

from dev.processes import free_port
from dev.twilio_standin import Standin
from handlers.adapters.twilio import TwilioOutbox, TwilioRest, TwilioSent, TwilioTyping
from handlers.channels import twilio
from handlers.conversation.messages import Channel
from handlers.conversation.thread import Thread
from handlers.errors import OutboxUnavailable
from tests.dev.standins import LIMIT

ACCOUNT = "AC" + "0" * 32
ANA = "whatsapp:+5215512345678"
BUSINESS = "whatsapp:+5215587654321"
SID = "SM" + "0" * 32
THREAD = Thread("key", sender=ANA, business=BUSINESS, alias="alias", channel=Channel.WHATSAPP)
RENDER = partial(twilio.messages, language="es")


def rest_of(base_url: str, secret: str = "right") -> TwilioRest:
    return TwilioRest(account=ACCOUNT, key="SK1", secret=secret, base_url=base_url)


@pytest.fixture
def standin(twilio_standin: Standin) -> Standin:
    return twilio_standin


@pytest.fixture
async def rest(standin: Standin) -> AsyncIterator[TwilioRest]:
    rest = rest_of(standin.base_url)
    yield rest
    await rest.close()


@pytest.fixture
async def turned_away(standin: Standin) -> AsyncIterator[TwilioRest]:
    """With a key that Twilio does not take."""
    rest = rest_of(standin.base_url, "wrong")
    yield rest
    await rest.close()


@pytest.fixture
async def unreachable() -> AsyncIterator[TwilioRest]:
    """Where nobody listens."""
    rest = rest_of(f"http://127.0.0.1:{free_port()}")
    yield rest
    await rest.close()


async def test_what_needs_twilio_is_made_without_a_connection() -> None:
    rest = rest_of("http://127.0.0.1:1")
    TwilioOutbox(rest, render=RENDER), TwilioTyping(rest), TwilioSent(rest)
    assert rest._http.session is None
    await rest.close()


# Texts sent


async def test_texts_go_out_in_order_as_the_channel_writes_them(rest: TwilioRest, standin: Standin) -> None:
    await TwilioOutbox(rest, render=RENDER).send(THREAD, ["**Hola**", "¿Algo más?"])
    sent = [(one.from_, one.to, one.body, one.account) for one in standin.state.sent]
    assert sent == [(BUSINESS, ANA, "*Hola*", ACCOUNT), (BUSINESS, ANA, "¿Algo más?", ACCOUNT)]


@pytest.mark.parametrize(("text", "code"), [("#twilio=63016", "63016"), ("#twilio=500", "20500")])
async def test_what_cannot_be_sent_is_told_by_code(rest: TwilioRest, text: str, code: str) -> None:
    with pytest.raises(OutboxUnavailable) as problem:
        await TwilioOutbox(rest, render=RENDER).send(THREAD, [text])
    assert problem.value.code == code


async def test_a_wrong_key_is_told_with_its_remedy(turned_away: TwilioRest) -> None:
    with pytest.raises(OutboxUnavailable) as problem:
        await TwilioOutbox(turned_away, render=RENDER).send(THREAD, ["Hola"])
    assert problem.value.code == "20003"
    assert "TWILIO_API_KEY_SECRET" in problem.value.remedy


async def test_nobody_there_is_told(unreachable: TwilioRest) -> None:
    with pytest.raises(OutboxUnavailable):
        await TwilioOutbox(unreachable, render=RENDER).send(THREAD, ["Hola"])


# Typing


async def test_typing_is_shown_for_the_message(rest: TwilioRest, standin: Standin) -> None:
    await TwilioTyping(rest).show(SID)
    assert list(standin.state.typing) == [SID]
    (request,) = standin.state.requests
    assert (request.method, request.path) == ("POST", "/v2/Indicators/Typing.json")
    assert request.body == {"channel": "whatsapp", "messageId": SID}


@pytest.mark.parametrize("fault", [400, 429, 500, 63016])
async def test_typing_that_is_refused_is_left(rest: TwilioRest, standin: Standin, fault: int) -> None:
    standin.state.typing_fails = fault
    await TwilioTyping(rest).show(SID)
    assert len(standin.state.requests) == 1
    assert not standin.state.typing


async def test_typing_without_a_valid_key_is_left(turned_away: TwilioRest, standin: Standin) -> None:
    await TwilioTyping(turned_away).show(SID)
    assert not standin.state.typing


async def test_typing_with_nobody_there_is_left(unreachable: TwilioRest) -> None:
    await TwilioTyping(unreachable).show(SID)


async def test_typing_that_takes_long_is_given_up(rest: TwilioRest, standin: Standin) -> None:
    standin.state.typing_seconds = 600
    async with asyncio.timeout(LIMIT):
        await TwilioTyping(rest, seconds=0.2).show(SID)
    assert not standin.state.typing


# Earlier messages


async def test_a_message_that_went_either_way_has_its_text(rest: TwilioRest, standin: Standin) -> None:
    ours = (await rest.client.messages.create_async(from_=BUSINESS, to=ANA, body="¿En qué ayudo?")).sid
    hers = standin.state.receive("Hola", from_=ANA, to=BUSINESS).sid
    sent = TwilioSent(rest)
    assert [await sent.text_of(ours), await sent.text_of(hers)] == ["¿En qué ayudo?", "Hola"]


async def test_a_message_without_text_has_none(rest: TwilioRest, standin: Standin) -> None:
    picture = standin.state.receive("", from_=ANA, to=BUSINESS)
    assert await TwilioSent(rest).text_of(picture.sid) is None


async def test_another_accounts_message_has_none(rest: TwilioRest, standin: Standin) -> None:
    theirs = standin.state.receive("Hola", from_=ANA, to=BUSINESS, account="AC" + "9" * 32)
    assert await TwilioSent(rest).text_of(theirs.sid) is None


async def test_an_unknown_message_has_none(rest: TwilioRest, standin: Standin) -> None:
    assert await TwilioSent(rest).text_of(SID) is None
    assert len(standin.state.requests) == 1


@pytest.mark.parametrize(
    "sid", ["", "SM1", "CA" + "0" * 32, SID + "\n", "SM" + "0" * 31 + "/", "../Accounts", SID + "/Media", SID.lower()]
)
async def test_what_is_no_sid_is_not_asked_for(rest: TwilioRest, standin: Standin, sid: str) -> None:
    assert await TwilioSent(rest).text_of(sid) is None
    assert not standin.state.requests


async def test_a_message_without_a_valid_key_has_none(turned_away: TwilioRest, standin: Standin) -> None:
    hers = standin.state.receive("Hola", from_=ANA, to=BUSINESS)
    assert await TwilioSent(turned_away).text_of(hers.sid) is None


async def test_a_message_with_nobody_there_has_none(unreachable: TwilioRest) -> None:
    assert await TwilioSent(unreachable).text_of(SID) is None


async def test_a_message_that_takes_long_has_none(rest: TwilioRest, standin: Standin) -> None:
    hers = standin.state.receive("Hola", from_=ANA, to=BUSINESS)
    standin.state.seconds = 600
    async with asyncio.timeout(LIMIT):
        assert await TwilioSent(rest, seconds=0.2).text_of(hers.sid) is None


# What all share


async def test_all_speak_over_one_session(rest: TwilioRest) -> None:
    await TwilioTyping(rest).show(SID)
    first = rest._http.session
    await TwilioSent(rest).text_of(SID)
    await TwilioOutbox(rest, render=RENDER).send(THREAD, ["Hola"])
    assert first is rest._http.session is not None


async def test_nothing_of_it_is_logged(rest: TwilioRest, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    await TwilioOutbox(rest, render=RENDER).send(THREAD, ["Hola"])
    logged = [record.getMessage() for record in caplog.records]
    assert not [message for message in logged if ACCOUNT in message or "Request" in message]
