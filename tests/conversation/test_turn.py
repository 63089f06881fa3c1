"""One turn, whatever happens on the way: real threads in memory, steps made for the occasion."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

import pytest

from handlers import texts
from handlers.adapters.memory import MemoryThreads
from handlers.conversation.messages import Message, Reply
from handlers.conversation.thread import Limits, Turn
from handlers.conversation.turn import Outcome, Result, Step, TakeTurn
from handlers.errors import AssistantUnavailable, StoreUnavailable, TurnLost

Write = Callable[..., Message]


@pytest.fixture
def threads(clock: Any) -> MemoryThreads:
    return MemoryThreads(now=clock, retention=timedelta(days=90), limits=Limits())


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


async def take(
    threads: MemoryThreads, message: Message, *steps: Step, seconds: float = 5, hop: int = 0, max_hops: int = 0
) -> Outcome:
    deadline = asyncio.get_running_loop().time() + seconds
    return await TakeTurn(threads, steps, "en", max_hops)(message, deadline=deadline, hop=hop)


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


async def slow(_turn: Turn) -> Reply:
    await asyncio.sleep(60)
    raise AssertionError


async def test_a_late_answer_is_come_back_for_and_the_customer_is_told_once(
    threads: MemoryThreads, write: Write
) -> None:
    message = write()
    first = await take(threads, message, slow, seconds=0.01, max_hops=2)
    assert (first.result, first.reply.texts, first.next_hop) == (Result.LATE, (texts.WAIT["es"],), 1)


async def test_the_next_hop_of_a_late_answer_says_nothing_until_it_is_there(
    threads: MemoryThreads, write: Write
) -> None:
    message = write()
    turn = await threads.open_turn(message)
    assert isinstance(turn, Turn)
    await threads.started(turn, "resp_1")
    hop = await take(threads, message, slow, seconds=0.01, hop=1, max_hops=2)
    assert (hop.result, hop.reply.texts, hop.next_hop) == (Result.LATE, (), 2)
    last = await take(threads, message, slow, seconds=0.01, hop=2, max_hops=2)
    assert (last.result, last.reply.texts, last.next_hop) == (Result.OWED, (texts.LATE["es"],), None)
    assert (await take(threads, write(), saying("for both"), max_hops=2)).covers == 2


async def test_a_message_that_waits_for_its_turn_gets_it(threads: MemoryThreads, write: Write, clock: Any) -> None:
    owner = await threads.open_turn(write())
    assert isinstance(owner, Turn)
    clock.go_on(seconds=21)
    pauses: list[float] = []

    async def pause(seconds: float) -> None:
        pauses.append(seconds)
        await threads.close_turn(owner, Reply(("the first",)))

    take_turn = TakeTurn(threads, [saying("the second")], "en", max_hops=2, pause=pause)
    outcome = await take_turn(write(), deadline=asyncio.get_running_loop().time() + 5)
    assert (outcome.reply.texts, outcome.covers, pauses) == (("the second",), 1, [0.5])


async def test_a_message_that_waits_past_the_deadline_comes_back(
    threads: MemoryThreads, write: Write, clock: Any
) -> None:
    await threads.open_turn(write())
    clock.go_on(seconds=21)
    outcome = await take(threads, write(), saying("never"), seconds=0.4, max_hops=2)
    assert (outcome.result, outcome.next_hop) == (Result.LATE, 1)


async def test_a_flood_is_told_once(threads: MemoryThreads, write: Write) -> None:
    for _ in range(20):
        await take(threads, write(), saying("answer"))
    told, silent = await take(threads, write(), saying("never")), await take(threads, write(), saying("never"))
    assert (told.result, told.reply.texts) == (Result.FLOODED, (texts.FLOODED["es"],))
    assert (silent.result, silent.reply.texts) == (Result.FLOODED, ())


@pytest.mark.parametrize(
    ("hop", "under_way", "said"),
    [(0, True, (texts.WAIT["es"],)), (1, True, ()), (0, False, (texts.LATE["es"],)), (1, False, (texts.LATE["es"],))],
)
async def test_with_rest_an_answer_under_way_is_announced_and_sent_later(
    threads: MemoryThreads, write: Write, hop: int, under_way: bool, said: tuple[str, ...]
) -> None:
    async def begun(turn: Turn) -> Reply:
        if under_way:
            await threads.started(turn, "resp_1")
        return await slow(turn)

    take_turn = TakeTurn(threads, [begun], "en", max_hops=hop, rest=True)
    outcome = await take_turn(write(), deadline=asyncio.get_running_loop().time() + 0.01, hop=hop)
    assert (outcome.result, outcome.reply.texts, outcome.next_hop) == (Result.OWED, said, None)


async def test_an_answer_not_there_after_the_last_hop_is_owed(threads: MemoryThreads, write: Write) -> None:
    message = write()
    outcome = await take(threads, message, slow, seconds=0.01)
    assert (outcome.result, outcome.reply.texts) == (Result.OWED, (texts.LATE["es"],))
    assert (await take(threads, message, saying("at last"))).reply.texts == ("at last",)


@pytest.mark.parametrize(
    "problem", [AssistantUnavailable("server_error", remedy=""), StoreUnavailable("timeout", remedy="")]
)
async def test_no_answer_is_an_apology_and_the_message_stays_open(
    threads: MemoryThreads, write: Write, problem: Exception
) -> None:
    outcome = await take(threads, write("Hola"), raising(problem))
    assert (outcome.result, outcome.reply.texts) == (Result.UNAVAILABLE, (texts.UNAVAILABLE["es"],))
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
    threads: MemoryThreads, write: Write, clock: Any
) -> None:
    message = write()

    async def overtaken(_turn: Turn) -> Reply:
        clock.go_on(seconds=6)
        await take(threads, message, saying("first"))
        return Reply(("second",))

    outcome = await take(threads, message, overtaken)
    assert (outcome.result, outcome.reply.texts) == (Result.REPEATED, ("first",))


async def test_a_turn_that_is_lost_again_and_again_ends_after_the_deadline(
    threads: MemoryThreads, write: Write
) -> None:
    outcome = await take(threads, write(), raising(TurnLost()), seconds=-1, max_hops=1)
    assert (outcome.result, outcome.next_hop) == (Result.LATE, 1)


class FailingThreads(MemoryThreads):
    """Memory that is out of reach from some call on."""

    fails: str = ""

    def __getattribute__(self, name: str) -> Any:
        if name != "fails" and name == self.fails:
            return self.fail
        return super().__getattribute__(name)

    async def fail(self, *_arguments: object, **_more: object) -> Awaitable[None]:
        raise StoreUnavailable("timeout", remedy="")


@pytest.mark.parametrize(
    ("fails", "step", "said"),
    [
        ("close_turn", saying("the answer"), "the answer"),
        ("release_turn", raising(AssistantUnavailable("server_error", remedy="")), texts.UNAVAILABLE["es"]),
    ],
)
async def test_what_can_be_said_is_said_even_when_the_store_is_gone(
    clock: Any, write: Write, fails: str, step: Step, said: str
) -> None:
    threads = FailingThreads(now=clock, retention=timedelta(days=1), limits=Limits())
    threads.fails = fails
    outcome = await take(threads, write(), step)
    assert outcome.reply.texts == (said,)
    assert outcome.problem is not None


async def test_without_the_store_at_the_start_nothing_can_be_said(clock: Any, write: Write) -> None:
    threads = FailingThreads(now=clock, retention=timedelta(days=1), limits=Limits())
    threads.fails = "open_turn"
    with pytest.raises(StoreUnavailable):
        await take(threads, write(), saying("never"))
