"""The typing indicator, at Twilio's stand-in: sent beside the other steps, without delaying them."""

import asyncio
from collections.abc import Awaitable, Callable

import pytest

from dev import twilio_standin
from handlers.adapters.twilio.rest import TwilioRest
from handlers.adapters.twilio.typing import TwilioTyping
from handlers.conversation.contact import Channel
from handlers.conversation.messages import Message, Reply
from handlers.conversation.step import run
from handlers.conversation.turn import Turn
from handlers.steps.show_typing import ShowTyping
from tests.dev.standins import LIMIT, until
from tests.saying import saying

Write = Callable[..., Message]
Own = Callable[[Message], Awaitable[Turn]]
ANSWER = Reply(("Hola",))
answer = saying("Hola")


@pytest.fixture
def show(rest: TwilioRest) -> ShowTyping:
    return ShowTyping(TwilioTyping(rest, seconds=LIMIT))


async def test_it_shows_while_the_other_steps_are_at_work(
    show: ShowTyping, own: Own, write: Write, twilio: twilio_standin.Standin
) -> None:
    async def answer_once_it_shows(turn: Turn) -> None:
        await until(lambda: bool(twilio.state.typing))
        await answer(turn)

    message = write()
    assert await run([show, answer_once_it_shows], await own(message)) == ANSWER
    assert list(twilio.state.typing) == [message.sid]


async def test_nobody_waits_for_it(show: ShowTyping, own: Own, write: Write) -> None:
    assert await run([show, answer], await own(write())) == ANSWER
    assert [task for task in asyncio.all_tasks() if task is not asyncio.current_task() and not task.cancelling()] == []


@pytest.mark.parametrize("channel", [Channel.SMS, Channel.MESSENGER])
async def test_other_channels_have_none(
    show: ShowTyping, own: Own, write: Write, twilio: twilio_standin.Standin, channel: Channel
) -> None:
    assert await run([show, answer], await own(write(channel=channel))) == ANSWER
    assert not twilio.state.typing
