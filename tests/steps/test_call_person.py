"""A person when the assistant is not enough: its answer says so, or it failed, and not for the first time."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import pytest

from handlers.conversation.messages import Message, Reply
from handlers.conversation.side import NO_SIDE, Handoff, Side
from handlers.conversation.step import run
from handlers.conversation.turn import Turn
from handlers.errors import AssistantHiccup, AttemptsSpent, TurnLost
from handlers.steps.call_person import CallPerson
from handlers.tickets import texts
from handlers.tickets.agents import Agents
from handlers.tickets.ticket import Why
from tests.team import Team
from tests.ticketing import ANA, own

Write = Callable[..., Message]
APOLOGY = Reply(("Sorry",))


@dataclass
class Asking:
    """A step that answers with this side, or fails."""

    side: Side = NO_SIDE
    fails: Exception | None = None
    asked: int = 0

    async def __call__(self, turn: Turn) -> None:
        self.asked += 1
        if self.fails:
            raise self.fails
        turn.side = self.side
        turn.say("the answer", to=turn.unanswered)


FAILING: dict[str, Any] = {"fails": AssistantHiccup("500", remedy="")}


async def told_before(team: Team, message: Message, times: int) -> Turn:
    """A turn of this message, before which the customer got so many apologies."""
    for number in range(times):
        turn = await own(team.kept, replace(message, sid=f"{message.sid}{number}"))
        await team.kept.threads.release_turn(turn, APOLOGY)
        team.clock.go_on(seconds=31)
    return await own(team.kept, message)


async def test_an_answer_that_needs_nobody_goes_out_alone(team: Team, write: Write) -> None:
    turn = await own(team.kept, write())
    assert await team.said(turn, CallPerson(Asking(), team.hand_over)) == Reply(("the answer",))
    assert turn.thread.ticket is None


@pytest.mark.parametrize("handoff", [handoff for handoff in Handoff if handoff is not Handoff.NO])
async def test_an_answer_that_needs_a_person_says_so_in_one_message_and_opens_a_ticket(
    team: Team, write: Write, handoff: Handoff
) -> None:
    turn = await own(team.kept, write("Mi pan llegó frío"))
    ask = Asking(Side(handoff, "Pan frío"))
    (text,) = (await team.said(turn, CallPerson(ask, team.hand_over))).texts
    ticket = await team.ticket_of(turn)
    assert text.startswith("the answer\n\n")
    assert f"#{ticket.code}" in text
    assert (ticket.why, ticket.summary) == (Why(handoff.value), "Pan frío")
    (notice,) = (await team.told(turn))[ANA.address]
    assert "Pan frío\n\n> Mi pan llegó frío" in notice


async def test_without_agents_a_needed_person_is_told_of_and_a_failure_is_only_apologised_for(
    team: Team, write: Write
) -> None:
    alone = replace(team, agents=Agents(), contact="55 1234 5678")
    turn = await own(alone.kept, write())
    (text,) = (await run([CallPerson(Asking(Side(Handoff.CANNOT)), alone.hand_over)], turn)).texts
    assert "55 1234 5678" in text
    await alone.kept.threads.close_turn(turn, Reply())
    failing = Asking(**FAILING)
    with pytest.raises(AssistantHiccup):
        await run([CallPerson(failing, alone.hand_over)], await told_before(alone, write(), 3))
    assert failing.asked == 1


async def test_the_first_failure_is_no_reason_for_a_person(team: Team, write: Write) -> None:
    with pytest.raises(AssistantHiccup):
        await run([CallPerson(Asking(**FAILING), team.hand_over)], await own(team.kept, write()))


async def test_the_second_failure_is(team: Team, write: Write) -> None:
    turn = await told_before(team, write("¿Y mi pan?"), 1)
    (text,) = (await team.said(turn, CallPerson(Asking(**FAILING), team.hand_over))).texts
    ticket = await team.ticket_of(turn)
    assert text == texts.HANDED_OVER["es"].format(code=rf"\#{ticket.code}", when=texts.SOON["es"])
    assert ticket.why is Why.FAILED
    assert turn.problem is FAILING["fails"]
    assert "> ¿Y mi pan?" in (await team.told(turn))[ANA.address][0]


async def test_after_two_apologies_nobody_asks_again(team: Team, write: Write) -> None:
    ask = Asking()
    turn = await told_before(team, write(), 2)
    await team.said(turn, CallPerson(ask, team.hand_over))
    assert ask.asked == 0
    assert isinstance(turn.problem, AttemptsSpent)
    assert (await team.ticket_of(turn)).why is Why.FAILED


async def test_a_turn_that_closes_a_ticket_opens_none(team: Team, write: Write) -> None:
    """The customer has just sent for the assistant: a failure is apologised for, as without a person."""
    turn = await told_before(team, write(), 1)
    turn.pass_to(None)
    with pytest.raises(AssistantHiccup):
        await run([CallPerson(Asking(**FAILING), team.hand_over)], turn)
    answered = await run([CallPerson(Asking(Side(Handoff.ASKED)), team.hand_over)], turn)
    assert answered == Reply(("the answer",))
    assert turn.enclosed == []


async def test_a_turn_that_was_lost_hands_nobody_over(team: Team, write: Write) -> None:
    turn = await told_before(team, write(), 1)
    with pytest.raises(TurnLost):
        await run([CallPerson(Asking(fails=TurnLost()), team.hand_over)], turn)
    assert turn.enclosed == []
