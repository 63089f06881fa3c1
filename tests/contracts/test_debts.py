"""What Debts promises, held by every store."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from handlers.adapters.firestore import FirestoreThreads
from handlers.adapters.memory import MemoryThreads
from handlers.conversation.messages import Message, Reply
from handlers.conversation.thread import Thread, Turn

Write = Callable[..., Message]
Store = MemoryThreads | FirestoreThreads


async def own(store: Store, message: Message) -> Turn:
    opened = await store.open_turn(message)
    assert isinstance(opened, Turn)
    return opened


async def waiting(store: Store, clock: Any) -> list[str]:
    found = await store.waiting_since(clock() - timedelta(minutes=15), clock() - timedelta(minutes=1), most=10)
    return [thread.sender for thread in found]


async def sending(store: Store, message: Message) -> Thread:
    """A turn whose reply is on its way by REST."""
    turn = await own(store, message)
    await store.close_turn(turn, Reply(("by REST",)), sending=True)
    return turn.thread


async def test_the_thread_that_waits_for_a_response_is_found_by_it(store: Store, write: Write) -> None:
    turn = await own(store, write())
    await store.started(turn, "resp_1")
    found = await store.of_response("resp_1")
    assert found is not None
    assert (found.key, found.running) == (turn.thread.key, turn.thread.running)
    await store.close_turn(turn, Reply(("Hola",)))
    assert await store.of_response("resp_1") is None


async def test_what_waits_for_over_a_minute_is_found_the_longest_first(store: Store, write: Write, clock: Any) -> None:
    for number in range(3):
        await store.release_turn(await own(store, write(sender=f"whatsapp:+{number}")))
        clock.go_on(seconds=40)
    assert await waiting(store, clock) == ["whatsapp:+0", "whatsapp:+1"]
    clock.go_on(seconds=800)
    assert await waiting(store, clock) == ["whatsapp:+1", "whatsapp:+2"]


async def test_what_is_answered_waits_no_more(store: Store, write: Write, clock: Any) -> None:
    await store.close_turn(await own(store, write()), Reply(("Hola",)))
    clock.go_on(minutes=2)
    assert await waiting(store, clock) == []


async def test_a_reply_on_its_way_is_owed_until_it_is_out(store: Store, write: Write, clock: Any) -> None:
    thread = await sending(store, write())
    clock.go_on(minutes=2)
    assert await waiting(store, clock) == [thread.sender]
    await store.settle(thread)
    assert await waiting(store, clock) == []


async def test_a_reply_that_nobody_sent_is_sent_by_one_alone(store: Store, write: Write, clock: Any) -> None:
    thread = await sending(store, write())
    assert await store.send_again(thread) == []
    clock.go_on(seconds=31)
    assert await store.send_again(thread) == ["by REST"]
    assert await store.send_again(thread) == []
    await store.settle(thread)
    clock.go_on(seconds=31)
    assert await store.send_again(thread) == []


async def test_a_reply_that_nobody_sent_comes_with_the_next_message(store: Store, write: Write, clock: Any) -> None:
    await sending(store, write())
    soon = await own(store, write())
    assert soon.running.said == ()
    await store.close_turn(soon, Reply(("soon",)))
    clock.go_on(seconds=31)
    later = await own(store, write())
    assert later.running.said == ("by REST",)
    assert later.unanswered == later.messages
    clock.go_on(seconds=31)
    assert await store.send_again(later.thread) == []


async def test_a_deleted_thread_owes_nothing(store: Store, write: Write, clock: Any) -> None:
    thread = await sending(store, write())
    clock.go_on(days=91)
    assert await store.send_again(thread) == []
    assert await store.of_response("resp_1") is None
