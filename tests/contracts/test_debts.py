"""The promises of Debts, over every adapter of documents."""

import asyncio
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from handlers.conversation.messages import Message, Reply
from handlers.conversation.opening import Merged
from handlers.conversation.thread import SHARDS, Thread
from handlers.conversation.turn import Turn
from handlers.conversation.unsent import MOST_SENDS
from tests.kept import Stores

Write = Callable[..., Message]
BY = "who closed the turn"


async def own(store: Stores, message: Message) -> Turn:
    opened = await store.threads.open_turn(message)
    assert isinstance(opened, Turn)
    return opened


async def waiting(store: Stores, clock: Any) -> list[str]:
    """The threads that wait, in all shards."""
    between = clock() - timedelta(minutes=15), clock() - timedelta(minutes=1)
    found = [each for shard in SHARDS for each in await store.debts.waiting(shard, *between, most=10)]
    return [thread.contact.customer for thread in sorted(found, key=lambda thread: thread.due() or clock())]


async def sending(store: Stores, message: Message, text: str = "by REST") -> Thread:
    """The thread of a turn whose reply is to be sent by REST."""
    turn = await own(store, message)
    await store.threads.close_turn(turn, Reply((text,)), sender=BY)
    return turn.thread


def texts(thread: Thread | None) -> tuple[str, ...]:
    return thread.unsent.texts if thread and thread.unsent else ()


async def test_the_thread_that_waits_for_a_response_is_found_by_it(store: Stores, write: Write) -> None:
    turn = await own(store, write())
    await store.threads.record_response(turn, "resp_1")
    found = await store.debts.of_response("resp_1")
    assert found is not None
    assert (found.key, found.running) == (turn.thread.key, turn.thread.running)
    await store.threads.close_turn(turn, Reply(("Hola",)))
    assert await store.debts.of_response("resp_1") is None


async def test_what_waits_for_over_a_minute_is_found_the_longest_first(store: Stores, write: Write, clock: Any) -> None:
    for number in range(3):
        await store.threads.release_turn(await own(store, write(customer=f"+{number}")), Reply())
        clock.go_on(seconds=40)
    assert await waiting(store, clock) == ["+0", "+1"]
    clock.go_on(seconds=800)
    assert await waiting(store, clock) == ["+1", "+2"]


async def test_a_shard_gives_so_many_and_then_goes_on_behind_them(store: Stores, write: Write, clock: Any) -> None:
    for number in range(40):  # all at the same instant
        await store.threads.release_turn(await own(store, write(customer=f"+{number}")), Reply())
    clock.go_on(seconds=61)
    found, between = [], (clock() - timedelta(minutes=15), clock() - timedelta(minutes=1))
    for shard in SHARDS:
        last = None
        while page := await store.debts.waiting(shard, *between, most=1, behind=last):
            found += [thread.contact.customer for thread in page]
            last = page[-1]
    assert sorted(found) == sorted(f"+{number}" for number in range(40))


async def test_a_young_message_is_found_behind_one_that_is_too_old(store: Stores, write: Write, clock: Any) -> None:
    await store.threads.release_turn(await own(store, write("old")), Reply())
    clock.go_on(minutes=14)
    await store.threads.release_turn(await own(store, write("young")), Reply())
    clock.go_on(minutes=2)
    assert len(await waiting(store, clock)) == 1


async def test_what_is_answered_waits_no_more(store: Stores, write: Write, clock: Any) -> None:
    await store.threads.close_turn(await own(store, write()), Reply(("Hola",)))
    clock.go_on(minutes=2)
    assert await waiting(store, clock) == []


async def test_a_message_whose_attempts_are_spent_and_whose_customer_was_told_waits_no_more(
    store: Stores, write: Write, clock: Any
) -> None:
    turn = await own(store, write())
    for _ in range(3):
        await store.threads.spend_attempt(turn)
    turn.attempt = ""  # used, all of them
    await store.threads.release_turn(turn, Reply(("Sorry.",)))
    clock.go_on(minutes=2)
    assert await waiting(store, clock) == []


async def test_a_reply_on_its_way_is_owed_until_it_is_out(store: Stores, write: Write, clock: Any) -> None:
    message = write()
    thread = await sending(store, message)
    clock.go_on(minutes=2)
    assert await waiting(store, clock) == [thread.contact.customer]
    assert texts(await store.debts.claim(thread.key, BY)) == ("by REST",)
    settled = await store.debts.mark_accepted(thread.key, BY, last=True)
    assert settled is not None
    assert settled.unsent is None
    assert await waiting(store, clock) == []


async def test_a_repeated_delivery_brings_nothing_that_goes_out_by_rest(store: Stores, write: Write) -> None:
    message = write()
    await sending(store, message)
    assert await store.threads.open_turn(message) == Merged()


async def test_a_text_is_out_once_all_its_messages_are(store: Stores, write: Write, clock: Any) -> None:
    message = write()
    thread = await sending(store, message)
    half = await store.debts.mark_accepted(thread.key, BY, last=False)
    assert half is not None
    assert half.unsent is not None
    assert (half.unsent.accepted, half.unsent.texts) == (1, ("by REST",))
    assert half.unsent.tries == 0
    clock.go_on(seconds=31)
    again = await store.debts.claim(thread.key, "another")
    assert again is not None
    assert again.unsent is not None
    assert (again.unsent.accepted, again.unsent.unclear) == (1, True)
    assert await store.debts.mark_accepted(thread.key, BY, last=True) is None


async def test_a_reply_that_nobody_sent_is_sent_by_one_alone(store: Stores, write: Write, clock: Any) -> None:
    thread = await sending(store, write())
    assert await store.debts.claim(thread.key, "one") is None
    clock.go_on(seconds=31)
    assert texts(await store.debts.claim(thread.key, "one")) == ("by REST",)
    assert await store.debts.claim(thread.key, "another") is None
    await store.debts.mark_accepted(thread.key, "one", last=True)
    clock.go_on(seconds=31)
    assert await store.debts.claim(thread.key, "another") is None


async def test_a_second_reply_is_left_to_who_is_sending_the_first(store: Stores, write: Write) -> None:
    first, second = write(), write()
    thread = await sending(store, first, "one")
    turn = await own(store, second)
    await store.threads.close_turn(turn, Reply(("two",)), sender="second")
    assert await store.debts.claim(thread.key, "second") is None
    assert texts(await store.debts.mark_accepted(thread.key, BY, last=True)) == ("two",)


async def test_what_is_refused_for_good_comes_with_the_next_message_while_it_is_fresh(
    store: Stores, write: Write, clock: Any
) -> None:
    for minutes, said in ((1, ("by REST",)), (16, ())):
        message = write()
        thread = await sending(store, message)
        await store.debts.mark_failed(thread.key, BY, unclear=False, for_good=True)
        clock.go_on(minutes=minutes)
        assert await store.debts.claim(thread.key, "another") is None
        assert await waiting(store, clock) == []
        turn = await own(store, write())
        assert turn.decisions.said == said
        await store.threads.close_turn(turn, turn.reply())


async def test_what_was_never_seen_asks_for_no_yes(store: Stores, write: Write, clock: Any) -> None:
    message = write("olvídame")
    turn = await own(store, message)
    turn.decide(asks_to_forget=True)
    await store.threads.close_turn(turn, Reply(("Are you sure?",)), sender=BY)
    await store.debts.mark_failed(turn.thread.key, BY, unclear=False, for_good=True)
    assert (await own(store, write("sí"))).decisions.forget_asked_at is None


async def test_what_may_be_out_is_not_said_again_with_the_next_message(store: Stores, write: Write, clock: Any) -> None:
    message = write()
    thread = await sending(store, message)
    await store.debts.mark_failed(thread.key, BY, unclear=True, for_good=False)
    clock.go_on(seconds=61)
    assert (await own(store, write())).decisions.said == ()
    assert texts(await store.debts.claim(thread.key, "another")) == ("by REST",)


async def test_what_was_being_sent_when_its_sender_died_is_looked_for_and_said_if_nobody_looks(
    store: Stores, write: Write, clock: Any
) -> None:
    thread = await sending(store, write())
    await store.debts.claim(thread.key, BY)
    clock.go_on(seconds=61)
    soon = await own(store, write())
    assert soon.decisions.said == ()
    await store.threads.close_turn(soon, Reply(("soon",)))
    clock.go_on(minutes=3)
    assert (await own(store, write())).decisions.said == ("by REST",)


async def test_what_is_tried_too_often_is_given_up(store: Stores, write: Write, clock: Any) -> None:
    message = write()
    thread = await sending(store, message)
    for number in range(MOST_SENDS):
        clock.go_on(seconds=31)
        assert texts(await store.debts.claim(thread.key, f"try {number}")) == ("by REST",)
        await store.debts.mark_failed(thread.key, f"try {number}", unclear=False, for_good=False)
    clock.go_on(seconds=31)
    ended = await store.debts.claim(thread.key, "once more")
    assert ended is not None
    assert ended.unsent is not None
    assert ended.unsent.given_up
    assert await store.debts.claim(thread.key, "once more") is None


async def test_what_is_tried_too_long_is_given_up(store: Stores, write: Write, clock: Any) -> None:
    thread = await sending(store, write())
    clock.go_on(minutes=16)
    ended = await store.debts.claim(thread.key, "too late")
    assert ended is not None
    assert ended.unsent is not None
    assert ended.unsent.given_up
    assert (await own(store, write())).decisions.said == ()


async def test_a_reply_that_nobody_sent_comes_with_the_next_message(store: Stores, write: Write, clock: Any) -> None:
    await sending(store, write())
    soon = await own(store, write())
    assert soon.decisions.said == ()
    await store.threads.close_turn(soon, Reply(("soon",)))
    clock.go_on(seconds=31)
    later = await own(store, write())
    assert later.decisions.said == ("by REST",)
    assert later.unanswered == later.messages
    clock.go_on(seconds=31)
    assert await store.debts.claim(later.thread.key, "another") is None


async def test_an_apology_by_rest_is_owed_as_a_reply_is(store: Stores, write: Write) -> None:
    message = write()
    turn = await own(store, message)
    await store.threads.release_turn(turn, Reply(("Sorry.",)), sender=BY)
    assert texts(await store.debts.claim(turn.thread.key, BY)) == ("Sorry.",)


async def test_a_deleted_thread_owes_nothing(store: Stores, write: Write, clock: Any) -> None:
    thread = await sending(store, write())
    clock.go_on(days=91)
    assert await store.debts.claim(thread.key, "another") is None
    assert await store.debts.mark_accepted(thread.key, "another", last=True) is None
    assert await store.debts.of_response("resp_1") is None


async def test_of_two_who_change_a_thread_at_once_both_are_done(store: Stores, write: Write) -> None:
    thread = await sending(store, write(), "one")
    await store.threads.close_turn(await own(store, write()), Reply(("two",)), sender="later")
    ended = await asyncio.gather(
        *(store.debts.mark_accepted(thread.key, BY, last=True) for _ in range(2)), return_exceptions=True
    )
    assert sorted(texts(each) for each in ended if not isinstance(each, BaseException)) == [(), ("two",)]


async def test_a_failure_of_somebody_who_was_given_up_for_dead_changes_nothing(
    store: Stores, write: Write, clock: Any
) -> None:
    thread = await sending(store, write())
    clock.go_on(seconds=31)
    await store.debts.claim(thread.key, "another")
    await store.debts.mark_failed(thread.key, BY, unclear=False, for_good=True)
    assert await store.debts.mark_accepted(thread.key, "another", last=True) is not None
