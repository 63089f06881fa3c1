"""Forget me: after one question everything is deleted, the assistant's part perhaps later."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from dev.openai_standin import Standin
from handlers import kept_texts, texts
from handlers.adapters.openai.assistant import OpenAIAssistant
from handlers.conversation.forgetting import Forget
from handlers.conversation.messages import Message, Reply
from handlers.conversation.opening import Answered
from handlers.conversation.record import Erasure
from handlers.conversation.step import run
from handlers.conversation.thread import SHARDS
from handlers.conversation.turn import Turn
from handlers.steps.forget_me import ForgetMe
from handlers.stores.threads import StoredThreads
from tests import functions
from tests.asking import question
from tests.kept import Stores
from tests.saying import saying

Write = Callable[..., Message]


@pytest.fixture
def forget_me(assistant: OpenAIAssistant, kept: Stores, clock: Any) -> ForgetMe:
    return ForgetMe(Forget(assistant, kept.erasures, clock), clock)


async def own(threads: StoredThreads, message: Message) -> Turn:
    opened = await threads.open_turn(message)
    assert isinstance(opened, Turn)
    return opened


ANSWER = Reply(("an answer",))
answer = saying("an answer")


async def say(forget_me: ForgetMe, threads: StoredThreads, message: Message) -> Reply:
    turn = await own(threads, message)
    reply = await run([forget_me, answer], turn)
    if not turn.is_closed:
        await threads.close_turn(turn, reply)
    return reply


async def unfinished(kept: Stores, clock: Any) -> list[Erasure]:
    soon = clock() + timedelta(seconds=1)
    return [erasure for shard in SHARDS for erasure in await kept.erasures.unfinished(shard, soon, most=5)]


@pytest.fixture
async def conversation(threads: StoredThreads, assistant: OpenAIAssistant, write: Write) -> str:
    """A customer's conversation, in which something was said."""
    turn = await own(threads, write("me llamo Ana"))
    conversation = await assistant.start_conversation()
    async with assistant.ask(conversation, question(*turn.unanswered)) as running:
        await running.answer()
    turn.decide(conversation=conversation)
    await threads.close_turn(turn, Reply(("Hola, Ana",)))
    return conversation


async def test_it_is_asked_once_and_then_all_is_gone(
    forget_me: ForgetMe,
    kept: Stores,
    threads: StoredThreads,
    write: Write,
    conversation: str,
    standin: Standin,
    clock: Any,
) -> None:
    assert await say(forget_me, threads, write("olvídame")) == Reply((kept_texts.FORGET_ASK["es"],))
    yes = write("sí")
    clock.go_on(seconds=1)
    assert await say(forget_me, threads, yes) == Reply((kept_texts.FORGOTTEN["es"],))
    assert not functions.kept_at(standin, conversation)
    assert await unfinished(kept, clock) == []
    assert isinstance(await threads.open_turn(yes), Answered)
    assert (await own(threads, write("Hola"))).decisions.conversation is None


@pytest.mark.parametrize(("said", "seconds"), [("¿Abren hoy?", 1), ("sí", 601)])
async def test_without_a_yes_in_time_nothing_is_deleted(
    forget_me: ForgetMe, threads: StoredThreads, write: Write, clock: Any, said: str, seconds: int
) -> None:
    await say(forget_me, threads, write("olvídame"))
    clock.go_on(seconds=seconds)
    assert await say(forget_me, threads, write(said)) == ANSWER
    assert await say(forget_me, threads, write("sí")) == ANSWER
    assert len(await threads.history((await own(threads, write())).thread.key, most=20)) == 6


async def test_a_yes_without_the_question_goes_to_the_assistant(
    forget_me: ForgetMe, threads: StoredThreads, write: Write
) -> None:
    assert await say(forget_me, threads, write("sí")) == ANSWER


async def test_what_the_assistant_fails_to_delete_is_left_to_the_clock(
    forget_me: ForgetMe, kept: Stores, write: Write, conversation: str, standin: Standin, clock: Any
) -> None:
    await say(forget_me, kept.threads, write("olvídame"))
    clock.go_on(seconds=1)
    standin.state.failing_deletions = 1
    assert await say(forget_me, kept.threads, write("sí")) == Reply((kept_texts.FORGETTING["es"],))
    (erasure,) = await unfinished(kept, clock)
    assert erasure.conversations == (conversation,)


async def test_a_question_that_failed_on_its_way_is_no_question(
    forget_me: ForgetMe, threads: StoredThreads, write: Write
) -> None:
    failed = await own(threads, write("olvídame"))
    assert await run([forget_me, answer], failed) == Reply((kept_texts.FORGET_ASK["es"],))
    await threads.release_turn(failed, Reply((texts.UNAVAILABLE["es"],)))
    yes = await own(threads, write("sí"))
    assert await run([forget_me, answer], yes) == Reply((kept_texts.FORGET_ASK["es"], *ANSWER.texts))
    await threads.close_turn(yes, yes.reply())
    assert await say(forget_me, threads, write("sí")) == Reply((kept_texts.FORGOTTEN["es"],))


async def test_an_answer_under_way_is_stopped_first(
    forget_me: ForgetMe, threads: StoredThreads, write: Write, assistant: OpenAIAssistant, clock: Any
) -> None:
    await say(forget_me, threads, write("olvídame"))
    turn = await own(threads, write("una pregunta #delay=30"))
    conversation = await assistant.start_conversation()
    async with assistant.ask(conversation, question(*turn.unanswered)) as running:
        turn.decide(conversation=conversation)
        await threads.record_response(turn, running.id)
    clock.go_on(seconds=1)
    assert await say(forget_me, threads, write("sí")) == Reply((kept_texts.FORGOTTEN["es"],))
    assert await assistant.cancel(running.id) is None


async def test_what_was_not_delivered_before_vanishes_with_the_rest(
    forget_me: ForgetMe, threads: StoredThreads, write: Write, clock: Any
) -> None:
    await say(forget_me, threads, write("olvídame"))
    clock.go_on(seconds=1)
    turn = await own(threads, write("sí"))
    turn.decide(said=("an answer that never arrived",))
    assert await run([forget_me, answer], turn) == Reply((kept_texts.FORGOTTEN["es"],))
