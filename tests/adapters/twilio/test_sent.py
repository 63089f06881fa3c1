"""Earlier messages: their texts, if Twilio has them."""

import asyncio

import pytest

from dev.twilio_standin import Standin
from handlers.adapters.twilio.rest import TwilioRest
from handlers.adapters.twilio.sent import TwilioSentMessages
from tests.adapters.twilio.rest import ANA, BUSINESS, SID
from tests.dev.standins import LIMIT


async def test_a_message_that_went_either_way_has_its_text(rest: TwilioRest, standin: Standin) -> None:
    ours = (await rest.client.messages.create_async(from_=BUSINESS, to=ANA, body="¿En qué ayudo?")).sid
    hers = standin.state.receive("Hola", from_=ANA, to=BUSINESS).sid
    sent = TwilioSentMessages(rest)
    assert [await sent.text_of(ours), await sent.text_of(hers)] == ["¿En qué ayudo?", "Hola"]


async def test_a_message_without_text_has_none(rest: TwilioRest, standin: Standin) -> None:
    picture = standin.state.receive("", from_=ANA, to=BUSINESS)
    assert await TwilioSentMessages(rest).text_of(picture.sid) is None


async def test_another_accounts_message_has_none(rest: TwilioRest, standin: Standin) -> None:
    theirs = standin.state.receive("Hola", from_=ANA, to=BUSINESS, account="AC" + "9" * 32)
    assert await TwilioSentMessages(rest).text_of(theirs.sid) is None


async def test_an_unknown_message_has_none(rest: TwilioRest, standin: Standin) -> None:
    assert await TwilioSentMessages(rest).text_of(SID) is None
    assert len(standin.state.requests) == 1


@pytest.mark.parametrize(
    "sid", ["", "SM1", "CA" + "0" * 32, SID + "\n", "SM" + "0" * 31 + "/", "../Accounts", SID + "/Media", SID.lower()]
)
async def test_what_is_no_sid_is_not_asked_for(rest: TwilioRest, standin: Standin, sid: str) -> None:
    assert await TwilioSentMessages(rest).text_of(sid) is None
    assert not standin.state.requests


async def test_a_message_without_a_valid_key_has_none(turned_away: TwilioRest, standin: Standin) -> None:
    hers = standin.state.receive("Hola", from_=ANA, to=BUSINESS)
    assert await TwilioSentMessages(turned_away).text_of(hers.sid) is None


async def test_a_message_with_nobody_there_has_none(unreachable: TwilioRest) -> None:
    assert await TwilioSentMessages(unreachable).text_of(SID) is None


async def test_a_message_that_takes_long_has_none(rest: TwilioRest, standin: Standin) -> None:
    hers = standin.state.receive("Hola", from_=ANA, to=BUSINESS)
    standin.state.seconds = 600
    async with asyncio.timeout(LIMIT):
        assert await TwilioSentMessages(rest, seconds=0.2).text_of(hers.sid) is None
