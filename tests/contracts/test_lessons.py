"""The promises of Lessons, over every adapter of documents."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from handlers.conversation.messages import Message, Reply
from handlers.errors import TurnLost
from handlers.knowledge.lesson import Lesson, Why, lesson_of
from handlers.knowledge.ports import Changed
from tests.kept import RETENTION, Stores
from tests.ticketing import own

Writing = Callable[..., Message]


async def gathered(store: Stores, message: Message) -> Lesson:
    """The lesson of a turn that was closed with it."""
    turn = await own(store, message)
    lesson = lesson_of(turn, message.content.text, Why.UNKNOWN)
    turn.enclosed.append(store.lessons.gathering(lesson))
    await store.threads.close_turn(turn, Reply(("No lo sé",)))
    return lesson


async def test_lessons_wait_the_newest_first_since_a_time(store: Stores, write: Writing, clock: Any) -> None:
    first = await gathered(store, write("¿Pan?", customer="+1"))
    clock.go_on(minutes=1)
    second = await gathered(store, write("¿Café?", customer="+2"))
    assert await store.lessons.waiting(most=5) == [second, first]
    assert await store.lessons.waiting(clock(), most=5) == [second]
    assert await store.lessons.waiting(clock() + timedelta(seconds=1), most=5) == []


async def test_of_each_shard_the_newest_come(store: Stores, write: Writing, clock: Any) -> None:
    await gathered(store, write("¿Pan?"))
    clock.go_on(minutes=1)
    second = await gathered(store, write("¿Café?"))
    assert await store.lessons.waiting(most=1) == [second]


async def test_the_same_turns_lesson_is_one(store: Stores, write: Writing) -> None:
    message = write("¿Pan?")
    turn = await own(store, message)
    lesson = lesson_of(turn, "¿Pan?", Why.UNKNOWN)
    turn.enclosed.append(store.lessons.gathering(lesson))
    await store.threads.close_turn(turn, Reply())
    await store.documents.commit((await store.lessons.gathering(lesson)()).writes)
    assert await store.lessons.waiting(most=5) == [lesson]


async def test_of_two_of_one_id_in_one_commit_the_later_stays(store: Stores, write: Writing) -> None:
    turn = await own(store, write("¿Pan?"))
    for why in (Why.TICKET, Why.DISLIKED):
        turn.enclosed.append(store.lessons.gathering(lesson_of(turn, "¿Pan?", why)))
    await store.threads.close_turn(turn, Reply())
    assert [lesson.why for lesson in await store.lessons.waiting(most=5)] == [Why.DISLIKED]


async def test_a_turn_that_lost_its_thread_leaves_none(store: Stores, write: Writing) -> None:
    turn = await own(store, write("¿Pan?"))
    turn.enclosed.append(store.lessons.gathering(lesson_of(turn, "¿Pan?", Why.UNKNOWN)))
    await own(store, write("¿Y café?"))
    with pytest.raises(TurnLost):
        await store.threads.close_turn(turn, Reply())
    assert await store.lessons.waiting(most=5) == []


async def test_lessons_go_with_their_customer_and_expire(store: Stores, write: Writing, clock: Any) -> None:
    await gathered(store, write("¿Pan?", customer="+1"))
    kept = await gathered(store, write("¿Café?", customer="+2"))
    clock.go_on(seconds=1)
    turn = await own(store, write("sí", customer="+1"))
    await store.erasures.erase_messages(await store.erasures.forget(turn, Reply()))
    assert await store.lessons.of(turn.thread.key, most=5) == []
    assert await store.lessons.of(kept.thread, most=5) == await store.lessons.waiting(most=5) == [kept]
    clock.go_on(seconds=RETENTION.total_seconds() + 7200)
    assert await store.lessons.of(kept.thread, most=5) == await store.lessons.waiting(most=5) == []


async def test_one_that_is_taught_waits_no_more(store: Stores, write: Writing, clock: Any) -> None:
    lesson = await gathered(store, write("¿Pan?"))
    clock.go_on(minutes=1)
    other = await gathered(store, write("¿Café?"))

    def change(book: Any, lessons: Any) -> Changed:
        assert lessons == [lesson]
        return Changed(book.teach(0, ["¿Pan?"], "Sí", "Ana", clock()), settles=(lesson.id,))

    await store.taught.change(change, sid="SM1", lessons=[lesson.id, "gone"])
    assert await store.lessons.waiting(most=5) == [other]
    assert [each.waits for each in await store.lessons.of(lesson.thread, most=5)] == [False, True]
