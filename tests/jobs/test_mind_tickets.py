"""Tickets that nobody minds: all are told once, left ones are closed; a failure hinders no other."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest

from handlers.conversation.contact import Carrier, Contact
from handlers.conversation.messages import Content, Message, Reply
from handlers.conversation.send_out import SendOut
from handlers.conversation.thread import Thread
from handlers.errors import OutboxUnavailable, StoreUnavailable
from handlers.jobs.mind_tickets import MOST, MindTickets
from handlers.tickets import texts
from handlers.tickets.acting import Acted
from handlers.tickets.changes import answered, taken
from handlers.tickets.ticket import State, Ticket
from tests import writing
from tests.kept import Stores
from tests.ticketing import AGENTS, LUIS, handed_over
from tests.told_outbox import How, ToldOutbox

Write = Callable[..., Message]
CUSTOMER = writing.ANA.customer
GONE = Reply(("Gone",))


@dataclass
class Office:
    """The job, with an outbox that notes what arrives."""

    kept: Stores
    outbox: ToldOutbox
    clock: Any

    def job(self, **other: Any) -> MindTickets:
        send_out = SendOut(self.kept.debts, {Carrier.TWILIO: self.outbox})
        parts: dict[str, Any] = {"tickets": self.kept.tickets, "lists": self.kept.lists, "heard": self.kept.heard}
        parts |= {"agents": AGENTS, "send_out": send_out, "language": "es", "patience": timedelta(minutes=15)}
        return MindTickets(**{**parts, "now": self.clock, **other})

    async def tick(self, seconds: float = 24, **other: Any) -> Any:
        return await self.job(**other)(asyncio.get_running_loop().time() + seconds)

    async def act(self, change: Callable[[Ticket], Ticket], code: str = "K7F3") -> None:
        def act(ticket: Ticket, thread: Thread) -> Acted:
            return Acted(change(ticket), "Ana", said=Content("Hola"))

        await self.kept.tickets.act(code, act, sid=f"SM {self.clock()} {code}")

    async def ticket(self) -> Ticket:
        found = await self.kept.tickets.get("K7F3")
        assert found is not None
        return found


@pytest.fixture
async def office(kept: Stores, clock: Any) -> Office:
    for agent in AGENTS.every:
        await kept.heard.hear(agent.contact(writing.ANA))
    return Office(kept, ToldOutbox(clock), clock)


async def test_after_the_patience_agents_and_customer_are_told_once(office: Office, write: Write) -> None:
    await handed_over(office.kept, write(), office.clock)
    office.clock.go_on(minutes=15)
    assert (await office.tick()).count == 0
    office.clock.go_on(minutes=1)
    done = await office.tick()
    assert (done.count, done.results, done.problems) == (1, ("reminded",), ())
    for agent in AGENTS.every:
        assert [text for text in office.outbox.received(agent.address) if "16 min" in text]
    assert office.outbox.received(CUSTOMER) == [texts.STILL_WAITS["es"]]
    office.clock.go_on(hours=5)
    assert (await office.tick()).count == 0


async def test_who_has_it_is_reminded_again_of_the_next_waiting(office: Office, write: Write) -> None:
    await handed_over(office.kept, write(), office.clock)
    await office.act(lambda ticket: taken(ticket, "Ana", office.clock()))
    office.clock.go_on(minutes=16)
    assert (await office.tick()).count == 1
    assert office.outbox.received(CUSTOMER) == []
    assert len(office.outbox.received(LUIS.address)) == 0


async def test_a_customer_who_says_no_more_for_a_day_is_given_back_without_a_word(office: Office, write: Write) -> None:
    turn = await handed_over(office.kept, write(), office.clock)
    await office.act(lambda ticket: answered(ticket, "Ana", office.clock()))
    office.clock.go_on(hours=24)
    assert (await office.tick()).count == 0
    office.clock.go_on(minutes=1)
    assert (await office.tick()).results == ("closed",)
    assert (await office.ticket()).state is State.CLOSED
    assert office.outbox.received(CUSTOMER) == []
    (stored,) = await office.kept.documents.get([f"threads/{turn.thread.key}"])
    assert stored.fields["ticket"] is None
    assert (await office.tick()).count == 0


async def test_if_nobody_can_be_told_an_operator_learns_it(office: Office, write: Write) -> None:
    office.clock.go_on(hours=25)
    await handed_over(office.kept, write(), office.clock)
    office.clock.go_on(minutes=16)
    done = await office.tick()
    assert [getattr(problem, "code", "") for problem in done.problems] == ["no_agent_reached"]
    assert (await office.ticket()).reminded


async def test_of_several_each_is_minded_though_one_cannot_be_sent(office: Office, write: Write) -> None:
    for number in range(3):
        await handed_over(office.kept, write(customer=f"+{number}"), office.clock, code=f"ACD{number + 3}")
    office.clock.go_on(minutes=16)
    office.outbox.tell(texts.STILL_WAITS["es"], How.UNAVAILABLE)
    done = await office.tick()
    assert done.count == 3
    assert [type(problem) for problem in done.problems] == [OutboxUnavailable]
    assert sum(len(office.outbox.received(f"+{number}")) for number in range(3)) == 2


async def test_of_very_many_a_tick_minds_some_and_the_next_ones_the_others(office: Office, write: Write) -> None:
    letters = "34679ACDEFGHJKMNPQRTWXY"
    for number in range(MOST + 2):
        await handed_over(office.kept, write(customer=f"+{number}"), office.clock, code=f"AAA{letters[number]}")
    office.clock.go_on(minutes=16)
    assert [(await office.tick()).count for _ in range(3)] == [MOST, 2, 0]


async def test_without_time_nothing_is_begun(office: Office, write: Write) -> None:
    await handed_over(office.kept, write(), office.clock)
    office.clock.go_on(minutes=16)
    assert (await office.tick(seconds=0)).count == 0
    assert not (await office.ticket()).reminded


async def test_a_store_that_fails_for_one_fails_for_that_one(office: Office, write: Write) -> None:
    class Failing:
        async def heard(self, agents: Any) -> dict[Contact, Any]:
            raise StoreUnavailable("timeout", remedy="")

    await handed_over(office.kept, write(), office.clock)
    office.clock.go_on(minutes=16)
    done = await office.tick(heard=Failing())
    assert (done.count, [type(problem) for problem in done.problems]) == (0, [StoreUnavailable])
    assert (await office.tick()).count == 1


async def test_a_customer_who_is_forgotten_or_answered_meanwhile_is_left_alone(office: Office, write: Write) -> None:
    await handed_over(office.kept, write(), office.clock)
    await handed_over(office.kept, write(customer="+1"), office.clock, code="ACD3")
    office.clock.go_on(minutes=16)
    found = await office.kept.lists.waiting_since_before(office.clock(), most=9)
    await office.act(lambda ticket: answered(ticket, "Ana", office.clock()))
    turn = await office.kept.threads.open_turn(write(customer="+1"))
    await office.kept.erasures.forget(turn, reply=GONE)  # type: ignore[arg-type]

    class Stale:
        async def waiting_since_before(self, at: Any, *, most: int) -> list[Ticket]:
            return found

        async def idle_since_before(self, at: Any, *, most: int) -> list[Ticket]:
            return []

    done = await office.tick(lists=Stale())
    assert (done.count, done.problems) == (0, ())
    assert office.outbox.taken == []
