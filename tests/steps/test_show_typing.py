"""The typing indicator, at Twilio's stand-in: sent while the steps are at work, and never in their way."""

import asyncio
from collections.abc import Awaitable, Callable

import pytest

from dev import twilio_standin
from handlers.adapters.twilio import TwilioRest, TwilioTyping
from handlers.conversation.messages import Channel, Message, Reply
from handlers.conversation.thread import Turn
from handlers.steps.show_typing import ShowTyping
from handlers.stores.threads import StoredThreads
from tests.dev.standins import LIMIT, until

Write = Callable[..., Message]
Own = Callable[[Message], Awaitable[Turn]]
ANSWER = Reply(("Hola",))


@pytest.fixture
def show(rest: TwilioRest, twilio: twilio_standin.Standin) -> ShowTyping:
    async def until_it_shows(_turn: Turn) -> Reply:
        await until(lambda: bool(twilio.state.typing))
        return ANSWER

    return ShowTyping(TwilioTyping(rest, seconds=LIMIT), [until_it_shows])


async def answering(_turn: Turn) -> Reply:
    return ANSWER


async def test_it_shows_while_the_steps_are_at_work(
    show: ShowTyping, own: Own, write: Write, twilio: twilio_standin.Standin
) -> None:
    message = write()
    assert await show(await own(message)) == ANSWER
    assert list(twilio.state.typing) == [message.sid]


async def test_the_steps_wait_for_nothing(show: ShowTyping, own: Own, write: Write) -> None:
    quick = ShowTyping(show.typing, [answering])
    assert await quick(await own(write())) == ANSWER
    assert [task for task in asyncio.all_tasks() if task is not asyncio.current_task() and not task.cancelling()] == []


@pytest.mark.parametrize("channel", [Channel.SMS, Channel.MESSENGER])
async def test_other_channels_have_none(
    show: ShowTyping, own: Own, twilio: twilio_standin.Standin, channel: Channel
) -> None:
    turn = await own(Message("SM1", "+1", "+2", channel, "Hola"))
    assert await ShowTyping(show.typing, [answering])(turn) == ANSWER
    assert not twilio.state.typing


async def test_an_answer_that_is_come_back_for_shows_it_no_more(
    show: ShowTyping, own: Own, write: Write, threads: StoredThreads, twilio: twilio_standin.Standin
) -> None:
    turn = await own(write())
    await threads.record_response(turn, "resp_1")
    assert await ShowTyping(show.typing, [answering])(turn) == ANSWER
    assert not twilio.state.typing
