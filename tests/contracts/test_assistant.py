"""What Assistant promises, held by OpenAI's adapter and by the assistant of tests/model/, which is told what to do."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest

from handlers.adapters.openai import OpenAIAssistant
from handlers.conversation.messages import OpenMessage
from handlers.conversation.ports import Assistant, Running
from handlers.conversation.thread import Limits
from handlers.errors import AssistantHiccup, ConversationLocked, ConversationUnusable, ResponseFailed
from handlers.stores.threads import StoredThreads
from tests.model.world import NEVER, Mood, World, clock_of

SCALE = 0.01
DIRECTIVES = {"": "", "never": "#delay=60", "hiccup": "#fail=500", "failed": "#failed", "gone": "#gone"}


@dataclass
class Asked:
    """An assistant, and the way to ask it something that goes as the test wants."""

    assistant: Assistant
    message: Callable[[str, str], OpenMessage]

    @asynccontextmanager
    async def ask(self, conversation: str, sid: str, how: str = "") -> AsyncIterator[Running]:
        async with self.assistant.ask(conversation, [self.message(sid, how)], customer="key") as running:
            yield running


@pytest.fixture(params=["openai", "told"])
async def asked(request: pytest.FixtureRequest, assistant: OpenAIAssistant) -> Asked:
    now = datetime.now(UTC)
    if request.param == "openai":
        return Asked(assistant, lambda sid, how: OpenMessage(sid, now, f"{sid} {DIRECTIVES[how]}"))
    loop = asyncio.get_running_loop()
    store = StoredThreads(now=clock_of(loop, SCALE), retention=timedelta(days=1), limits=Limits())
    world = World(store, loop, SCALE)

    def message(sid: str, how: str) -> OpenMessage:
        world.moods[sid] = Mood(NEVER if how == "never" else 0.2, "" if how == "never" else how)
        return OpenMessage(sid, now, sid)

    return Asked(world.assistant, message)


async def test_an_answer_is_had_and_had_again(asked: Asked) -> None:
    conversation = await asked.assistant.start_conversation()
    async with asked.ask(conversation, "SM1") as running:
        answer = await running.answer()
    assert "SM1" in answer.text
    async with asked.assistant.resume(running.id) as again:
        assert (again.id, await again.answer()) == (running.id, answer)


async def test_a_finished_response_gives_its_answer_when_it_is_cancelled(asked: Asked) -> None:
    conversation = await asked.assistant.start_conversation()
    async with asked.ask(conversation, "SM1") as running:
        answer = await running.answer()
    assert await asked.assistant.cancel(running.id) == answer


async def test_one_response_at_a_time_until_it_is_cancelled(asked: Asked) -> None:
    conversation = await asked.assistant.start_conversation()
    async with asked.ask(conversation, "SM1", "never") as running:
        with pytest.raises(ConversationLocked):
            async with asked.ask(conversation, "SM2"):
                pass
        assert await asked.assistant.cancel(running.id) is None
        with pytest.raises(ResponseFailed):
            await running.answer()
    async with asked.ask(conversation, "SM3") as following:
        assert "SM3" in (await following.answer()).text


async def test_a_hiccup_and_a_lost_conversation_are_told_at_once(asked: Asked) -> None:
    conversation = await asked.assistant.start_conversation()
    for how, becomes in (("hiccup", AssistantHiccup), ("gone", ConversationUnusable)):
        with pytest.raises(becomes):
            async with asked.ask(conversation, f"SM{how}", how):
                pass


async def test_a_failed_response_has_no_answer_however_it_is_looked_at(asked: Asked) -> None:
    conversation = await asked.assistant.start_conversation()
    async with asked.ask(conversation, "SM1", "failed") as running:
        with pytest.raises(ResponseFailed):
            await running.answer()
    assert await asked.assistant.cancel(running.id) is None


async def test_a_forgotten_conversation_is_gone_and_can_be_forgotten_again(asked: Asked) -> None:
    conversation = await asked.assistant.start_conversation()
    async with asked.ask(conversation, "SM1") as running:
        await running.answer()
    for _ in range(2):
        await asked.assistant.forget(conversation)
    with pytest.raises(ConversationUnusable):
        async with asked.ask(conversation, "SM2"):
            pass
