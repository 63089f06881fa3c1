"""Erasures taken up by the clock: each by itself, over the stand-in for OpenAI."""

import asyncio
from collections.abc import Callable
from typing import Any

import pytest

from dev.openai_standin import Standin
from handlers.adapters.openai.assistant import OpenAIAssistant
from handlers.conversation.forgetting import Forget
from handlers.conversation.messages import Message, Reply
from handlers.conversation.record import Erasure
from handlers.conversation.turn import Turn
from handlers.errors import StoreUnavailable
from handlers.jobs.finish_erasures import FinishErasures
from handlers.stores.erasures import StoredErasures
from tests import functions
from tests.kept import Stores

Write = Callable[..., Message]


@pytest.fixture
def job(assistant: OpenAIAssistant, kept: Stores, clock: Any) -> FinishErasures:
    return FinishErasures(Forget(assistant, kept.erasures, clock), clock)


def soon() -> float:
    return asyncio.get_running_loop().time() + 20


async def forgotten(kept: Stores, assistant: OpenAIAssistant, message: Message) -> Erasure:
    """The erasure of a forgotten customer whose conversation is still at the assistant's."""
    turn = await kept.threads.open_turn(message)
    assert isinstance(turn, Turn)
    turn.decide(conversation=await assistant.start_conversation())
    await kept.threads.renew_turn(turn)
    return await kept.erasures.forget(turn, Reply(("Gone.",)))


async def test_what_was_begun_over_a_minute_ago_is_finished(
    job: FinishErasures, kept: Stores, assistant: OpenAIAssistant, write: Write, standin: Standin, clock: Any
) -> None:
    erasures = [await forgotten(kept, assistant, write(customer=f"+{number}")) for number in range(60)]
    assert (await job(soon())).count == 0
    clock.go_on(seconds=61)
    assert (await job(soon())).count == 60
    assert not any(functions.kept_at(standin, each.conversations[0]) for each in erasures)
    clock.go_on(days=1)
    assert (await job(soon())).count == 0


async def test_one_that_is_refused_keeps_none_behind_it_waiting_and_comes_again(
    job: FinishErasures, kept: Stores, assistant: OpenAIAssistant, write: Write, standin: Standin, clock: Any
) -> None:
    for number in range(8):
        clock.go_on(seconds=1)
        await forgotten(kept, assistant, write(customer=f"+{number}"))
    clock.go_on(seconds=61)
    standin.state.failing_deletions = 3
    done = await job(soon())
    assert (done.count, len(done.problems)) == (5, 3)
    clock.go_on(seconds=61)
    assert (await job(soon())).count == 0
    clock.go_on(seconds=61)
    assert (await job(soon())).count == 3


async def test_with_no_time_left_nothing_is_begun(
    job: FinishErasures, kept: Stores, assistant: OpenAIAssistant, write: Write, clock: Any
) -> None:
    await forgotten(kept, assistant, write())
    clock.go_on(seconds=61)
    assert (await job(asyncio.get_running_loop().time() + 5)).count == 0
    assert (await job(soon())).count == 1


async def test_one_that_takes_too_long_is_left_as_far_as_it_came(
    kept: Stores, assistant: OpenAIAssistant, write: Write, clock: Any
) -> None:
    class Slow(Forget):
        async def erase(self, erasure: Erasure) -> None:
            await asyncio.sleep(60)

    await forgotten(kept, assistant, write())
    clock.go_on(seconds=61)
    job = FinishErasures(Slow(assistant, kept.erasures, clock), clock)
    done = await job(asyncio.get_running_loop().time() + 6.5)
    assert (done.count, done.problems) == (0, ())


async def test_a_store_that_is_gone_ends_it_with_a_failure(
    kept: Stores, assistant: OpenAIAssistant, write: Write, clock: Any
) -> None:
    class Gone(StoredErasures):
        async def postpone(self, erasure: Erasure) -> None:
            raise StoreUnavailable("timeout", remedy="")

    for number in range(60):
        await forgotten(kept, assistant, write(customer=f"+{number}"))
    clock.go_on(seconds=61)
    gone = Gone(kept.erasures.keeping, kept.erasures.threads)
    done = await FinishErasures(Forget(assistant, gone, clock), clock)(soon())
    assert done.count == 0
    assert {type(problem) for problem in done.problems} == {StoreUnavailable}
