"""The promises of Samples, over every adapter of documents."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from handlers.conversation.messages import Message, Reply
from handlers.conversation.thread import Thread
from handlers.conversation.turn import Turn
from handlers.numbers.day import Day
from handlers.numbers.samples import MOST, Sample, SampleKind, latest
from handlers.stores.samples import StoredSamples
from handlers.stores.surveys import rating_write
from handlers.tickets.survey import Rating
from tests.kept import RETENTION, Stores

Writing = Callable[..., Message]


@pytest.fixture
def samples(store: Stores) -> StoredSamples:
    return StoredSamples(store.threads.keeping)


async def said(store: Stores, message: Message) -> Thread:
    turn = await store.threads.open_turn(message)
    assert isinstance(turn, Turn)
    await store.threads.close_turn(turn, Reply(("Hola",)))
    return turn.thread


async def test_words_are_shown_with_the_conversation_that_they_stand_in(
    store: Stores, samples: StoredSamples, write: Writing, clock: Any
) -> None:
    one, other = write("¿Tienen pan de ayer?", customer="+1"), write("¿Y un piano?", customer="+2")
    threads = [await said(store, message) for message in (one, other)]
    found = await samples.of(SampleKind.OTHER, [other.sid, one.sid, "SMgone"])
    assert found == [
        Sample(clock(), "¿Y un piano?", threads[1].alias),
        Sample(clock(), "¿Tienen pan de ayer?", threads[0].alias),
    ]
    assert await samples.of(SampleKind.UNKNOWN, []) == []


async def test_comments_come_with_their_score_and_without_a_thread_that_is_gone(
    store: Stores, samples: StoredSamples, clock: Any
) -> None:
    keeping = store.threads.keeping
    rating = Rating("a-thread", clock(), score=2, comment="Tardó mucho")
    silent = Rating("another", clock(), score=5)
    await store.documents.commit([rating_write(keeping, one) for one in (rating, silent)])
    found = await samples.of(SampleKind.COMMENT, [rating.id, silent.id])
    assert found == [Sample(clock(), "Tardó mucho", "", 2)]


async def test_what_is_not_kept_any_more_is_not_shown(
    store: Stores, samples: StoredSamples, write: Writing, clock: Any
) -> None:
    message = write("¿Y un piano?")
    await said(store, message)
    clock.go_on(seconds=(RETENTION + timedelta(hours=3)).total_seconds())
    assert await samples.of(SampleKind.OTHER, [message.sid]) == []


def test_the_latest_days_samples_come_first_and_not_too_many() -> None:
    days = [Day("2026-11-25", {}, {"other": ["a", "b"]}), Day("2026-11-26", {}, {"other": ["c"], "unknown": ["d"]})]
    assert latest(days, SampleKind.OTHER) == ["c", "a", "b"]
    many = [Day("2026-11-26", {}, {"other": [str(number) for number in range(MOST + 9)]})]
    assert len(latest(many, SampleKind.OTHER)) == MOST
