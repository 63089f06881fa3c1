"""The promises of Conversations and TakeOvers, over every adapter of documents."""

import asyncio
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any

import pytest

from handlers.conversation.contact import Channel
from handlers.conversation.messages import Message, Reply
from handlers.conversation.thread import Thread
from handlers.conversation.turn import Turn
from handlers.errors import NoSuchTicket
from handlers.tickets.agents import Agent
from handlers.tickets.helpdesk import Kind
from handlers.tickets.taking_over import taken_over
from handlers.tickets.ticket import State
from tests import writing
from tests.kept import Stores
from tests.ticketing import handed_over

Write = Callable[..., Message]
LUIS = Agent("Luis", Channel.WHATSAPP, "+5215511110002")


async def said(store: Stores, message: Message, reply: str = "Hola") -> Thread:
    """The thread once the message is answered."""
    turn = await store.threads.open_turn(message)
    assert isinstance(turn, Turn)
    await store.threads.close_turn(turn, Reply((reply,)))
    return turn.thread


async def take_over(store: Stores, thread: str, clock: Any, agent: Agent = LUIS, sid: str = "desk-1") -> str:
    begin = partial(taken_over, agent=agent, language="es", now=clock())
    return await store.take_overs.take_over(thread, begin, sid=sid)


async def test_a_thread_is_shown_with_its_messages_in_their_order(store: Stores, write: Write, clock: Any) -> None:
    for text in ("one", "two", "three"):
        thread = await said(store, write(text))
        clock.go_on(seconds=1)
    shown = await store.conversations.thread(thread.key)
    assert shown is not None
    messages = await store.conversations.messages(shown, most=2)
    assert [message.record.content.text for message in messages] == ["two", "three"]
    found = await store.conversations.message(shown, messages[0].sid)
    assert found == messages[0].record


async def test_what_was_said_before_a_lasting_id_was_known_is_shown_too(
    store: Stores, write: Write, clock: Any
) -> None:
    by_number = await said(store, write("before"))
    clock.go_on(seconds=1)
    await said(store, write("after", external_id="MX.1"))
    shown = await store.conversations.thread(by_number.key)  # which only points to the other now
    assert shown is not None
    assert shown.key != by_number.key
    messages = await store.conversations.messages(shown, most=9)
    assert [message.record.content.text for message in messages] == ["before", "after"]
    assert await store.conversations.message(shown, messages[0].sid) == messages[0].record
    assert await take_over(store, by_number.key, clock)
    assert (await store.conversations.thread(shown.key) or shown).ticket


async def test_a_thread_is_found_by_its_alias(store: Stores, write: Write, clock: Any) -> None:
    thread = await said(store, write())
    found = await store.conversations.named(thread.alias)
    assert found is not None
    assert found.key == thread.key
    assert await store.conversations.named("0" * 32) is None
    clock.go_on(days=91)
    assert await store.conversations.named(thread.alias) is None


async def test_a_message_of_another_thread_is_not_shown(store: Stores, write: Write) -> None:
    mine, theirs = await said(store, write(customer="+1")), write(customer="+2")
    await said(store, theirs)
    assert await store.conversations.message(mine, theirs.sid) is None
    assert await store.conversations.message(mine, "SM0") is None


async def test_a_forgotten_or_expired_thread_is_not_shown(store: Stores, write: Write, clock: Any) -> None:
    thread = await said(store, write())
    assert await store.conversations.thread("another") is None
    clock.go_on(days=91)
    assert await store.conversations.thread(thread.key) is None
    assert await store.conversations.recent(most=9) == []
    assert await store.conversations.messages(thread, most=9) == []


@pytest.mark.parametrize("pause", [{"hours": 2}, {"seconds": 1}])  # in hours of their own, and in one
async def test_who_wrote_last_comes_first(store: Stores, write: Write, clock: Any, pause: dict[str, float]) -> None:
    for number in (0, 1, 2, 3, 4, 2):
        await said(store, write(customer=f"+{number}"))
        clock.go_on(**pause)
    recent = await store.conversations.recent(most=9)
    assert [thread.contact.customer for thread in recent] == ["+2", "+4", "+3", "+1", "+0"]


async def test_threads_of_notices_to_agents_do_not_take_the_place_of_customers(
    store: Stores, write: Write, clock: Any
) -> None:
    await handed_over(store, write(), clock)
    found = await store.documents.find("threads", ("lapses", "GREATER_THAN", ""), order="lapses", most=99)
    assert [document.fields["about"] for document in found] == [None]


async def test_customers_are_found_by_their_address(store: Stores, write: Write) -> None:
    thread = await said(store, write(external_id="MX.1"))
    asked = [writing.contact(), writing.contact(customer="+99")]
    assert [found.key for found in await store.conversations.of(asked)] == [thread.key]
    assert await store.conversations.of([]) == []


async def test_who_takes_over_has_a_new_ticket_and_the_thread(store: Stores, write: Write, clock: Any) -> None:
    thread = await said(store, write(text="Quiero mi pan"))
    clock.go_on(minutes=5)
    code = await take_over(store, thread.key, clock)
    ticket = await store.tickets.get(code)
    assert ticket is not None
    assert (ticket.state, ticket.agent, ticket.thread) == (State.TAKEN, "Luis", thread.key)
    assert (ticket.inbound_at, ticket.waiting_since) == (thread.recent[-1], None)
    held = await store.conversations.thread(thread.key)
    assert held is not None
    assert (held.ticket, held.person_since) == (code, clock())


async def test_a_customer_who_waits_for_an_answer_waits_in_the_ticket(store: Stores, write: Write, clock: Any) -> None:
    turn = await store.threads.open_turn(write())
    assert isinstance(turn, Turn)
    ticket = await store.tickets.get(await take_over(store, turn.thread.key, clock))
    assert ticket is not None
    assert ticket.waiting_since == clock()


async def test_of_two_who_take_over_at_once_one_has_it_and_both_get_its_ticket(
    store: Stores, write: Write, clock: Any
) -> None:
    thread = await said(store, write())
    agents = [LUIS, replace(LUIS, name="Ana")]
    codes = await asyncio.gather(
        *(take_over(store, thread.key, clock, agent, f"desk-{agent.name}") for agent in agents)
    )
    assert len({*codes}) == 1
    assert len(await store.lists.listed(State.TAKEN, most=9)) == 1


async def test_the_same_form_takes_over_once(store: Stores, write: Write, clock: Any) -> None:
    thread = await said(store, write())
    code = await take_over(store, thread.key, clock)
    changed = await store.conversations.thread(thread.key)
    assert changed is not None
    assert await take_over(store, thread.key, clock) == code
    assert await take_over(store, thread.key, clock, sid="desk-2") == code  # a person has it already


async def test_nobody_takes_over_who_was_forgotten(store: Stores, clock: Any) -> None:
    with pytest.raises(NoSuchTicket):
        await take_over(store, "0" * 32, clock)


async def test_tickets_that_were_written_since_a_time_are_found(store: Stores, write: Write, clock: Any) -> None:
    began = clock()
    thread = await said(store, write())
    clock.go_on(seconds=1)
    code = await take_over(store, thread.key, clock)
    assert [found for found, _ in await store.conversations.changed(began, most=9)] == [code]
    assert await store.conversations.changed(clock(), most=9) == []


async def test_a_helpdesk_is_told_of_a_conversation_taken_over_once(store: Stores, write: Write, clock: Any) -> None:
    thread, take_overs = await said(store, write()), replace(store.take_overs, events=store.events)
    begin = partial(taken_over, agent=LUIS, language="es", now=clock())
    for _ in range(2):
        await take_overs.take_over(thread.key, begin, sid="desk-1")
    (event,) = await store.events.of(thread.key, most=9)
    assert event.kind == Kind.OPENED


async def test_the_clock_has_nothing_to_do_for_a_conversation_that_was_only_taken_over(
    store: Stores, write: Write, clock: Any
) -> None:
    await take_over(store, (await said(store, write())).key, clock)
    clock.go_on(days=2)
    assert await store.lists.idle_since_before(clock(), most=9) == []
    assert await store.lists.waiting_since_before(clock(), most=9) == []
