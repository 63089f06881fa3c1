"""The reception: agents are no customers, and what a turn left for agents is sent before the request ends."""

import asyncio
from collections.abc import Callable
from typing import Any

import pytest

from handlers.conversation.delivery import Delivery
from handlers.conversation.messages import Message
from handlers.conversation.outcome import Outcome, Result
from handlers.conversation.step import Step
from handlers.conversation.take_turn import TakeTurn
from handlers.errors import OutboxUnavailable, StoreUnavailable
from handlers.languages import House
from handlers.steps.ask_for_person import AskForPerson
from handlers.tickets.hand_over import HandOver
from handlers.tickets.reception import Reception
from handlers.tickets.ticket import State
from tests import writing
from tests.desk import Desk
from tests.saying import saying
from tests.ticketing import AGENTS, ANA, LUIS
from tests.told_outbox import How

Write = Callable[..., Message]


@pytest.fixture
async def desk(kept: Any, clock: Any) -> Desk:
    for agent in AGENTS.every:
        await kept.heard.hear(agent.contact(writing.ANA))
    return Desk(kept, clock)


def reception(desk: Desk, **other: Any) -> Reception:
    hand_over = HandOver(desk.kept.tickets, desk.kept.threads, AGENTS, "", "es", desk.clock)
    steps: list[Step] = [AskForPerson(hand_over), saying("the answer")]
    take_turn = TakeTurn(desk.kept.threads, steps, House(), Delivery.in_response(sends_late=True))
    return Reception(**{"take_turn": take_turn, "hear_agent": desk.hear(), "send_out": desk.send_out, **other})


async def received(desk: Desk, message: Message, seconds: float = 11, **other: Any) -> Outcome:
    return await reception(desk, **other)(message, deadline=asyncio.get_running_loop().time() + seconds)


def openings(desk: Desk) -> list[int]:
    """How often each agent was told that somebody needs a person."""
    got = [desk.outbox.received(agent.address) for agent in AGENTS.every]
    return [sum("necesita" in message for message in messages) for messages in got]


async def test_an_agents_message_is_no_customers(desk: Desk, write: Write) -> None:
    outcome = await received(desk, write("Hola", customer=ANA.address))
    assert outcome.result is Result.AGENT
    assert reception(desk).house == House()


class Books:
    """Books that note what they hear, and then fail, or take their time."""

    def __init__(self, problem: Exception | None = None, *, hangs: bool = False) -> None:
        self.problem, self.hangs, self.noted = problem, hangs, list[tuple[str, int]]()

    async def heard(self, message: Message, outcome: Outcome) -> None:
        self.noted.append((message.sid, len(outcome.reply.texts)))
        if self.hangs:
            await asyncio.Event().wait()
        if self.problem:
            raise self.problem


@pytest.mark.parametrize("books", [Books(), Books(StoreUnavailable("timeout", remedy="")), Books(hangs=True)])
async def test_what_an_agents_message_cost_is_noted_and_hinders_no_reply(
    desk: Desk, write: Write, books: Books
) -> None:
    message = write("ayuda", customer=ANA.address)
    outcome = await received(desk, message, seconds=0.5, books=books)
    assert (outcome.result, len(outcome.reply.texts)) == (Result.AGENT, 1)
    assert books.noted == [(message.sid, 1)]


async def test_a_customers_message_is_not_in_those_books(desk: Desk, write: Write) -> None:
    books = Books()
    await received(desk, write("Hola"), books=books)
    assert books.noted == []


async def test_agents_are_told_before_the_request_ends(desk: Desk, write: Write) -> None:
    outcome = await received(desk, write("humano"))
    assert outcome.result is Result.ANSWERED
    assert openings(desk) == [1, 1]


async def test_a_notice_that_is_not_taken_hinders_neither_the_reply_nor_the_other_and_is_tried_again(
    desk: Desk, write: Write
) -> None:
    class Fails:
        def __init__(self) -> None:
            self.problems = [OutboxUnavailable("500", remedy=""), StoreUnavailable("timeout", remedy="")]

        async def __call__(self, thread: str, *, by: str) -> int:
            raise self.problems.pop()

    outcome = await received(desk, write("humano"), send_out=Fails())
    assert (outcome.result, len(outcome.owes), desk.outbox.taken) == (Result.ANSWERED, 2, [])
    await desk.tick()
    assert openings(desk) == [1, 1]


async def test_a_notice_that_takes_too_long_is_left_to_the_clock(desk: Desk, write: Write) -> None:
    async def hangs(thread: str, *, by: str) -> int:
        await asyncio.Event().wait()
        return 0

    outcome = await received(desk, write("humano"), seconds=0.5, send_out=hangs)
    assert outcome.result is Result.ANSWERED
    await desk.tick()
    assert openings(desk) == [1, 1]


async def test_a_kill_before_the_notice_is_sent_leaves_it_to_the_clock_once(desk: Desk, write: Write) -> None:
    async def dies(thread: str, *, by: str) -> int:
        raise KeyboardInterrupt

    message = write("humano")
    with pytest.raises(KeyboardInterrupt):
        await received(desk, message, send_out=dies)
    assert (await received(desk, message)).result is Result.REPEATED
    await desk.tick()
    await desk.tick()
    assert openings(desk) == [1, 1]
    (ticket,) = await desk.kept.lists.listed(State.OPEN, most=9)
    assert ticket.thread


@pytest.mark.parametrize("how", [How.LOST_THOUGH_TAKEN, How.LOST])
async def test_a_notice_of_which_twilio_said_nothing_is_looked_for_and_arrives_once(
    desk: Desk, write: Write, how: How
) -> None:
    first = write("humano")
    await received(desk, first)
    (ticket,) = await desk.kept.lists.listed(State.OPEN, most=9)
    await desk.told(f"#{ticket.code} tomar")
    notice = rf"\#{ticket.code} · **…5678** es tu caso. Contesta citando este mensaje."
    desk.outbox.tell(notice, how)
    await desk.told(f"#{ticket.code} pasar Luis")
    await desk.tick()
    await desk.tick()
    assert desk.outbox.received(LUIS.address).count(notice) == 1


async def test_an_operator_learns_that_nobody_could_be_told(desk: Desk, write: Write) -> None:
    desk.clock.go_on(hours=25)
    outcome = await received(desk, write("humano"))
    assert outcome.result is Result.ANSWERED
    assert getattr(outcome.problem, "code", "") == "no_agent_reached"
