"""The typing indicator: shown for the message; a failure has no effect."""

import asyncio

import pytest

from dev.twilio_standin import Standin
from handlers.adapters.twilio.rest import TwilioRest
from handlers.adapters.twilio.typing import TwilioTyping
from handlers.conversation.messages import Message
from tests import writing
from tests.adapters.twilio.rest import SID
from tests.dev.standins import LIMIT

MESSAGE = Message(SID, writing.contact())


async def test_typing_is_shown_for_the_message(rest: TwilioRest, standin: Standin) -> None:
    await TwilioTyping(rest).show(MESSAGE)
    assert list(standin.state.typing) == [SID]
    (request,) = standin.state.requests
    assert (request.method, request.path) == ("POST", "/v2/Indicators/Typing.json")
    assert request.body == {"channel": "whatsapp", "messageId": SID}


@pytest.mark.parametrize("fault", [400, 429, 500, 63016])
async def test_typing_that_is_refused_is_left(rest: TwilioRest, standin: Standin, fault: int) -> None:
    standin.state.typing_fails = fault
    await TwilioTyping(rest).show(MESSAGE)
    assert len(standin.state.requests) == 1
    assert not standin.state.typing


async def test_typing_without_a_valid_key_is_left(turned_away: TwilioRest, standin: Standin) -> None:
    await TwilioTyping(turned_away).show(MESSAGE)
    assert not standin.state.typing


async def test_typing_with_nobody_there_is_left(unreachable: TwilioRest) -> None:
    await TwilioTyping(unreachable).show(MESSAGE)


async def test_typing_that_takes_long_is_given_up(rest: TwilioRest, standin: Standin) -> None:
    standin.state.typing_seconds = 600
    async with asyncio.timeout(LIMIT):
        await TwilioTyping(rest, seconds=0.2).show(MESSAGE)
    assert not standin.state.typing
