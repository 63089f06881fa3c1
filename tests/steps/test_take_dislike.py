"""👎: the answer before it is noted, at no cost; where something was asked, it is an answer."""

from collections.abc import Callable

import pytest

from handlers.conversation.messages import Message, Reply
from handlers.conversation.step import Step, run
from handlers.knowledge import teaching_texts
from handlers.knowledge.lesson import Why
from handlers.steps.take_dislike import TakeDislike
from tests.saying import saying
from tests.team import Team
from tests.ticketing import own

Write = Callable[..., Message]
ASSISTANT = saying("the assistant's")


def step(team: Team) -> Step:
    return TakeDislike(team.kept.lessons, team.kept.threads)


async def asks(team: Team) -> list[tuple[str, Why]]:
    return [(lesson.ask, lesson.why) for lesson in await team.kept.lessons.waiting(most=9)]


async def test_the_answer_before_it_is_noted(team: Team, write: Write) -> None:
    await team.answered(write("¿Abren el lunes?"), saying("Sí."))
    team.clock.go_on(seconds=30)
    turn = await own(team.kept, write("👎🏽"))
    assert await team.said(turn, step(team), ASSISTANT) == Reply((teaching_texts.DISLIKED["es"],))
    assert await asks(team) == [("¿Abren el lunes?", Why.DISLIKED)]


async def test_a_turn_that_a_later_hop_goes_on_with_notes_it_all_the_same(team: Team, write: Write) -> None:
    await team.answered(write("¿Abren el lunes?"), saying("Sí."))
    team.clock.go_on(seconds=30)
    await own(team.kept, write("👎"))
    newest = write("Eso no es cierto")
    turn = await own(team.kept, newest)
    await run([step(team)], turn)
    await team.kept.threads.pause_turn(turn)
    again = await own(team.kept, newest)
    assert (await team.said(again, step(team), ASSISTANT)).texts == (teaching_texts.DISLIKED["es"], "the assistant's")
    assert await asks(team) == [("¿Abren el lunes?", Why.DISLIKED)]


async def test_what_comes_beside_it_is_answered_all_the_same(team: Team, write: Write) -> None:
    await team.answered(write("¿Abren el lunes?"), saying("Sí."))
    team.clock.go_on(seconds=30)
    await own(team.kept, write("👎"))
    turn = await own(team.kept, write("Eso no es cierto"))
    assert (await team.said(turn, step(team), ASSISTANT)).texts == (teaching_texts.DISLIKED["es"], "the assistant's")


@pytest.mark.parametrize(
    ("asked", "reply"), [("¿Abren?", "Sí. ¿Algo más?"), ("Hola", "Hola."), ("¿Abren?", ""), ("¿Y mi pedido?", "No sé.")]
)
async def test_after_a_question_a_greeting_or_silence_it_is_the_assistants(
    team: Team, write: Write, asked: str, reply: str
) -> None:
    await team.answered(write(asked), saying(reply))
    team.clock.go_on(seconds=30)
    turn = await own(team.kept, write("👎"))
    assert (await team.said(turn, step(team), ASSISTANT)).texts == ("the assistant's",)
    assert await asks(team) == []


async def test_other_words_cost_no_read(team: Team, write: Write) -> None:
    turn = await own(team.kept, write("👍"))
    nothing = TakeDislike(team.kept.lessons, None)  # type: ignore[arg-type]
    assert (await team.said(turn, nothing, ASSISTANT)).texts == ("the assistant's",)
