"""Where a ceiling is reached the customer hears it once an hour, or gets a person; nothing is asked or paid for."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from handlers.conversation.messages import Attachment, Message, Reply
from handlers.conversation.step import run
from handlers.conversation.turn import Turn
from handlers.money import limit_texts as texts
from handlers.money.ceilings import Limit
from handlers.steps.mind_ceiling import HearWithinCeiling, MindCeiling
from handlers.tickets.ticket import Why
from tests.asking import own
from tests.kept import Stores
from tests.money.purses import LIKELY, ceilings_of
from tests.team import Team

Write = Callable[..., Message]
VOICE = Attachment("https://example.com/1", "audio/ogg")


def step_of(kept: Stores, clock: Any, *, day: int | None = 1, month: int | None = None, **more: Any) -> MindCeiling:
    return MindCeiling(ceilings_of(kept, clock, day=day, month=month), clock, **more)


async def answered(kept: Stores, step: MindCeiling, message: Message) -> tuple[Turn, Reply]:
    turn = await own(kept.threads, message)
    reply = await run([step], turn)
    if not turn.unanswered:
        threads = replace(kept.threads, spends=step.ceilings.closing)
        await threads.close_turn(turn, reply)
    return turn, reply


async def test_while_there_is_money_the_next_steps_answer(kept: Stores, write: Write, clock: Any) -> None:
    turn, reply = await answered(kept, step_of(kept, clock, day=LIKELY), write())
    assert (turn.unanswered, reply.texts, turn.limited) == (turn.messages, (), "")


@pytest.mark.parametrize(
    ("limits", "said", "limited"),
    [
        ({"day": 1}, texts.LIMITED_TODAY, Limit.DAY),
        ({"day": None, "month": 1}, texts.LIMITED_THIS_MONTH, Limit.MONTH),
    ],
)
async def test_without_it_the_customer_hears_until_when(
    kept: Stores, write: Write, clock: Any, limits: dict[str, Any], said: Any, limited: str
) -> None:
    turn, reply = await answered(kept, step_of(kept, clock, **limits), write("¿Tienen pan?"))
    assert (reply.texts, turn.limited) == ((said["es"],), limited)


async def test_the_customer_hears_it_once_an_hour_and_again_the_next_day(
    kept: Stores, write: Write, clock: Any
) -> None:
    step = step_of(kept, clock)
    clock.time = clock.time.replace(hour=22, minute=30)
    said = [(await answered(kept, step, write()))[1].texts]
    for minutes in (20, 39, 1, 31):
        clock.go_on(minutes=minutes)
        said.append((await answered(kept, step, write()))[1].texts)
    assert [len(texts) for texts in said] == [1, 0, 0, 1, 1]  # the last one after midnight


async def test_what_was_said_goes_with_the_next_question(kept: Stores, write: Write, clock: Any) -> None:
    step = step_of(kept, clock)
    at = clock()
    await answered(kept, step, write("quiero un pastel"))
    clock.go_on(minutes=1)
    turn, _ = await answered(kept, step, write("¿Hola?"))
    assert turn.decisions.missed_since == at


async def test_the_customer_hears_it_in_their_language_and_how_to_get_a_person(
    kept: Stores, write: Write, clock: Any
) -> None:
    step = step_of(kept, clock, names_people=True)
    _, reply = await answered(kept, step, write("Hello, do you have bread today?"))
    assert reply.texts == (f"{texts.LIMITED_TODAY['en']}\n\n{texts.ASK_A_PERSON['en']}",)


async def test_a_redelivery_hears_the_same(kept: Stores, write: Write, clock: Any) -> None:
    step, message = step_of(kept, clock), write()
    turn = await own(kept.threads, message)
    first = await run([step], turn)
    await kept.threads.pause_turn(turn)
    again = await own(kept.threads, message)
    assert (await run([step], again)).texts == first.texts


async def test_a_ticket_is_opened_instead_where_that_is_set(kept: Stores, team: Team, write: Write, clock: Any) -> None:
    step = step_of(kept, clock, hand_over=team.hand_over)
    turn, reply = await answered(kept, step, write("¿Tienen pan?"))
    ticket = await team.ticket_of(turn)
    assert (ticket.why, len(reply.texts), turn.limited) == (Why.LIMITED, 1, "day")
    assert any("pan" in text for told in (await team.told(turn)).values() for text in told)
    assert turn.decisions.missed_since is None  # who gets a person, is heard of otherwise


async def test_who_just_sent_for_the_assistant_gets_no_new_ticket(
    kept: Stores, team: Team, write: Write, clock: Any
) -> None:
    step = step_of(kept, clock, hand_over=team.hand_over)
    turn = await own(kept.threads, write())
    turn.pass_to(None)
    assert (await run([step], turn)).texts == (texts.LIMITED_TODAY["es"],)


@pytest.mark.parametrize(("day", "heard"), [(1, 0), (LIKELY, 1)])
async def test_a_voice_note_is_heard_only_within_the_ceiling(
    kept: Stores, write: Write, clock: Any, day: int, heard: int
) -> None:
    turns: list[Turn] = []

    async def hear(turn: Turn) -> None:
        turns.append(turn)

    ceilings = ceilings_of(kept, clock, day=day)
    step = HearWithinCeiling(hear, ceilings)
    await step(await own(kept.threads, write("Hola", customer="+5215500000001")))
    assert ceilings.purse
    assert (turns, ceilings.purse.touched) == ([], None)  # a text costs nothing here
    await step(await own(kept.threads, write("", files=(VOICE,))))
    assert len(turns) == heard
