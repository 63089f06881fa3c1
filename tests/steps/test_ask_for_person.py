"""'Humano': a ticket, with the customer's last words for the agents; without agents, another way to reach people."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from handlers.conversation.messages import Attachment, Message, Part, PartKind, Reply
from handlers.conversation.step import run
from handlers.conversation.turn import Turn
from handlers.errors import AssistantHiccup, OutboxUnavailable
from handlers.steps.ask_for_person import AskForPerson
from handlers.steps.with_person import WithPerson
from handlers.tickets import texts
from handlers.tickets.agents import Agents
from handlers.tickets.ticket import State, Why
from tests import writing
from tests.saying import saying
from tests.team import Team
from tests.ticketing import ANA, LUIS, own

Write = Callable[..., Message]
ANSWER = saying("the answer")


def steps_of(team: Team) -> tuple[AskForPerson, WithPerson]:
    return AskForPerson(team.hand_over), WithPerson(team.kept.tickets, team.agents, "es", team.clock)


@pytest.mark.parametrize("words", ["humano", "Talk to a person", "¡ATENDENTE!", "quiero hablar con alguien"])
async def test_who_asks_for_a_person_gets_a_ticket_and_hears_its_code(team: Team, write: Write, words: str) -> None:
    turn = await team.answered(write(words), *steps_of(team), ANSWER)
    ticket = await team.ticket_of(turn)
    assert (ticket.state, ticket.why, ticket.thread) == (State.OPEN, Why.ASKED, turn.thread.key)
    assert ticket.inbound_at == ticket.waiting_since == team.clock()
    (record,) = await team.kept.threads.records(turn.thread.key, most=9)
    assert record.texts is not None
    assert f"#{ticket.code}" in record.texts[0]


async def test_all_agents_are_told_what_the_customer_said_before(team: Team, write: Write) -> None:
    await team.answered(write("Mi pan llegó frío"), ANSWER)
    team.clock.go_on(seconds=5)
    turn = await team.answered(write("humano"), *steps_of(team), ANSWER)
    told = await team.told(turn)
    assert set(told) == {ANA.address, LUIS.address}
    assert all("> Mi pan llegó frío" in notice for (notice,) in told.values())
    assert not any("the answer" in notice for (notice,) in told.values())


async def test_agents_are_not_told_what_the_customer_said_before_they_were_forgotten(team: Team, write: Write) -> None:
    """It may not be deleted yet."""
    await team.answered(write("Mi pan llegó frío"), ANSWER)
    await team.kept.erasures.forget(await own(team.kept, write("sí")), Reply())
    team.clock.go_on(seconds=5)
    turn = await team.answered(write("humano"), *steps_of(team), ANSWER)
    assert not any("frío" in notice for (notice,) in (await team.told(turn)).values())


async def test_what_was_said_in_the_same_turn_goes_to_the_agents_and_not_to_the_assistant(
    team: Team, write: Write
) -> None:
    await own(team.kept, write("¿Dónde está mi pan?"))
    turn = await own(team.kept, write("humano"))
    (said,) = (await team.said(turn, *steps_of(team), ANSWER)).texts
    assert "the answer" not in said
    assert turn.unanswered == ()
    assert all("> ¿Dónde está mi pan?" in notice for (notice,) in (await team.told(turn)).values())


async def test_a_voice_note_beside_it_is_told_in_words_and_without_them_if_it_cannot_be_heard(
    team: Team, write: Write
) -> None:
    async def hear(turn: Turn) -> None:
        parts = {message.sid: (Part(PartKind.TRANSCRIPT, "a las seis"),) for message in turn.unanswered[:1]}
        await team.kept.threads.record_parts(turn, parts)

    async def fails(turn: Turn) -> None:
        raise AssistantHiccup("500", remedy="")

    for number, (step, words) in enumerate(((hear, True), (fails, False))):
        customer = replace(writing.ANA, customer=f"+521555555000{number}")
        note = replace(write("", files=(Attachment("https://twilio.example/1", "audio/ogg"),)), contact=customer)
        await own(team.kept, note)
        turn = await own(team.kept, replace(write("humano"), contact=customer))
        (said,) = (await team.said(turn, AskForPerson(team.hand_over, step), steps_of(team)[1], ANSWER)).texts
        assert (await team.ticket_of(turn)).code in said
        (notice,) = (await team.told(turn))[ANA.address]
        assert ("a las seis" in notice) is words
        assert "📎" in notice
        assert isinstance(turn.problem, AssistantHiccup) is not words


async def test_where_nobody_takes_tickets_nothing_is_heard_for_them(team: Team, write: Write) -> None:
    async def hear(turn: Turn) -> None:
        raise AssertionError

    alone = replace(team, agents=Agents())
    await run([AskForPerson(alone.hand_over, hear)], await own(alone.kept, write("humano")))


async def test_who_has_one_already_hears_its_code_again_and_opens_no_second_one(team: Team, write: Write) -> None:
    first = await team.answered(write("humano"), *steps_of(team))
    team.clock.go_on(seconds=5)
    turn = await own(team.kept, write("humano"))
    reply = await team.said(turn, *steps_of(team))
    code = rf"\#{first.thread.ticket}"
    assert reply == Reply((texts.STILL_HANDED_OVER["es"].format(code=code),))
    assert turn.thread.ticket == first.thread.ticket
    assert turn.owes == ()


async def test_any_other_message_is_left_to_the_next_steps(team: Team, write: Write) -> None:
    turn = await own(team.kept, write("una persona me atendió mal"))
    assert await team.said(turn, *steps_of(team), ANSWER) == Reply(("the answer",))
    assert turn.thread.ticket is None


async def test_without_agents_the_customer_hears_how_to_reach_people(team: Team, write: Write) -> None:
    for contact, said in (("55 1234 *5678*", r"55 1234 \*5678\*"), ("", "solo respondo yo")):
        alone = replace(team, agents=Agents(), contact=contact)
        turn = await own(alone.kept, write("humano"))
        (text,) = (await run(steps_of(alone), turn)).texts
        assert said in text
        await alone.kept.threads.close_turn(turn, Reply((text,)))
        assert turn.thread.ticket is None
        assert turn.unanswered == ()


async def test_if_no_agent_can_be_told_the_ticket_is_open_and_an_operator_learns_it(team: Team, write: Write) -> None:
    team.clock.go_on(hours=25)
    turn = await team.answered(write("humano"), *steps_of(team))
    assert (await team.ticket_of(turn)).state is State.OPEN
    assert turn.owes == ()
    assert isinstance(turn.problem, OutboxUnavailable)
    assert turn.problem.code == "no_agent_reached"


async def test_who_wanted_no_messages_and_asks_for_a_person_wants_some(team: Team, write: Write) -> None:
    turn = await own(team.kept, write("humano"))
    turn.decide(stopped=True)
    await team.said(turn, *steps_of(team))
    assert not turn.decisions.stopped


async def test_without_a_person_a_stop_goes_on(team: Team, write: Write) -> None:
    alone = replace(team, agents=Agents())
    turn = await own(alone.kept, write("humano"))
    turn.decide(stopped=True)
    await alone.said(turn, *steps_of(alone))
    assert turn.decisions.stopped


async def test_what_comes_while_the_turn_runs_counts_as_after_the_opening(team: Team, write: Write, clock: Any) -> None:
    """Else whoever takes the ticket would not see it: it is not among the notice's last words either."""
    turn = await own(team.kept, write("humano"))
    asked_at = clock()
    clock.go_on(seconds=3)
    await team.said(turn, *steps_of(team))
    assert (await team.ticket_of(turn)).opened_at == asked_at
