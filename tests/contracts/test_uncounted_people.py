"""What happens to tickets and ratings is counted once each, whoever is forgotten: over every adapter of documents."""

import asyncio
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, timedelta
from typing import Any

import pytest

from handlers.conversation.messages import Content, Message, Reply
from handlers.conversation.survey import Survey
from handlers.conversation.turn import Turn
from handlers.jobs.fold_days import FoldDays
from handlers.numbers.day import bucket
from handlers.stores.days import StoredDays
from handlers.stores.surveys import StoredSurveys, rating_write
from handlers.stores.uncounted_people import uncounted_ratings, uncounted_tickets
from handlers.tickets.actions import Actions
from handlers.tickets.survey import Rating
from handlers.tickets.ticket import State
from tests.counted import counts, fold
from tests.kept import Stores
from tests.ticketing import AGENTS, ANA, handed_over

Write = Callable[..., Message]


def folding(kept: Stores) -> FoldDays:
    days = StoredDays(kept.threads.keeping)
    return FoldDays([uncounted_tickets(days, UTC, None), uncounted_ratings(days, UTC)])


async def acted(kept: Stores, clock: Any, sid: str, words: str = "") -> None:
    """Ana says these words to the customer; without words she closes the ticket."""
    actions = Actions(ANA, AGENTS, "es", clock(), asks=True)
    await kept.tickets.act("K7F3", actions.say(words, Content(words)) if words else actions.close, sid=sid)


async def rated(kept: Stores, message: Message, comment: str = "") -> str:
    """The customer rates with 4, by a turn of this message; returns the id of the rating."""
    turn = await kept.threads.open_turn(message)
    assert isinstance(turn, Turn)
    survey = turn.thread.survey
    assert isinstance(survey, Survey)

    def change(rating: Rating) -> Rating:
        scored = replace(rating, score=4, answered_at=rating.answered_at or turn.messages[0].at)
        return replace(scored, comment=comment, commented_at=turn.messages[0].at) if comment else scored

    turn.enclosed.append(StoredSurveys(kept.threads.keeping).answering(survey, turn.thread.key, change))
    await kept.threads.close_turn(turn, Reply(("Gracias",)))
    return survey.id


async def test_what_happened_is_counted_at_each_look(store: Stores, write: Write, clock: Any) -> None:
    await handed_over(store, write(), clock)
    assert (await fold(folding(store))).count == 1
    clock.go_on(minutes=10)
    await acted(store, clock, "SM1", "Hola")
    await acted(store, clock, "SM2", "¿Qué tal?")
    assert (await fold(folding(store))).count == 1
    clock.go_on(minutes=50)
    await acted(store, clock, "SM3")
    assert (await fold(folding(store))).count == 2  # the ticket, and the question that it ended with
    clock.go_on(days=1)
    await rated(store, write("4"))
    rating = await rated(store, write("Muy rico"), "Muy rico")
    assert (await fold(folding(store))).count == 1
    assert (await fold(folding(store))).count == 0
    assert await counts(store, last="2026-11-22") == {
        "tickets/opened/asked": 1,
        f"first/{bucket(600)}": 1,
        "tickets/closed/agent": 1,
        f"solved/{bucket(3600)}": 1,
        "tickets/by/Ana": 1,
        "survey/asked": 1,
    }
    (day,) = await StoredDays(store.threads.keeping).of("2026-11-23", "2026-11-23")
    assert (day.counts, day.samples) == ({"survey/4": 1, "survey/commented": 1}, {"comment": (rating,)})


async def test_two_clocks_at_once_count_once(store: Stores, write: Write, clock: Any) -> None:
    for number in range(5):
        await handed_over(store, write(customer=f"+{number}"), clock, code=f"AAA{number}")
    await asyncio.gather(*(fold(folding(store)) for _ in range(3)))
    assert await counts(store) == {"tickets/opened/asked": 5}


@pytest.mark.parametrize("looks", [0, 1])
async def test_who_is_forgotten_counts_as_if_they_were_not_and_nothing_of_them_stays(
    store: Stores, write: Write, clock: Any, looks: int
) -> None:
    turn = await handed_over(store, write(), clock, summary="Quiere pan", agent="Ana")
    for _ in range(looks):
        await fold(folding(store))
    await acted(store, clock, "SM1", "Hola")
    await acted(store, clock, "SM2")
    asked = Rating(turn.thread.key, clock(), comment="Muy rico", score=4, answered_at=clock(), commented_at=clock())
    await store.documents.commit(
        [rating_write(store.threads.keeping, replace(asked, at=clock() - timedelta(seconds=1)))]
    )
    clock.go_on(minutes=1)
    last = await store.threads.open_turn(write("Sí"))
    assert isinstance(last, Turn)
    await store.erasures.erase_messages(await store.erasures.forget(last, Reply()))
    for collection, words in (("tickets", ("Quiere pan", "K7F3", "Eva")), ("ratings", ("Muy rico",))):
        found = await store.documents.find(collection, ("counts", "GREATER_THAN", ""), order="counts", most=10)
        assert found
        for document in found:
            assert document.path.startswith(f"{collection}/gone-")
            kept = str(document.fields)
            assert not [word for word in (*words, turn.thread.key, turn.message.contact.customer) if word in kept]
    assert [await store.lists.listed(state, most=10) for state in State] == [[]] * len(State)
    assert await store.conversations.changed(clock() - timedelta(hours=1), most=10) == []
    await fold(folding(store))
    total = await counts(store)
    assert {name for name in total if not name.startswith(("first", "solved"))} == {
        *("tickets/opened/asked", "tickets/closed/agent", "tickets/by/Ana"),
        *("survey/asked", "survey/4", "survey/commented"),
    }
    assert (total["tickets/opened/asked"], total["tickets/closed/agent"], total["survey/asked"]) == (1, 1, 2)
    (day,) = await StoredDays(store.threads.keeping).of("2026-11-22", "2026-11-22")
    assert not day.samples.get("comment")
    for collection in ("tickets", "ratings"):
        assert await store.documents.find(collection, ("counts", "GREATER_THAN", ""), order="counts", most=10) == []
