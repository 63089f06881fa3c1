"""The typing indicator, and buttons that wait no longer; a failure has no effect."""

import asyncio

import pytest

from dev.telegram_standin import Standin
from handlers.adapters.telegram.rest import TelegramRest
from handlers.adapters.telegram.typing import EVERY, MOST, TelegramTyping
from handlers.conversation.messages import Message
from tests.adapters.telegram.rest import THREAD

MESSAGE = Message("telegram-1234567-77-1", THREAD.contact)


async def test_typing_is_shown_again_before_it_ends_but_not_for_ever(rest: TelegramRest, standin: Standin) -> None:
    pauses: list[float] = []

    async def pause(seconds: float) -> None:
        pauses.append(seconds)

    await TelegramTyping(rest, pause=pause).show(MESSAGE)
    assert standin.state.typing == [77] * MOST
    assert pauses == [EVERY] * MOST


async def test_typing_ends_when_it_is_stopped(rest: TelegramRest, standin: Standin) -> None:
    showing = asyncio.create_task(TelegramTyping(rest).show(MESSAGE))
    while not standin.state.typing:
        await asyncio.sleep(0.01)
    showing.cancel()
    with pytest.raises(asyncio.CancelledError):
        await showing
    assert standin.state.typing == [77]


async def test_courtesies_that_fail_are_left(
    turned_away: TelegramRest, unreachable: TelegramRest, standin: Standin
) -> None:
    for rest in (turned_away, unreachable):
        await TelegramTyping(rest).show(MESSAGE)
        await TelegramTyping(rest).acknowledge("451")
    assert (standin.state.typing, standin.state.acknowledged) == ([], [])


async def test_a_press_is_acknowledged(rest: TelegramRest, standin: Standin) -> None:
    await TelegramTyping(rest).acknowledge("451")
    assert standin.state.acknowledged == ["451"]
