"""One turn, whatever happens on the way: real threads in memory, steps made for the occasion."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

import pytest

from handlers import texts
from handlers.adapters.memory import MemoryThreads
from handlers.conversation.messages import Message, Reply
from handlers.conversation.thread import Turn
from handlers.conversation.turn import Outcome, Result, Step, TakeTurn
from handlers.errors import AssistantUnavailable, ConversationLocked, StoreUnavailable

Write = Callable[..., Message]


@pytest.fixture
def threads(clock: Any) -> MemoryThreads:
    return MemoryThreads(now=clock, retention=timedelta(days=90))


def saying(text: str) -> Step:
    async def step(_turn: Turn) -> Reply:
        return Reply((text,))

    return step


async def silent(_turn: Turn) -> None:
    return None


def raising(problem: Exception) -> Step:
    async def step(_turn: Turn) -> Reply:
        raise problem

    return step


async def take(threads: MemoryThreads, message: Message, *steps: Step, seconds: float = 5) -> Outcome:
    deadline = asyncio.get_running_loop().time() + seconds
    return await TakeTurn(threads, steps, "en")(message, deadline=deadline)


async def test_the_first_step_that_replies_wins(threads: MemoryThreads, write: Write) -> None:
    outcome = await take(threads, write(), silent, saying("one"), saying("two"))
    assert (outcome.result, outcome.reply.texts) == (Result.ANSWERED, ("one",))


async def test_no_reply_of_any_step_is_silence(threads: MemoryThreads, write: Write) -> None:
    outcome = await take(threads, write(), silent)
    assert (outcome.result, outcome.reply.texts) == (Result.ANSWERED, ())


async def test_a_repeated_delivery_gets_the_same_texts_and_runs_no_step(threads: MemoryThreads, write: Write) -> None:
    message = write()
    await take(threads, message, saying("one"))
    outcome = await take(threads, message, raising(AssertionError()))
    assert (outcome.result, outcome.reply.texts) == (Result.REPEATED, ("one",))


async def test_an_answer_not_there_by_the_deadline_is_late(threads: MemoryThreads, write: Write) -> None:
    async def slow(_turn: Turn) -> Reply:
        await asyncio.sleep(60)
        raise AssertionError

    message = write()
    outcome = await take(threads, message, slow, seconds=0.01)
    assert (outcome.result, outcome.reply.texts) == (Result.LATE, (texts.LATE["en"],))
    assert (await take(threads, message, saying("at last"))).reply.texts == ("at last",)


@pytest.mark.parametrize(
    "problem", [AssistantUnavailable("server_error", remedy=""), StoreUnavailable("timeout", remedy="")]
)
async def test_no_answer_is_an_apology_and_the_message_stays_open(
    threads: MemoryThreads, write: Write, problem: Exception
) -> None:
    outcome = await take(threads, write("Hola"), raising(problem))
    assert (outcome.result, outcome.reply.texts) == (Result.UNAVAILABLE, (texts.UNAVAILABLE["en"],))
    assert outcome.problem is problem
    assert (await take(threads, write("¿Sigues?"), saying("for both"))).covers == 2


async def test_who_loses_the_thread_says_nothing(threads: MemoryThreads, write: Write) -> None:
    newer = write("una pregunta")

    async def overtaken(_turn: Turn) -> Reply:
        await take(threads, newer, saying("for both"))
        return Reply(("too late",))

    outcome = await take(threads, write("Hola"), overtaken)
    assert (outcome.result, outcome.reply.texts) == (Result.MERGED, ())


async def test_who_loses_the_thread_does_not_apologise_either(threads: MemoryThreads, write: Write) -> None:
    newer = write("una pregunta")

    async def overtaken(_turn: Turn) -> Reply:
        await take(threads, newer, saying("for both"))
        raise AssistantUnavailable("server_error", remedy="")

    assert (await take(threads, write("Hola"), overtaken)).result is Result.MERGED


async def test_of_two_deliveries_at_once_both_give_the_texts_of_the_first_to_close(
    threads: MemoryThreads, write: Write
) -> None:
    message = write()

    async def overtaken(_turn: Turn) -> Reply:
        await take(threads, message, saying("first"))
        return Reply(("second",))

    outcome = await take(threads, message, overtaken)
    assert (outcome.result, outcome.reply.texts) == (Result.REPEATED, ("first",))


async def test_a_locked_conversation_is_tried_again(threads: MemoryThreads, write: Write) -> None:
    pauses: list[float] = []

    async def pause(seconds: float) -> None:
        pauses.append(seconds)

    async def locked_once(_turn: Turn) -> Reply:
        if not pauses:
            raise ConversationLocked("conversation_locked", remedy="")
        return Reply(("free",))

    take_turn = TakeTurn(threads, [locked_once], "en", pause=pause)
    outcome = await take_turn(write(), deadline=asyncio.get_running_loop().time() + 5)
    assert (outcome.reply.texts, pauses) == (("free",), [1.0])


async def test_a_conversation_locked_until_the_deadline_is_late(threads: MemoryThreads, write: Write) -> None:
    async def locked(_turn: Turn) -> Reply:
        await asyncio.sleep(0)
        raise ConversationLocked("conversation_locked", remedy="")

    take_turn = TakeTurn(threads, [locked], "en", pause=lambda _seconds: asyncio.sleep(0.02))
    outcome = await take_turn(write(), deadline=asyncio.get_running_loop().time() + 0.05)
    assert outcome.result is Result.LATE


class FailingThreads(MemoryThreads):
    """Memory that is out of reach from some call on."""

    fails: str = ""

    def __getattribute__(self, name: str) -> Any:
        if name != "fails" and name == self.fails:
            return self.fail
        return super().__getattribute__(name)

    async def fail(self, *_arguments: object) -> Awaitable[None]:
        raise StoreUnavailable("timeout", remedy="")


@pytest.mark.parametrize(
    ("fails", "step", "said"),
    [
        ("close_turn", saying("the answer"), "the answer"),
        ("release_turn", raising(AssistantUnavailable("server_error", remedy="")), texts.UNAVAILABLE["en"]),
    ],
)
async def test_what_can_be_said_is_said_even_when_the_store_is_gone(
    clock: Any, write: Write, fails: str, step: Step, said: str
) -> None:
    threads = FailingThreads(now=clock, retention=timedelta(days=1))
    threads.fails = fails
    outcome = await take(threads, write(), step)
    assert outcome.reply.texts == (said,)
    assert outcome.problem is not None


async def test_without_the_store_at_the_start_nothing_can_be_said(clock: Any, write: Write) -> None:
    threads = FailingThreads(now=clock, retention=timedelta(days=1))
    threads.fails = "open_turn"
    with pytest.raises(StoreUnavailable):
        await take(threads, write(), saying("never"))
