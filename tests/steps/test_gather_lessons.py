"""Questions that were not answered well: kept once, with the turn, and with nothing else of the customer's."""

from collections.abc import Callable

import pytest

from handlers.conversation.messages import Message
from handlers.conversation.side import Handoff, Side
from handlers.conversation.step import Step
from handlers.conversation.turn import Turn
from handlers.knowledge.lesson import Why
from handlers.steps.ask_for_person import AskForPerson
from handlers.steps.call_person import CallPerson
from handlers.steps.gather_lessons import GatherLessons
from handlers.steps.take_dislike import TakeDislike
from tests.saying import saying
from tests.team import Team
from tests.ticketing import own

Write = Callable[..., Message]
UNKNOWN = Side(known=False)


def answering(side: Side) -> Step:
    async def answer(turn: Turn) -> None:
        turn.side = side
        turn.say("the answer", to=turn.unanswered)

    return answer


def gathering(team: Team, step: Step) -> GatherLessons:
    return GatherLessons(step, team.kept.lessons, team.kept.threads)


async def lessons(team: Team) -> list[tuple[str, Why]]:
    return [(lesson.ask, lesson.why) for lesson in await team.kept.lessons.waiting(most=9)]


async def test_what_is_not_known_is_kept_with_the_turn(team: Team, write: Write) -> None:
    turn = await team.answered(write("Hola, ¿tienen pan sin gluten?"), gathering(team, answering(UNKNOWN)))
    (lesson,) = await team.kept.lessons.waiting(most=9)
    assert (lesson.ask, lesson.why, lesson.thread) == ("Hola, ¿tienen pan sin gluten?", Why.UNKNOWN, turn.thread.key)
    assert turn.thread.contact.customer not in str(vars(lesson))


async def test_what_is_known_leaves_nothing(team: Team, write: Write) -> None:
    turn = await team.answered(write("¿Abren?"), gathering(team, answering(Side())))
    assert turn.enclosed == []
    assert await lessons(team) == []


async def test_what_only_that_customer_s_answer_could_be_is_not_kept(team: Team, write: Write) -> None:
    await team.answered(write("¿Dónde está mi pedido?"), gathering(team, answering(UNKNOWN)))
    assert await lessons(team) == []


async def test_a_turn_that_is_run_again_but_closed_once_leaves_one(team: Team, write: Write) -> None:
    message = write("¿Pan?")
    await team.answered(message, gathering(team, answering(UNKNOWN)))
    await team.kept.threads.open_turn(message)
    assert len(await lessons(team)) == 1


async def test_an_answer_that_calls_a_person_is_a_tickets_though_it_is_not_known_either(
    team: Team, write: Write
) -> None:
    call = CallPerson(answering(Side(Handoff.CANNOT, "Pan", known=False)), team.hand_over)
    await team.answered(write("¿Me hacen un pan de 2 m?"), gathering(team, call))
    assert await lessons(team) == [("¿Me hacen un pan de 2 m?", Why.TICKET)]


@pytest.mark.parametrize("answer", ["the answer", ""])
async def test_who_asks_for_a_person_was_not_helped_with_the_question_before(
    team: Team, write: Write, answer: str
) -> None:
    await team.answered(write("¿Tienen pan?"), saying(answer))
    team.clock.go_on(seconds=30)
    await team.answered(write("humano"), gathering(team, AskForPerson(team.hand_over)), saying("-"))
    assert await lessons(team) == [("¿Tienen pan?", Why.TICKET)]


async def test_a_question_that_was_not_known_and_then_needed_a_person_is_one(team: Team, write: Write) -> None:
    await team.answered(write("¿Aceptan vales?"), gathering(team, answering(UNKNOWN)))
    team.clock.go_on(seconds=30)
    await team.answered(write("humano"), gathering(team, AskForPerson(team.hand_over)), saying("-"))
    assert await lessons(team) == [("¿Aceptan vales?", Why.TICKET)]


async def test_one_that_is_disliked_in_one_go_with_asking_for_a_person_is_one(team: Team, write: Write) -> None:
    await team.answered(write("¿Aceptan vales?"), gathering(team, answering(UNKNOWN)))
    team.clock.go_on(seconds=30)
    await own(team.kept, write("👎"))
    dislike = TakeDislike(team.kept.lessons, team.kept.threads)
    person = gathering(team, AskForPerson(team.hand_over))
    await team.answered(write("humano"), person, dislike, saying("-"))
    assert await lessons(team) == [("¿Aceptan vales?", Why.DISLIKED)]


async def test_who_asks_for_a_person_alone_asked_nothing(team: Team, write: Write) -> None:
    await team.answered(write("humano"), gathering(team, AskForPerson(team.hand_over)), saying("-"))
    assert await lessons(team) == []


async def test_a_ticket_that_was_there_before_is_no_news(team: Team, write: Write) -> None:
    person = gathering(team, AskForPerson(team.hand_over))
    await team.answered(write("¿Pan?"), saying("-"))
    await team.answered(write("humano"), person, saying("-"))
    await team.answered(write("humano"), person, saying("-"))
    assert len(await lessons(team)) == 1
