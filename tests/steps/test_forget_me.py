"""Forget me: asked once, then all of it goes; the assistant's part may come later."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from dev.openai_standin import Standin
from handlers import texts
from handlers.adapters.memory import MemoryThreads
from handlers.adapters.openai import OpenAIAssistant
from handlers.conversation.forgetting import Forget
from handlers.conversation.messages import Message, Reply
from handlers.conversation.thread import Answered, Limits, Turn
from handlers.errors import AssistantHiccup
from handlers.steps.forget_me import ForgetMe
from tests import functions

Write = Callable[..., Message]


@pytest.fixture
def threads(clock: Any) -> MemoryThreads:
    return MemoryThreads(now=clock, retention=timedelta(days=90), limits=Limits())


@pytest.fixture
def forget_me(assistant: OpenAIAssistant, threads: MemoryThreads, clock: Any) -> ForgetMe:
    return ForgetMe(Forget(assistant, threads, clock), "es", clock)


async def own(threads: MemoryThreads, message: Message) -> Turn:
    opened = await threads.open_turn(message)
    assert isinstance(opened, Turn)
    return opened


async def say(forget_me: ForgetMe, threads: MemoryThreads, message: Message) -> Reply | None:
    turn = await own(threads, message)
    reply = await forget_me(turn)
    if not turn.is_closed:
        await threads.close_turn(turn, reply or Reply(("an answer",)))
    return reply


@pytest.fixture
async def conversation(threads: MemoryThreads, assistant: OpenAIAssistant, write: Write) -> str:
    """A customer has one, in which something was said."""
    turn = await own(threads, write("me llamo Ana"))
    conversation = await assistant.start_conversation()
    async with assistant.ask(conversation, turn.unanswered, customer="key") as running:
        await running.answer()
    turn.thread = replace(turn.thread, conversation=conversation)
    await threads.close_turn(turn, Reply(("Hola, Ana",)))
    return conversation


async def test_it_is_asked_once_and_then_all_is_gone(
    forget_me: ForgetMe, threads: MemoryThreads, write: Write, conversation: str, standin: Standin, clock: Any
) -> None:
    assert await say(forget_me, threads, write("olvídame")) == Reply((texts.FORGET_ASK["es"],))
    yes = write("sí")
    clock.go_on(seconds=1)
    assert await say(forget_me, threads, yes) == Reply((texts.FORGOTTEN["es"],))
    assert not functions.kept_at(standin, conversation)
    assert await threads.unfinished(clock() + timedelta(seconds=1), most=5) == []
    assert isinstance(await threads.open_turn(yes), Answered)
    assert (await own(threads, write("Hola"))).thread.conversation is None


@pytest.mark.parametrize(("said", "seconds"), [("¿Abren hoy?", 1), ("sí", 601)])
async def test_without_a_yes_in_time_nothing_is_deleted(
    forget_me: ForgetMe, threads: MemoryThreads, write: Write, clock: Any, said: str, seconds: int
) -> None:
    await say(forget_me, threads, write("olvídame"))
    clock.go_on(seconds=seconds)
    assert await say(forget_me, threads, write(said)) is None
    assert await say(forget_me, threads, write("sí")) is None
    assert len(await threads.history((await own(threads, write())).thread.key, most=20)) == 6


async def test_a_yes_that_nobody_asked_for_means_something_else(
    forget_me: ForgetMe, threads: MemoryThreads, write: Write
) -> None:
    assert await say(forget_me, threads, write("sí")) is None


async def test_what_the_assistant_fails_to_delete_is_deleted_by_a_later_tick(
    forget_me: ForgetMe, threads: MemoryThreads, write: Write, conversation: str, standin: Standin, clock: Any
) -> None:
    await say(forget_me, threads, write("olvídame"))
    clock.go_on(seconds=1)
    standin.state.failing_deletions = 1
    assert await say(forget_me, threads, write("sí")) == Reply((texts.FORGETTING["es"],))
    (erasure,) = await threads.unfinished(clock() + timedelta(seconds=1), most=5)
    assert erasure.conversations == (conversation,)
    assert await forget_me.forget.tick() == 0
    clock.go_on(seconds=61)
    standin.state.failing_deletions = 1
    with pytest.raises(AssistantHiccup):
        await forget_me.forget.tick()
    assert await forget_me.forget.tick() == 1
    assert not functions.kept_at(standin, conversation)
    assert await forget_me.forget.tick() == 0


async def test_an_answer_under_way_is_stopped_first(
    forget_me: ForgetMe, threads: MemoryThreads, write: Write, assistant: OpenAIAssistant, clock: Any
) -> None:
    await say(forget_me, threads, write("olvídame"))
    turn = await own(threads, write("una pregunta #delay=30"))
    conversation = await assistant.start_conversation()
    async with assistant.ask(conversation, turn.unanswered, customer="key") as running:
        turn.thread = replace(turn.thread, conversation=conversation)
        await threads.started(turn, running.id)
    clock.go_on(seconds=1)
    assert await say(forget_me, threads, write("sí")) == Reply((texts.FORGOTTEN["es"],))
    assert await assistant.cancel(running.id) is None
