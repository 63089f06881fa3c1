"""Handing over: the sentence is short, the store is not asked for more than it must be."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

import pytest

from handlers.conversation.messages import Content, Message, Reply
from handlers.tickets import texts
from handlers.tickets.hand_over import LAST_WORDS, HandOver
from handlers.tickets.hours import hours_of
from handlers.tickets.ticket import Why
from tests.kept import Stores
from tests.team import Team
from tests.ticketing import ANA, own

Write = Callable[..., Message]
ALWAYS_A_HOLIDAY = ",".join(f"{date(2026, 11, 22) + timedelta(days=number)}" for number in range(70))


async def test_of_what_was_said_before_the_last_words_are_told_and_none_that_is_open(
    kept: Stores, clock: Callable[..., None], write: Write
) -> None:
    team = Team(kept, clock)
    await team.begin()
    for number in range(LAST_WORDS + 2):
        turn = await own(kept, write(f"line {number}"))
        await kept.threads.close_turn(turn, Reply(("answer",)))
        team.clock.go_on(seconds=1)
    turn = await own(kept, write("humano"))
    turn.say(await team.hand_over(turn, Why.ASKED, ()), to=turn.unanswered)
    await kept.threads.close_turn(turn, turn.reply())
    (notice,) = (await team.told(turn))[ANA.address]
    assert [number for number in range(9) if f"> line {number}" in notice] == [2, 3, 4]


@pytest.mark.parametrize(
    ("holidays", "promised"),
    [("", texts.WHEN_OPEN["es"].format(when="el jueves a las 9:00")), (ALWAYS_A_HOLIDAY, texts.SOON["es"])],
)
async def test_closed_a_person_is_promised_for_the_opening_and_for_no_day_if_none_is_foreseen(
    kept: Stores, clock: Callable[..., None], write: Write, holidays: str, promised: str
) -> None:
    team = Team(kept, clock)
    turn = await own(kept, write("humano"))
    hand_over = replace(team.hand_over, hours=hours_of("Th 09:00-10:00", "UTC", holidays))
    assert promised in await hand_over(turn, Why.ASKED, [Content("humano")])


async def test_a_turn_that_is_lost_leaves_no_ticket(kept: Stores, clock: Callable[..., None], write: Write) -> None:
    team = Team(kept, clock)
    turn = await own(kept, write("humano"))
    hand_over: HandOver = team.hand_over
    said = await hand_over(turn, Why.ASKED, [Content("humano")])
    assert turn.passes is not None
    assert f"#{turn.passes[1]}" in said
    assert await kept.tickets.get(turn.passes[1] or "") is None
