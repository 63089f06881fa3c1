"""The steps of a turn: the first reply wins, after what was said before; finished steps do not run again."""

import asyncio
import contextlib
from datetime import UTC, datetime

import pytest

from handlers.conversation.messages import Reply
from handlers.conversation.step import BeforeAsking, Step, run
from handlers.conversation.thread import Decisions, Running
from handlers.conversation.turn import Turn
from handlers.languages import House
from tests import writing


def turn_of(*sids: str, said: tuple[str, ...] = (), response: str | None = None) -> Turn:
    now = datetime.now(UTC)
    running = Running(sids[-1], sids, now, response=response)
    waiting = tuple(writing.open_message(sid=sid) for sid in sids)
    thread = writing.thread(running=running, open=waiting, decisions=Decisions(said=said))
    return Turn(writing.message(sid=sids[-1]), thread)


async def silent(_turn: Turn) -> None:
    return None


async def reply(_turn: Turn) -> Reply:
    return Reply(("the answer",))


async def help_for_the_first(turn: Turn) -> None:
    turn.say("This is help.", to=[turn.messages[0].sid])


async def never(_turn: Turn) -> Reply:
    raise AssertionError


async def test_a_reply_comes_after_what_was_said_before() -> None:
    turn = turn_of("SM1", "SM2", said=("from an earlier turn",))
    assert await run([help_for_the_first, reply], turn) == Reply(
        ("from an earlier turn", "This is help.", "the answer")
    )


async def test_once_every_message_has_its_answer_no_other_step_runs() -> None:
    assert await run([silent, help_for_the_first, never], turn_of("SM1")) == Reply(("This is help.",))


async def test_without_a_reply_only_what_was_said_goes_out() -> None:
    assert await run([silent], turn_of("SM1")) == Reply()
    assert await run([help_for_the_first], turn_of("SM1", "SM2")) == Reply(("This is help.",))


@pytest.mark.parametrize(("response", "runs"), [(None, True), ("resp_1", False)])
async def test_a_step_before_asking_does_not_run_while_the_response_is_under_way(
    response: str | None, runs: bool
) -> None:
    expected = Reply(("the answer",)) if runs else Reply()
    assert await run([BeforeAsking(reply)], turn_of("SM1", response=response)) == expected


@pytest.mark.parametrize("last", [reply, never])
async def test_what_runs_beside_the_steps_ends_with_them(last: Step) -> None:
    ended = asyncio.Event()

    async def goes_on() -> None:
        try:
            await asyncio.sleep(600)
        finally:
            ended.set()

    async def begin(turn: Turn) -> None:
        turn.meanwhile(goes_on())
        await asyncio.sleep(0)

    with contextlib.suppress(AssertionError):
        await run([begin, last], turn_of("SM1"))
    await ended.wait()


def test_the_house_speaks_its_own_language_until_the_customer_s_is_known() -> None:
    turn = turn_of("SM1")
    turn.house = House("pt")
    unknown, turn.thread = turn.language, writing.thread(language="en")
    assert (unknown, turn.language) == ("pt", "en")
