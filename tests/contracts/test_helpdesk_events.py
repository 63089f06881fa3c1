"""The promises of HelpdeskEvents, over every adapter of documents."""

import asyncio
from collections.abc import Callable
from typing import Any

import pytest

from handlers.conversation.messages import Content, Message, Reply
from handlers.conversation.thread import SHARDS
from handlers.conversation.turn import Turn
from handlers.stores.documents import Conflict
from handlers.tickets.helpdesk import HelpdeskEvent, opened
from tests.kept import Stores
from tests.ticketing import ticket

Write = Callable[..., Message]


async def stored(store: Stores, clock: Any, thread: str = "a1") -> HelpdeskEvent:
    """An event of this thread, a second after the one before."""
    clock.go_on(seconds=1)
    event = opened(ticket(thread=thread), [Content("Hola")], clock())
    await store.documents.commit(store.events.enclosed([event]).writes)
    return event


async def due(store: Stores, clock: Any, shard: str = "a", **more: Any) -> list[str]:
    clock.go_on(seconds=1)
    return [event.id for event in await store.events.due(shard, clock(), most=10, **more)]


async def test_the_events_of_a_thread_are_found_in_order_and_as_they_were(store: Stores, clock: Any) -> None:
    first, second = await stored(store, clock), await stored(store, clock)
    await stored(store, clock, "a2")
    assert await store.events.of("a1", most=10) == [first, second]
    assert await store.events.of("a1", most=1) == [first]


async def test_what_is_owed_names_each_thread_once(store: Stores) -> None:
    events = [opened(ticket(thread=thread), [], ticket().opened_at) for thread in ("a1", "a2", "a1")]
    assert store.events.enclosed(events).owes == ("events/a1", "events/a2")


async def test_an_event_is_never_stored_twice(store: Stores, clock: Any) -> None:
    event = await stored(store, clock)
    with pytest.raises(Conflict):
        await store.documents.commit(store.events.enclosed([event]).writes)


async def test_due_events_of_a_shard_are_found_the_longest_due_first_and_page_by_page(
    store: Stores, clock: Any
) -> None:
    first, second = await stored(store, clock), await stored(store, clock, "a2")
    await stored(store, clock, "b1")
    assert await due(store, clock) == [first.id, second.id]
    assert await due(store, clock, behind=first) == [second.id]


async def test_a_claimed_event_is_due_again_after_a_pause_and_only_one_gets_it(store: Stores, clock: Any) -> None:
    await stored(store, clock)
    (event,) = await store.events.of("a1", most=1)
    claims = await asyncio.gather(store.events.claim(event), store.events.claim(event))
    (claimed,) = [claim for claim in claims if claim]
    assert claimed.tries == 1
    assert await due(store, clock) == []
    clock.go_on(minutes=1)
    assert await due(store, clock) == [event.id]
    assert await store.events.claim(claimed)


async def test_a_settled_event_is_gone_and_cannot_be_claimed(store: Stores, clock: Any) -> None:
    await stored(store, clock)
    (event,) = await store.events.of("a1", most=1)
    await store.events.settle(event)
    assert await store.events.of("a1", most=1) == []
    assert await store.events.claim(event) is None


async def test_an_event_that_is_not_wanted_is_due_at_once_and_given_up_by_one(store: Stores, clock: Any) -> None:
    await stored(store, clock)
    (event,) = await store.events.of("a1", most=1)
    claimed = await store.events.claim(event)
    assert claimed
    await store.events.mark_gone(claimed)
    clock.go_on(seconds=1)
    (gone,) = await store.events.due("a", clock(), most=1)
    assert gone.gone
    assert sorted(await asyncio.gather(store.events.give_up(gone), store.events.give_up(gone))) == [False, True]
    await store.events.mark_gone(claimed)  # too late, and no harm
    assert await store.events.of("a1", most=1) == []


async def test_an_expired_event_is_nothing_any_more(store: Stores, clock: Any) -> None:
    await stored(store, clock)
    clock.go_on(days=91)
    assert await store.events.of("a1", most=1) == []
    assert await due(store, clock) == []


async def test_a_forgotten_customer_takes_their_events_along(store: Stores, write: Write, clock: Any) -> None:
    turn = await store.threads.open_turn(write())
    assert isinstance(turn, Turn)
    await stored(store, clock, turn.thread.key)
    clock.go_on(seconds=1)
    await store.erasures.erase_messages(await store.erasures.forget(turn, Reply()))
    found = [await store.events.due(shard, clock(), most=1) for shard in SHARDS]
    assert not any(found)
