"""While a person answers: silence for the customer, their words for the agent, until one of them ends it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest

from handlers.conversation.messages import Attachment, Message, Part, PartKind, Reply
from handlers.conversation.step import Step, run
from handlers.conversation.thread import Thread
from handlers.conversation.turn import Turn
from handlers.errors import AssistantHiccup, OutboxUnavailable
from handlers.steps.ask_for_person import AskForPerson
from handlers.steps.with_person import WithPerson
from handlers.tickets import texts
from handlers.tickets.acting import Acted
from handlers.tickets.agents import Agents
from handlers.tickets.changes import closed, taken
from handlers.tickets.ticket import State, Ticket
from tests.saying import saying
from tests.team import Team
from tests.ticketing import ANA, own

Write = Callable[..., Message]
ANSWER = saying("the answer")
VOICE = (Attachment("https://twilio.example/1", "audio/ogg"),)


@dataclass
class Handed:
    """A customer who was handed over, and Ana who has the ticket."""

    team: Team
    write: Write
    code: str
    hear: Step | None = None

    @property
    def step(self) -> WithPerson:
        return WithPerson(self.team.kept.tickets, self.team.agents, "es", self.team.clock, self.hear)

    async def turn(self, text: str, **more: Any) -> Turn:
        self.team.clock.go_on(minutes=1)
        return await own(self.team.kept, self.write(text, **more))

    async def ticket(self) -> Ticket:
        found = await self.team.kept.tickets.get(self.code)
        assert found is not None
        return found

    async def close(self) -> None:
        def act(ticket: Ticket, thread: Thread) -> Acted:
            return Acted(closed(ticket, "Ana", self.team.clock()), "Ana", gives_back=True)

        await self.team.kept.tickets.act(self.code, act, sid="SM of Ana's end")


@pytest.fixture
async def handed(team: Team, write: Write) -> Handed:
    turn = await team.answered(write("humano"), AskForPerson(team.hand_over))
    assert turn.thread.ticket

    def take(ticket: Ticket, thread: Thread) -> Acted:
        return Acted(taken(ticket, "Ana", team.clock()), "Ana")

    await team.kept.tickets.act(turn.thread.ticket, take, sid="SM of Ana's")
    return Handed(team, write, turn.thread.ticket)


async def test_what_the_customer_writes_goes_to_who_has_the_ticket_and_gets_silence(handed: Handed) -> None:
    turn = await handed.turn("A las cinco")
    came_at = handed.team.clock()
    handed.team.clock.go_on(seconds=3)
    assert await handed.team.said(turn, handed.step, ANSWER) == Reply()
    ((address, notices),) = (await handed.team.told(turn)).items()
    assert (address, notices[1:]) == (ANA.address, [f"\\#{handed.code} · **…5678**\n\nA las cinco"])
    ticket = await handed.ticket()
    assert (ticket.inbound_at, ticket.state) == (came_at, State.TAKEN)
    assert turn.thread.ticket == handed.code


async def test_while_nobody_has_it_several_agents_are_not_told_each_time(team: Team, write: Write) -> None:
    first = await team.answered(write("humano"), AskForPerson(team.hand_over))
    handed = Handed(team, write, first.thread.ticket or "")
    turn = await handed.turn("¿Hay alguien?")
    assert await team.said(turn, handed.step, ANSWER) == Reply()
    assert (turn.owes, turn.problem) == ((), None)
    assert (await handed.ticket()).inbound_at == team.clock()


async def test_an_only_agent_is_told_each_time(team: Team, write: Write) -> None:
    team.agents = Agents((ANA,))
    first = await team.answered(write("humano"), AskForPerson(team.hand_over))
    handed = Handed(team, write, first.thread.ticket or "")
    turn = await handed.turn("¿Hay alguien?")
    await team.said(turn, handed.step)
    assert "¿Hay alguien?" in (await team.told(turn))[ANA.address][-1]


async def test_if_who_has_it_cannot_be_told_an_operator_learns_it(handed: Handed) -> None:
    handed.team.clock.go_on(hours=24)
    turn = await handed.turn("¿Hola?")
    assert await handed.team.said(turn, handed.step, ANSWER) == Reply()
    assert isinstance(turn.problem, OutboxUnavailable)
    assert (await handed.ticket()).waiting_since


async def test_a_reaction_tells_nobody(handed: Handed) -> None:
    before = await handed.ticket()
    turn = await handed.turn("")
    assert await handed.team.said(turn, handed.step, ANSWER) == Reply()
    assert turn.owes == ()
    assert await handed.ticket() == before


async def test_a_voice_note_is_told_in_words_and_without_them_if_it_cannot_be_heard(handed: Handed) -> None:
    async def hear(turn: Turn) -> None:
        parts = {message.sid: (Part(PartKind.TRANSCRIPT, "a las seis"),) for message in turn.unanswered}
        await handed.team.kept.threads.record_parts(turn, parts)

    async def fails(turn: Turn) -> None:
        raise AssistantHiccup("500", remedy="")

    handed.hear = hear
    turn = await handed.turn("", files=VOICE)
    await handed.team.said(turn, handed.step)
    assert "a las seis\\\n📎" in (await handed.team.told(turn))[ANA.address][-1]
    handed.hear = fails
    turn = await handed.turn("", files=VOICE)
    assert await handed.team.said(turn, handed.step, ANSWER) == Reply()
    assert (await handed.team.told(turn))[ANA.address][-1].count("📎") == 1
    assert isinstance(turn.problem, AssistantHiccup)


async def test_who_sends_for_the_assistant_gets_it_back_and_the_agent_hears_it(handed: Handed) -> None:
    turn = await handed.turn("Asistente")
    assert await handed.team.said(turn, handed.step, ANSWER) == Reply((texts.BACK["es"],))
    assert turn.thread.ticket is None
    assert "volvió al asistente" in (await handed.team.told(turn))[ANA.address][-1]
    ticket = await handed.ticket()
    assert (ticket.state, ticket.closed_for) == (State.CLOSED, "customer")
    following = await handed.turn("¿Abren hoy?")
    assert await handed.team.said(following, handed.step, ANSWER) == Reply(("the answer",))


async def test_a_question_beside_it_is_the_assistants_and_if_that_fails_nothing_was_said_or_closed(
    handed: Handed,
) -> None:
    async def fails(turn: Turn) -> None:
        raise AssistantHiccup("500", remedy="")

    await handed.turn("asistente")
    turn = await handed.turn("¿Abren hoy?")
    with pytest.raises(AssistantHiccup):
        await run([handed.step, fails], turn)
    assert turn.decisions.said == ()
    await handed.team.kept.threads.release_turn(turn, Reply(("Sorry",)))
    assert not (await handed.ticket()).is_closed
    again = await handed.turn("¿Hola?")
    assert await handed.team.said(again, handed.step, ANSWER) == Reply(("the answer",))
    assert again.thread.ticket is None
    assert (await handed.ticket()).is_closed


async def test_who_sends_for_the_assistant_without_having_left_it_hears_that_it_is_there(
    team: Team, write: Write
) -> None:
    step = WithPerson(team.kept.tickets, team.agents, "es", team.clock)
    turn = await own(team.kept, write("asistente"))
    assert await team.said(turn, step, ANSWER) == Reply((texts.NOT_AWAY["es"],))


async def test_a_thread_whose_ticket_is_over_goes_back_to_the_assistant(handed: Handed) -> None:
    """It cannot be so; but if it were, no message of that customer could ever be answered."""
    turn = await handed.turn("¿Abren hoy?")
    turn.thread = Thread(**{**vars(turn.thread), "ticket": "ACD4"})
    turn.version = (await handed.team.kept.documents.get([f"threads/{turn.thread.key}"]))[0].version
    assert await run([handed.step, ANSWER], turn) == Reply(("the answer",))
    assert turn.passes == ("ACD4", None)


async def test_a_ticket_that_is_closed_meanwhile_leaves_the_message_to_the_assistant(handed: Handed) -> None:
    turn = await handed.turn("¿Abren hoy?")
    await handed.close()
    assert await run([handed.step, ANSWER], turn) == Reply(("the answer",))
