"""The promises of Talks, over every adapter of documents."""

from collections.abc import Callable
from datetime import UTC, timedelta
from functools import partial
from typing import Any

from handlers.conversation.messages import Message, Reply
from handlers.conversation.thread import SHARDS
from handlers.conversation.turn import Turn
from handlers.numbers.day import Day
from handlers.numbers.settling import Settled, Unsettled, settled
from handlers.stores.days import StoredDays
from handlers.stores.surveys import rating_write
from handlers.stores.talks import StoredTalks
from handlers.tickets.survey import Rating
from tests.kept import Stores
from tests.ticketing import handed_over

Writing = Callable[..., Message]


def talks_of(store: Stores) -> StoredTalks:
    return StoredTalks(store.threads.keeping, StoredDays(store.threads.keeping))


async def talked(store: Stores, message: Message) -> Turn:
    turn = await store.threads.open_turn(message)
    assert isinstance(turn, Turn)
    await store.threads.close_turn(turn, Reply(("Sí.",)))
    return turn


async def due(talks: StoredTalks) -> list[str]:
    return [key for shard in SHARDS for key in await talks.due(shard, most=10)]


async def test_threads_are_found_once_their_time_has_come_and_settled_with_all_that_is_theirs(
    store: Stores, write: Writing, clock: Any
) -> None:
    talks, begun = talks_of(store), clock()
    await talked(store, write("¿Abren hoy?"))
    clock.go_on(minutes=10)
    turn = await handed_over(store, write("Una persona", external_id="MX.1"), clock)
    key = turn.thread.key
    asked = Rating(key, clock())
    await store.documents.commit([rating_write(store.threads.keeping, asked)])
    clock.go_on(hours=72, minutes=50)
    assert await due(talks) == []
    clock.go_on(seconds=1)
    assert await due(talks) == [key]
    found: list[Unsettled] = []

    def settle(unsettled: Unsettled) -> Settled:
        found.append(unsettled)
        return settled(unsettled, clock(), UTC)

    assert await talks.settle([key, "of nobody"], settle) == 1
    (unsettled,) = found
    assert [record.content.text for record in unsettled.records] == ["¿Abren hoy?", "Una persona"]
    assert [ticket.code for ticket in unsettled.tickets] == ["K7F3"]
    assert (unsettled.ratings, unsettled.is_all) == ([asked], True)
    counts = {"talks/person": 1, "talks/begun": 1, f"talk/hour/{begun.hour}": 1, "talk/app/whatsapp": 1}
    assert await talks.days.of("2026-11-22", "2026-12-01") == [Day("2026-11-22", counts)]
    assert (await due(talks), await talks.settle([key], settle)) == ([], 0)


async def test_what_is_left_is_looked_at_again(store: Stores, write: Writing, clock: Any) -> None:
    talks = talks_of(store)
    key = (await talked(store, write("¿Abren hoy?"))).thread.key
    clock.go_on(hours=74)
    left = Settled([], clock() - timedelta(hours=1), clock() + timedelta(hours=1))
    assert await talks.settle([key], lambda found: left) == 1
    thread = (await store.threads.keeping.read([f"threads/{key}"])).threads[key]
    assert (thread.unsettled_since, thread.settles_at) == (left.since, left.at)
    assert await due(talks) == []
    clock.go_on(hours=2)
    assert await due(talks) == [key]
    nothing = partial(settled, now=clock(), zone=UTC)
    assert await talks.settle([key], nothing) == 1
    assert await talks.days.of("2026-11-22", "2026-12-01") == []
