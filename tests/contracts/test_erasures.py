"""What Erasures promises, held by every store."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from handlers.adapters.firestore import FirestoreThreads
from handlers.adapters.memory import MemoryThreads
from handlers.conversation.messages import Message, Reply
from handlers.conversation.thread import Answered, Turn
from handlers.errors import TurnLost

Write = Callable[..., Message]
Store = MemoryThreads | FirestoreThreads
GONE = Reply(("All gone.",))


async def own(store: Store, message: Message) -> Turn:
    opened = await store.open_turn(message)
    assert isinstance(opened, Turn)
    return opened


async def talk(store: Store, message: Message, conversation: str = "conv_1") -> Turn:
    """A message that is answered, in a conversation."""
    turn = await own(store, message)
    turn.thread = replace(turn.thread, conversation=conversation)
    await store.close_turn(turn, Reply(("Hola",)))
    return turn


async def test_a_forgotten_customer_is_a_new_one(store: Store, write: Write, clock: Any) -> None:
    key = (await talk(store, write())).thread.key
    clock.go_on(seconds=1)
    erasure = await store.forget(await own(store, write("yes")), GONE)
    await store.erase_messages(erasure)
    assert await store.history(key, most=20) == []
    clock.go_on(seconds=1)
    turn = await own(store, write())
    assert (turn.thread.key, turn.thread.conversation, turn.number) == (key, None, 1)


async def test_all_conversations_are_named_for_the_assistant_to_forget(store: Store, write: Write, clock: Any) -> None:
    await talk(store, write(), "conv_1")
    turn = await own(store, write())
    turn.leave_conversation()
    await store.close_turn(turn, Reply())
    await talk(store, write(), "conv_2")
    erasure = await store.forget(await own(store, write("yes")), GONE)
    assert erasure.conversations == ("conv_1", "conv_2")
    assert erasure.at == clock()


async def test_an_erasure_is_unfinished_until_it_is_finished(store: Store, write: Write, clock: Any) -> None:
    first = await store.forget(await own(store, write(sender="whatsapp:+1")), GONE)
    clock.go_on(seconds=1)
    second = await store.forget(await own(store, write(sender="whatsapp:+2")), GONE)
    assert await store.unfinished(clock() + timedelta(seconds=1), most=5) == [first, second]
    assert await store.unfinished(clock(), most=5) == [first]
    assert await store.unfinished(clock() + timedelta(seconds=1), most=1) == [first]
    await store.finish(first)
    await store.finish(first)
    assert await store.unfinished(clock() + timedelta(seconds=1), most=5) == [second]


async def test_a_redelivery_of_the_last_message_gets_the_same_reply_for_an_hour(
    store: Store, write: Write, clock: Any
) -> None:
    message = write("yes")
    erasure = await store.forget(await own(store, message), GONE)
    await store.erase_messages(erasure)
    assert await store.open_turn(message) == Answered(GONE.texts)
    clock.go_on(minutes=61)
    assert isinstance(await store.open_turn(message), Turn)


async def test_what_the_customer_writes_afterwards_stays(store: Store, write: Write, clock: Any) -> None:
    erasure = await store.forget(await own(store, write("yes")), GONE)
    clock.go_on(seconds=1)
    turn = await talk(store, write("back again"))
    await store.erase_messages(erasure)
    assert [each.text for each in await store.history(turn.thread.key, most=20)] == ["back again", "Hola"]


async def test_a_turn_that_was_lost_forgets_nothing(store: Store, write: Write, clock: Any) -> None:
    turn = await own(store, write())
    newer = await own(store, write())
    with pytest.raises(TurnLost):
        await store.forget(turn, GONE)
    assert await store.unfinished(clock() + timedelta(seconds=1), most=5) == []
    await store.close_turn(newer, Reply(("Hola",)))


async def test_a_thread_that_was_written_meanwhile_is_forgotten_all_the_same(store: Store, write: Write) -> None:
    earlier = await talk(store, write(sender="whatsapp:+2"))
    turn = await own(store, write())
    turn.version = earlier.version
    assert (await store.forget(turn, GONE)).thread == turn.thread.key


async def test_the_link_from_the_address_goes_too(store: Store, write: Write, clock: Any) -> None:
    await talk(store, write(external_id="whatsapp:MX.1"))
    erasure = await store.forget(await own(store, write(external_id="whatsapp:MX.1")), GONE)
    clock.go_on(seconds=1)
    turn = await own(store, write())
    assert turn.thread.key != erasure.thread


async def test_a_thread_about_to_expire_leaves_its_conversations_to_be_forgotten(
    store: Store, write: Write, clock: Any
) -> None:
    turn = await talk(store, write())
    assert await store.expiring(clock() + timedelta(days=89), most=5) == []
    (erasure,) = await store.expiring(clock() + timedelta(days=91), most=5)
    assert (erasure.thread, erasure.conversations) == (turn.thread.key, ("conv_1",))
    assert await store.unfinished(clock() + timedelta(seconds=1), most=5) == [erasure]
    assert await store.expiring(clock() + timedelta(days=91), most=5) == []
