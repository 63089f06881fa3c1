"""The steps of a turn: each answers messages of its own, in order, until all are answered; none runs in vain."""

import asyncio
import contextlib

import pytest

from handlers.conversation.messages import Reply, Usage
from handlers.conversation.step import BeforeAsking, Step, run
from handlers.conversation.turn import Turn
from handlers.languages import House
from tests import writing
from tests.saying import saying, silent

answer, help_, menu = saying("the answer"), saying("This is help.", to="ayuda"), saying("Bread, 30 pesos.", to="menú")


async def never(_turn: Turn) -> None:
    raise AssertionError


async def test_each_step_answers_its_own_message_and_all_texts_go_out_in_the_order_of_the_steps() -> None:
    turn = writing.turn("¿Abren el domingo?", "menú")
    assert await run([help_, menu, answer], turn) == Reply(("Bread, 30 pesos.", "the answer"))
    assert turn.decisions.answered == ("SM2", "SM1")
    assert await run([menu, help_], writing.turn("ayuda", "menú")) == Reply(("Bread, 30 pesos.", "This is help."))


async def test_what_a_step_says_comes_after_what_was_said_before() -> None:
    turn = writing.turn("ayuda", "¿Abren hoy?", said=("from an earlier turn",))
    assert await run([help_, answer], turn) == Reply(("from an earlier turn", "This is help.", "the answer"))


async def test_once_every_message_has_its_answer_no_other_step_runs() -> None:
    assert await run([silent, help_, never], writing.turn("ayuda")) == Reply(("This is help.",))


async def test_a_step_may_answer_with_nothing() -> None:
    async def hush(turn: Turn) -> None:
        turn.say_nothing(to=turn.unanswered)

    assert await run([hush, never], writing.turn("Hola")) == Reply()


async def test_a_message_that_two_texts_answer_is_answered_once() -> None:
    turn = writing.turn("ayuda", "¿Abren hoy?")
    turn.say("one", to=turn.messages[:1])
    turn.say("two", to=turn.messages)
    assert (turn.reply(), turn.decisions.answered) == (Reply(("one", "two")), ("SM1", "SM2"))


async def test_without_an_answer_only_what_was_said_goes_out() -> None:
    assert await run([silent], writing.turn("Hola")) == Reply()
    turn = writing.turn("ayuda", "¿Abren hoy?")
    assert await run([help_], turn) == Reply(("This is help.",))
    assert [message.sid for message in turn.unanswered] == ["SM2"]


async def test_the_tokens_of_all_answers_are_added() -> None:
    turn = writing.turn("Hola")
    assert turn.reply().usage is None
    turn.count(Usage(10, 2, 1))
    assert turn.reply("more") == Reply(("more",), Usage(10, 2, 1))
    turn.count(Usage(100, 20, 10))
    assert turn.reply().usage == Usage(110, 22, 11)


@pytest.mark.parametrize(("response", "texts"), [(None, ("the answer",)), ("resp_1", ())])
async def test_a_step_before_asking_does_not_run_while_the_response_is_under_way(
    response: str | None, texts: tuple[str, ...]
) -> None:
    assert await run([BeforeAsking(answer)], writing.turn("Hola", response=response)) == Reply(texts)


@pytest.mark.parametrize("last", [answer, never])
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
        await run([begin, last], writing.turn("Hola"))
    await asyncio.wait_for(ended.wait(), timeout=10)


def test_the_house_speaks_its_own_language_until_the_customer_s_is_known() -> None:
    turn = writing.turn("Hola")
    turn.house = House("pt")
    unknown, turn.thread = turn.language, writing.thread(language="en")
    assert (unknown, turn.language) == ("pt", "en")


def test_more_is_added_to_what_was_said_last() -> None:
    turn = writing.turn("Hola", said=("one", "two"))
    turn.say_more("more")
    assert turn.reply().texts == ("one", "two\n\nmore")
