"""The promises of Erasures, over every adapter of documents."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from handlers.adapters.memory import MemoryDocuments
from handlers.conversation.messages import Content, Message, Reply
from handlers.conversation.opening import Answered
from handlers.conversation.record import Erasure, Record
from handlers.conversation.thread import SHARDS
from handlers.conversation.turn import Turn
from handlers.errors import TurnLost
from tests.kept import Stores, stores

Write = Callable[..., Message]
GONE = Reply(("All gone.",))


async def own(store: Stores, message: Message) -> Turn:
    opened = await store.threads.open_turn(message)
    assert isinstance(opened, Turn)
    return opened


async def talk(store: Stores, message: Message, conversation: str = "conv_1") -> Turn:
    """A turn that answered a message, in a conversation."""
    turn = await own(store, message)
    turn.decide(conversation=conversation)
    await store.threads.close_turn(turn, Reply(("Hola",)))
    return turn


async def unfinished(store: Stores, clock: Any, **ahead: float) -> list[Erasure]:
    before = clock() + timedelta(**ahead)
    found = [each for shard in SHARDS for each in await store.erasures.unfinished(shard, before, most=5)]
    return sorted(found, key=lambda erasure: erasure.due)


async def lapsed(store: Stores) -> int:
    return sum([await store.erasures.let_lapse(shard, most=5) for shard in SHARDS])


async def test_a_forgotten_customer_is_a_new_one(store: Stores, write: Write, clock: Any) -> None:
    first = (await talk(store, write())).thread
    clock.go_on(seconds=1)
    erasure = await store.erasures.forget(await own(store, write("yes")), GONE)
    await store.erasures.erase_messages(erasure)
    assert await store.threads.history(first.key, most=20) == []
    clock.go_on(seconds=1)
    turn = await own(store, write())
    assert (turn.thread.key, turn.decisions.conversation, turn.number) == (first.key, None, 1)
    assert turn.thread.alias != first.alias


async def test_all_conversations_are_named_for_the_assistant_to_forget(store: Stores, write: Write, clock: Any) -> None:
    await talk(store, write(), "conv_1")
    turn = await own(store, write())
    turn.leave_conversation(carries_over=True)
    await store.threads.close_turn(turn, Reply())
    await talk(store, write(), "conv_2")
    turn = await own(store, write("yes"))
    turn.leave_conversation(carries_over=False)
    turn.decide(conversation="conv_3")
    erasure = await store.erasures.forget(turn, GONE)
    assert erasure.conversations == ("conv_1", "conv_2", "conv_3")
    assert erasure.at == clock()


async def test_what_was_said_under_the_number_goes_with_the_lasting_identity(
    store: Stores, write: Write, clock: Any
) -> None:
    number = await talk(store, write("by number"), "conv_1")
    await talk(store, write("both", external_id="MX.1"), "conv_1")
    clock.go_on(seconds=1)
    erasure = await store.erasures.forget(await own(store, write("yes", external_id="MX.1")), GONE)
    assert number.thread.key in erasure.keys
    await store.erasures.erase_messages(erasure)
    assert await store.threads.history(number.thread.key, most=20) == []


async def test_of_two_threads_that_became_one_both_conversations_go(store: Stores, write: Write, clock: Any) -> None:
    hidden = {"customer": "MX.1", "external_id": "MX.1"}
    number = await talk(store, write("by number"), "conv_1")
    await talk(store, write("hidden", **hidden), "conv_2")
    await talk(store, write("both", external_id="MX.1"), "conv_2")
    clock.go_on(seconds=1)
    erasure = await store.erasures.forget(await own(store, write("yes", **hidden)), GONE)
    assert set(erasure.conversations) == {"conv_1", "conv_2"}
    assert number.thread.key in erasure.keys


async def test_an_erasure_is_unfinished_until_it_is_finished(store: Stores, write: Write, clock: Any) -> None:
    first = await store.erasures.forget(await own(store, write(customer="+1")), GONE)
    clock.go_on(seconds=1)
    second = await store.erasures.forget(await own(store, write(customer="+2")), GONE)
    assert await unfinished(store, clock, seconds=1) == [first, second]
    assert await unfinished(store, clock, seconds=0) == [first]
    await store.erasures.finish(first)
    await store.erasures.finish(first)
    assert await unfinished(store, clock, seconds=1) == [second]


async def test_an_erasure_that_failed_comes_later_and_later(store: Stores, write: Write, clock: Any) -> None:
    erasure = await store.erasures.forget(await own(store, write()), GONE)
    pauses = []
    for _ in range(8):
        await store.erasures.postpone(erasure)
        (later,) = await unfinished(store, clock, days=1)
        pauses.append((later.due - clock()) / timedelta(minutes=1))
        assert (later.thread, later.at, later.conversations) == (erasure.thread, erasure.at, erasure.conversations)
        erasure = later
    assert pauses == [1, 2, 5, 15, 60, 360, 360, 360]


async def test_a_conversation_that_nobody_will_use_is_noted(store: Stores, clock: Any) -> None:
    erasure = await store.erasures.leave("a thread's key", ["conv_1"])
    assert await unfinished(store, clock, seconds=1) == [erasure]
    assert (erasure.keys, erasure.conversations) == ((), ("conv_1",))


async def test_a_redelivery_of_the_last_message_gets_the_same_reply_for_an_hour(
    store: Stores, write: Write, clock: Any
) -> None:
    message = write("yes")
    erasure = await store.erasures.forget(await own(store, message), GONE)
    await store.erasures.erase_messages(erasure)
    assert await store.threads.open_turn(message) == Answered(GONE.texts)
    clock.go_on(minutes=61)
    assert isinstance(await store.threads.open_turn(message), Turn)


async def test_what_the_customer_writes_afterwards_stays(store: Stores, write: Write, clock: Any) -> None:
    erasure = await store.erasures.forget(await own(store, write("yes")), GONE)
    clock.go_on(seconds=1)
    turn = await talk(store, write("back again"))
    await store.erasures.erase_messages(erasure)
    assert [each.text for each in await store.threads.history(turn.thread.key, most=20)] == ["back again", "Hola"]


async def test_what_is_not_deleted_yet_is_not_read_any_more_by_a_thread_that_the_customer_begins_since(
    store: Stores, write: Write, clock: Any
) -> None:
    await talk(store, write("before"))
    clock.go_on(seconds=1)
    await store.erasures.forget(await own(store, write("yes")), GONE)
    clock.go_on(seconds=1)
    thread = (await talk(store, write("back again"))).thread
    records = await store.threads.records(thread.key, most=20, since=thread.begun_at)
    assert [record.content.text for record in records] == ["back again"]
    said = await store.threads.history(thread.key, most=20, since=thread.begun_at)
    assert [each.text for each in said] == ["back again", "Hola"]
    kept = await store.conversations.messages(thread, most=20)
    assert [message.record.content.text for message in kept] == ["back again"]


async def test_a_message_from_before_that_is_delivered_again_is_a_new_one(
    store: Stores, write: Write, clock: Any
) -> None:
    given_up = write("Hola")
    await own(store, given_up)
    clock.go_on(minutes=16)
    await store.erasures.forget(await own(store, write("yes")), GONE)
    clock.go_on(seconds=1)
    await talk(store, write("back again"))
    clock.go_on(seconds=1)
    turn = await own(store, given_up)
    assert [message.at for message in turn.messages] == [clock()]


async def test_a_turn_that_was_lost_forgets_nothing(store: Stores, write: Write, clock: Any) -> None:
    turn = await own(store, write())
    newer = await own(store, write())
    with pytest.raises(TurnLost):
        await store.erasures.forget(turn, GONE)
    assert await unfinished(store, clock, seconds=1) == []
    await store.threads.close_turn(newer, Reply(("Hola",)))


async def test_a_thread_that_was_forgotten_meanwhile_is_no_longer_written(store: Stores, write: Write) -> None:
    message = write()
    turn = await own(store, message)
    await store.erasures.forget(await own(store, write("yes")), GONE)
    with pytest.raises(TurnLost):
        await store.threads.close_turn(turn, Reply(("Hola",)))
    assert isinstance(await store.threads.open_turn(message), Turn)


async def test_a_thread_that_was_written_meanwhile_is_forgotten_all_the_same(store: Stores, write: Write) -> None:
    earlier = await talk(store, write(customer="+2"))
    turn = await own(store, write())
    turn.version = earlier.version
    assert (await store.erasures.forget(turn, GONE)).thread == turn.thread.key


async def test_the_link_from_the_address_goes_too(store: Stores, write: Write, clock: Any) -> None:
    await talk(store, write(external_id="MX.1"))
    erasure = await store.erasures.forget(await own(store, write(external_id="MX.1")), GONE)
    clock.go_on(seconds=1)
    turn = await own(store, write())
    assert turn.thread.key != erasure.thread


async def test_a_thread_about_to_expire_leaves_its_conversations_to_be_forgotten(
    store: Stores, write: Write, clock: Any
) -> None:
    turn = await talk(store, write())
    clock.go_on(days=88, hours=23)
    assert await lapsed(store) == 0
    clock.go_on(hours=3)
    assert await lapsed(store) == 1
    (erasure,) = await unfinished(store, clock, seconds=1)
    assert (erasure.thread, erasure.conversations) == (turn.thread.key, ("conv_1",))
    assert await lapsed(store) == 0


async def test_a_link_does_not_lapse(store: Stores, write: Write, clock: Any) -> None:
    await talk(store, write(external_id="MX.1"))
    clock.go_on(days=89, hours=3)
    assert await lapsed(store) == 1


async def test_with_one_day_of_retention_nothing_lapses_that_was_written_today(write: Write, clock: Any) -> None:
    store = stores(clock, MemoryDocuments(), retention=timedelta(days=1))
    turn = await own(store, write())
    assert await lapsed(store) == 0
    clock.go_on(hours=17)
    assert await lapsed(store) == 0
    await store.threads.close_turn(turn, Reply(("Hola",)))
    clock.go_on(hours=20)
    assert await lapsed(store) == 1


async def test_however_many_messages_there_are_all_go(store: Stores, write: Write, clock: Any) -> None:
    turn = await own(store, write("yes"))
    key = turn.thread.key
    records = {f"SM{number}": Record(key, clock(), Content("secret")) for number in range(301)}
    await store.threads.keeping.documents.commit([store.threads.keeping.record(*each) for each in records.items()])
    clock.go_on(seconds=1)
    await store.erasures.erase_messages(Erasure(key, clock(), (key,), (), due=clock()))
    assert await store.threads.history(key, most=5) == []
    assert [await store.threads.text_of(key, sid) for sid in ("SM0", "SM300")] == [None, None]
