"""The promises of Tickets, Heard and TicketLists, over every adapter of documents."""

import asyncio
from collections.abc import Callable, Coroutine, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Any

import pytest

from handlers.conversation.messages import Author, Content, Message, Reply
from handlers.conversation.opening import Busy
from handlers.conversation.thread import Thread
from handlers.conversation.turn import Turn
from handlers.errors import NoSuchTicket, TurnLost
from handlers.stores.documents import Document, Documents
from handlers.stores.documents import Write as DocumentWrite
from handlers.tickets.acting import Act, Acted, Notice, Repeated
from handlers.tickets.changes import answered, closed, reminded, taken, written
from handlers.tickets.ticket import IsClosed, IsTaken, State, Ticket, What
from tests.kept import RETENTION, Stores, stores
from tests.ticketing import AGENTS, ANA, handed_over, own, tell

Write = Callable[..., Message]
LUIS_IS_TOLD = AGENTS.every[1]


@dataclass
class Between:
    """Documents in which something happens just before the first commit."""

    documents: Documents
    event: Coroutine[Any, Any, object] | None
    remedy: str = "none"

    async def get(self, paths: Iterable[str]) -> list[Document]:
        return await self.documents.get(paths)

    async def commit(self, writes: Sequence[DocumentWrite]) -> list[object]:
        event, self.event = self.event, None
        if event:
            await event
        return await self.documents.commit(writes)

    async def find(self, *conditions: Any, **how: Any) -> list[Document]:
        return await self.documents.find(*conditions, **how)

    async def close(self) -> None:
        await self.documents.close()


def takes(agent: str, now: Callable[[], datetime]) -> Act:
    return lambda ticket, thread: Acted(taken(ticket, agent, now()), agent, (f"yours, {agent}",))


def says(agent: str, words: str, now: Callable[[], datetime]) -> Act:
    def act(ticket: Ticket, thread: Thread) -> Acted:
        return Acted(answered(ticket, agent, now()), agent, said=Content(words), to_customer=(words,))

    return act


def closes(now: Callable[[], datetime]) -> Act:
    def act(ticket: Ticket, thread: Thread) -> Acted:
        return Acted(closed(ticket, "Ana", now()), "Ana", ("closed",), to_customer=("Bye",), gives_back=True)

    return act


async def thread_of(store: Stores, message: Message) -> Thread:
    """The customer's thread as it is stored now."""
    opened = await store.threads.open_turn(message)
    assert isinstance(opened, Turn | Busy)
    return opened.thread


async def unsent(store: Stores, key: str) -> tuple[str, ...]:
    """The texts that a thread keeps to be sent."""
    found = await store.documents.get([f"threads/{key}"])
    return tuple(text for document in found for text in (document.fields["unsent"] or {"texts": ()})["texts"])


async def relay(store: Stores, message: Message, now: Any, code: str = "K7F3") -> Turn:
    """A turn in which the customer writes to the person."""
    turn = await own(store, message)
    contacts = [agent.contact(turn.thread.contact) for agent in AGENTS.every]
    turn.say_nothing(to=turn.unanswered)
    turn.enclosed.append(store.tickets.changing(code, partial(written, now=now()), contacts, tell, by=message.sid))
    return turn


async def test_a_ticket_is_read_as_it_was_written(store: Stores, write: Write, clock: Any) -> None:
    turn = await handed_over(store, write(profile_name="Eva"), clock, summary="Pan frío")
    await store.tickets.act("K7F3", says("Ana", "Hola", clock), sid="SM1")
    kept = await store.tickets.get("K7F3")
    assert kept is not None
    assert (kept.thread, kept.contact, kept.summary) == (turn.thread.key, turn.thread.contact, "Pan frío")
    assert (kept.state, kept.agent, kept.first_answer_at) == (State.WAITING, "Ana", clock())
    assert [(event.what, event.who) for event in kept.events] == [(What.TAKEN, "Ana"), (What.ANSWERED, "Ana")]
    assert turn.thread.ticket == "K7F3"
    assert await store.tickets.get("ACD4") is None


async def test_a_code_that_is_drawn_twice_opens_one_ticket_and_loses_the_other_turn(
    store: Stores, write: Write, clock: Any
) -> None:
    await handed_over(store, write(), clock)
    with pytest.raises(TurnLost):
        await handed_over(store, write(customer="+2"), clock)
    assert (await thread_of(store, write(customer="+2"))).ticket is None
    assert (await handed_over(store, write(customer="+3"), clock, code="ACD4")).thread.ticket == "ACD4"


async def test_a_code_drawn_twice_at_once_is_one_tickets(store: Stores, write: Write, clock: Any) -> None:
    opening = [handed_over(store, write(customer=f"+{number}"), clock) for number in range(3)]
    ended = await asyncio.gather(*opening, return_exceptions=True)
    assert sorted(type(each).__name__ for each in ended) == ["Turn", "TurnLost", "TurnLost"]


async def test_of_two_agents_who_take_it_at_once_one_wins_and_the_other_learns_who(
    store: Stores, write: Write, clock: Any
) -> None:
    await handed_over(store, write(), clock)
    both = [store.tickets.act("K7F3", takes(name, clock), sid=f"SM of {name}") for name in ("Ana", "Luis")]
    ended = await asyncio.gather(*both, return_exceptions=True)
    (loser,) = [each for each in ended if isinstance(each, IsTaken)]
    kept = await store.tickets.get("K7F3")
    assert kept is not None
    assert kept.agent == loser.agent
    assert len(kept.events) == 1


async def test_of_two_agents_who_answer_at_once_one_is_heard(store: Stores, write: Write, clock: Any) -> None:
    turn = await handed_over(store, write(), clock)
    both = [store.tickets.act("K7F3", says(name, f"by {name}", clock), sid=f"SM {name}") for name in ("Ana", "Luis")]
    ended = await asyncio.gather(*both, return_exceptions=True)
    (loser,) = [each for each in ended if isinstance(each, IsTaken)]
    assert await unsent(store, turn.thread.key) == (f"by {loser.agent}",)


async def test_an_action_is_done_once_and_repeats_its_reply(store: Stores, write: Write, clock: Any) -> None:
    turn = await handed_over(store, write(), clock)
    first = await store.tickets.act("K7F3", closes(clock), sid="SM1")
    assert isinstance(first, tuple)
    assert first[1] == (turn.thread.key,)
    assert await store.tickets.act("K7F3", closes(clock), sid="SM1") == Repeated(("closed",))
    with pytest.raises(IsClosed):
        await store.tickets.act("K7F3", closes(clock), sid="SM2")
    assert await unsent(store, turn.thread.key) == ("Bye",)


async def test_the_same_action_delivered_twice_at_once_is_done_once(store: Stores, write: Write, clock: Any) -> None:
    turn = await handed_over(store, write(), clock)
    act = partial(store.tickets.act, "K7F3", says("Ana", "Hola", clock), sid="SM1")
    ended = await asyncio.gather(act(), act(), act())
    assert sum(isinstance(each, tuple) for each in ended) == 1
    assert await unsent(store, turn.thread.key) == ("Hola",)


async def test_a_refused_action_leaves_nothing_and_may_be_tried_again(store: Stores, write: Write, clock: Any) -> None:
    turn = await handed_over(store, write(), clock)
    await store.tickets.act("K7F3", takes("Ana", clock), sid="SM1")
    with pytest.raises(IsTaken):
        await store.tickets.act("K7F3", says("Luis", "Hola", clock), sid="SM2")
    assert await unsent(store, turn.thread.key) == ()
    assert len(await store.threads.records(turn.thread.key, most=9)) == 2
    assert isinstance(await store.tickets.act("K7F3", says("Ana", "Hola", clock), sid="SM2"), tuple)


async def test_what_a_person_said_is_in_the_customers_history_by_name(store: Stores, write: Write, clock: Any) -> None:
    turn = await handed_over(store, write("humano"), clock)
    clock.go_on(seconds=1)
    since = clock()
    await store.tickets.act("K7F3", says("Ana", "La clave es 4711", clock), sid="SM1")
    await store.tickets.act("K7F3", takes("Ana", clock), sid="SM2")
    (said,) = await store.threads.history(turn.thread.key, most=9, since=since)
    assert (said.author, said.text) == (Author.PERSON, "La clave es 4711")
    assert [each.text for each in await store.threads.history(turn.thread.key, most=9)] == ["humano", said.text]
    assert [record.by for record in await store.threads.records(turn.thread.key, most=9)] == ["", "Ana", "Ana"]


async def test_a_ticket_closed_while_the_customers_turn_closes_loses_that_turn(
    store: Stores, write: Write, clock: Any
) -> None:
    message = write("¿Hay alguien?")
    await handed_over(store, write(), clock)
    turn = await relay(store, message, clock)
    await store.tickets.act("K7F3", closes(clock), sid="SM1")
    with pytest.raises(TurnLost):
        await store.threads.close_turn(turn, Reply())
    clock.go_on(seconds=31)
    again = await own(store, message)
    assert again.thread.ticket is None
    assert [each.sid for each in again.unanswered] == [message.sid]
    assert again.decisions.said == ()  # "Bye" goes out by REST: what is about a ticket joins no reply


async def test_a_ticket_taken_while_the_customers_turn_closes_keeps_both_changes(
    store: Stores, write: Write, clock: Any
) -> None:
    await handed_over(store, write(), clock)
    clock.go_on(minutes=1)
    turn = await relay(store, write("¿Hay alguien?"), clock)
    await store.tickets.act("K7F3", takes("Ana", clock), sid="SM1")
    await store.threads.close_turn(turn, Reply())
    kept = await store.tickets.get("K7F3")
    assert kept is not None
    assert (kept.agent, kept.inbound_at) == ("Ana", clock())


@pytest.mark.parametrize("code", ["ACD4", "K7F3"])
async def test_a_turn_about_a_ticket_that_is_gone_is_lost(store: Stores, write: Write, clock: Any, code: str) -> None:
    await handed_over(store, write(), clock)
    clock.go_on(seconds=RETENTION.total_seconds() + 7200 if code == "K7F3" else 0)
    with pytest.raises(TurnLost):
        await store.threads.close_turn(await relay(store, write(), clock, code), Reply())


async def test_a_turn_that_lost_the_thread_writes_no_ticket_and_no_notice(
    store: Stores, write: Write, clock: Any
) -> None:
    await handed_over(store, write(), clock)
    before = await store.tickets.get("K7F3")
    clock.go_on(seconds=1)
    turn = await relay(store, write("uno"), clock)
    await own(store, write("dos"))
    with pytest.raises(TurnLost):
        await store.threads.close_turn(turn, Reply())
    assert await store.tickets.get("K7F3") == before
    assert turn.owes == ()


async def test_a_notice_is_kept_with_what_it_tells_of_for_each_agent_who_is_heard_of(
    store: Stores, write: Write, clock: Any
) -> None:
    contact = write().contact
    await store.heard.hear(ANA.contact(contact))
    turn = await handed_over(store, write(), clock)
    (key,) = turn.owes
    assert await unsent(store, key) == ("#K7F3 open",)
    following = await relay(store, write("¿Hola?"), clock)
    await store.threads.close_turn(following, Reply())
    assert following.owes == (key,)
    assert await unsent(store, key) == ("#K7F3 open", "#K7F3 open")


async def test_an_action_keeps_its_notices_for_its_sid_to_send(store: Stores, write: Write, clock: Any) -> None:
    await handed_over(store, write(), clock)
    luis = LUIS_IS_TOLD.contact(write().contact)

    def act(ticket: Ticket, thread: Thread) -> Acted:
        return Acted(ticket, "Ana", notices=(Notice(luis, "one"), Notice(luis, "two")))

    done = await store.tickets.act("K7F3", act, sid="SM1")
    assert isinstance(done, tuple)
    (key,) = done[1]
    thread = await store.debts.claim(key, "SM1")
    assert thread is not None
    assert thread.unsent is not None
    assert (thread.contact, thread.unsent.texts, thread.unsent.tries) == (luis, ("one", "two"), 0)


async def test_a_ticket_follows_its_customer_to_the_lasting_key(store: Stores, write: Write, clock: Any) -> None:
    before = await handed_over(store, write(), clock)
    moved = await own(store, write("Soy yo", external_id="MX.1"))
    assert moved.thread.key != before.thread.key
    assert moved.thread.ticket == "K7F3"
    await store.threads.close_turn(moved, Reply())
    await store.tickets.act("K7F3", closes(clock), sid="SM1")
    assert await unsent(store, moved.thread.key) == ("Bye",)
    assert (await thread_of(store, write(external_id="MX.1"))).ticket is None


async def test_nothing_about_a_forgotten_customer_is_left_and_an_agent_learns_it(
    store: Stores, write: Write, clock: Any
) -> None:
    """Also what was kept before the app told who the customer is: under their address."""
    await store.heard.hear(ANA.contact(write().contact))
    first = await handed_over(store, write(), clock)
    clock.go_on(seconds=1)
    turn = await own(store, write("sí", external_id="MX.1"))
    erasure = await store.erasures.forget(turn, Reply(("Gone",)))
    with pytest.raises(NoSuchTicket):
        await store.tickets.act("K7F3", says("Ana", "Hola", clock), sid="SM1")
    assert len(first.owes) == 1
    assert await store.documents.get([f"threads/{key}" for key in first.owes]) == []
    await store.erasures.erase_messages(erasure)
    assert await store.tickets.get("K7F3") is None
    assert await store.threads.records(first.thread.key, most=9) == []
    with pytest.raises(NoSuchTicket):
        await store.tickets.act("K7F3", takes("Ana", clock), sid="SM2")


@pytest.mark.parametrize("is_closed", [False, True])
async def test_no_action_on_a_forgotten_customers_ticket_reaches_the_thread_that_they_began_since(
    store: Stores, write: Write, clock: Any, is_closed: bool
) -> None:
    """Until it is deleted, the ticket leads to the key that the new thread has, too."""
    await handed_over(store, write(), clock)
    if is_closed:
        await store.tickets.act("K7F3", closes(clock), sid="SM0")
    clock.go_on(seconds=1)
    await store.erasures.forget(await own(store, write("sí")), Reply(("Gone",)))
    clock.go_on(seconds=1)
    again = await own(store, write("Hola de nuevo"))
    for number, act in enumerate([takes("Ana", clock), says("Ana", "Hola", clock), closes(clock)]):
        with pytest.raises(NoSuchTicket):
            await store.tickets.act("K7F3", act, sid=f"SM{number} of Ana")
    assert await unsent(store, again.thread.key) == ()
    await handed_over(store, write("Una persona"), clock, code="ACD4")
    assert isinstance(await store.tickets.act("ACD4", says("Ana", "Hola", clock), sid="SM9"), tuple)
    assert await unsent(store, again.thread.key) == ("Hola",)


async def test_an_action_during_the_forgetting_keeps_nothing(store: Stores, write: Write, clock: Any) -> None:
    """Even one that changes nothing of the customer's thread."""
    await handed_over(store, write(), clock)
    clock.go_on(seconds=1)
    turn = await own(store, write("sí"))
    between = Between(store.documents, store.erasures.forget(turn, Reply()))
    with pytest.raises(NoSuchTicket):
        await stores(clock, between).tickets.act("K7F3", takes("Ana", clock), sid="SM1")
    assert await store.documents.get(["messages/SM1"]) == []


async def test_after_its_time_a_ticket_is_gone(store: Stores, write: Write, clock: Any) -> None:
    await handed_over(store, write(), clock)
    clock.go_on(seconds=RETENTION.total_seconds() + 7200)
    assert await store.tickets.get("K7F3") is None
    assert await store.lists.listed(State.OPEN, most=9) == []
    with pytest.raises(NoSuchTicket):
        await store.tickets.act("K7F3", takes("Ana", clock), sid="SM1")


async def test_an_agent_is_heard_of_at_each_business_number_apart(store: Stores, write: Write, clock: Any) -> None:
    here, there = ANA.contact(write().contact), ANA.contact(write(business="+1").contact)
    assert await store.heard.heard([here]) == {}
    await store.heard.hear(here)
    first = clock()
    assert await store.heard.heard([here, there]) == {here: first}
    clock.go_on(hours=1)
    await store.heard.hear(here)
    assert await store.heard.heard([here]) == {here: first + timedelta(hours=1)}
    assert await store.heard.heard([]) == {}
    clock.go_on(seconds=RETENTION.total_seconds() + 7200)
    assert await store.heard.heard([here]) == {}


async def open_several(store: Stores, write: Write, clock: Any) -> None:
    """Three tickets, a minute apart: the second is Ana's and was answered, the third was reminded of."""
    for number, code in enumerate(["ACD3", "ACD4", "ACD6"]):
        await handed_over(store, write(customer=f"+{number}"), clock, code=code)
        clock.go_on(minutes=1)
    await store.tickets.act("ACD4", says("Ana", "Hola", clock), sid="SM1")
    await store.tickets.act("ACD6", lambda ticket, thread: Acted(reminded(ticket, clock()), ""), sid="SM2")


async def codes(listing: Any) -> list[str]:
    return [ticket.code for ticket in await listing]


async def test_who_waits_and_was_not_reminded_of_is_found_the_longest_first(
    store: Stores, write: Write, clock: Any
) -> None:
    await open_several(store, write, clock)
    await handed_over(store, write(customer="+9"), clock, code="ACD9")
    clock.go_on(minutes=1)
    assert await codes(store.lists.waiting_since_before(clock(), most=9)) == ["ACD3", "ACD9"]
    assert await codes(store.lists.waiting_since_before(clock(), most=1)) == ["ACD3"]
    assert await codes(store.lists.waiting_since_before(clock() - timedelta(minutes=3), most=9)) == ["ACD3"]


async def test_who_is_waited_for_is_found_by_time(store: Stores, write: Write, clock: Any) -> None:
    await open_several(store, write, clock)
    assert await codes(store.lists.idle_since_before(clock(), most=9)) == []
    clock.go_on(minutes=1)
    assert await codes(store.lists.idle_since_before(clock(), most=9)) == ["ACD4"]


async def test_tickets_are_listed_by_state_and_closed_ones_the_newest_first(
    store: Stores, write: Write, clock: Any
) -> None:
    await open_several(store, write, clock)
    assert await codes(store.lists.listed(State.OPEN, most=9)) == ["ACD3", "ACD6"]
    assert await codes(store.lists.listed(State.WAITING, most=9)) == ["ACD4"]
    for number, code in enumerate(["ACD4", "ACD3"]):
        clock.go_on(minutes=1)
        await store.tickets.act(code, closes(clock), sid=f"SM{number} closes")
    assert await codes(store.lists.listed(State.CLOSED, most=9)) == ["ACD3", "ACD4"]
    assert await codes(store.lists.listed(State.CLOSED, most=1)) == ["ACD3"]
    clock.go_on(minutes=1)
    assert await codes(store.lists.idle_since_before(clock(), most=9)) == []
