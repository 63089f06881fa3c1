"""The promises of Surveys, over every adapter of documents."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from handlers.conversation.contact import Channel
from handlers.conversation.messages import Content, Message, Reply
from handlers.conversation.survey import Rated, Survey
from handlers.conversation.thread import SHARDS, Thread
from handlers.conversation.turn import Turn
from handlers.stores.documents import Documents, Write
from handlers.stores.surveys import StoredSurveys
from handlers.stores.ticket_lists import StoredTicketLists
from handlers.tickets.actions import Actions
from handlers.tickets.agents import Agent, Agents
from handlers.tickets.survey import NotAsked, Rating, Settled, after_rest
from handlers.tickets.ticket import State, Ticket, Why
from tests.kept import RETENTION, Stores
from tests.writing import contact

Writing = Callable[..., Message]
BY = "the job"
ANA = Agent("Ana", Channel.WHATSAPP, "+5215511110001")


@pytest.fixture
def surveys(store: Stores) -> StoredSurveys:
    return StoredSurveys(store.threads.keeping)


async def answered(store: Stores, message: Message, clock: Any, **ahead: float) -> Thread:
    """A thread whose customer may be asked so much later."""
    turn = await store.threads.open_turn(message)
    assert isinstance(turn, Turn)
    turn.decide(survey_at=clock() + timedelta(**ahead))
    await store.threads.close_turn(turn, Reply(("Hola",)))
    return turn.thread


async def rested(surveys: StoredSurveys) -> list[str]:
    found = [thread for shard in SHARDS for thread in await surveys.rested(shard, most=10)]
    return sorted(thread.contact.customer for thread in found)


async def ratings(store: Stores, thread: str) -> list[Rating]:
    return await StoredSurveys(store.threads.keeping).of(thread, most=10)


async def test_threads_are_found_once_their_time_has_come(
    store: Stores, surveys: StoredSurveys, write: Writing, clock: Any
) -> None:
    await answered(store, write(customer="+1"), clock, minutes=60)
    await answered(store, write(customer="+2"), clock, minutes=61)
    clock.go_on(minutes=60, seconds=30)
    assert await rested(surveys) == ["+1"]
    await answered(store, write(customer="+1"), clock, minutes=60)
    assert await rested(surveys) == []


async def test_of_several_that_ask_at_once_one_does(
    store: Stores, surveys: StoredSurveys, write: Writing, clock: Any
) -> None:
    thread = await answered(store, write(), clock, minutes=60)
    clock.go_on(hours=1)

    async def settle(by: str) -> Settled | None:
        return await surveys.settle(thread.key, lambda stored: after_rest(stored, clock(), "es"), by=by)

    settled = await asyncio.gather(*(settle(f"job {number}") for number in range(4)))
    assert [bool(one and one.question) for one in settled].count(True) == 1
    assert [rating.at for rating in await ratings(store, thread.key)] == [clock()]
    assert await rested(surveys) == []


class Meddled:
    """Documents into which somebody else writes right before the first commit."""

    def __init__(self, documents: Documents, meddle: Callable[[], Awaitable[object]]) -> None:
        self.documents, self.meddle, self.remedy = documents, meddle, documents.remedy
        self.get, self.find, self.close = documents.get, documents.find, documents.close

    async def commit(self, writes: Sequence[Write]) -> list[object]:
        meddle, self.meddle = self.meddle, nothing
        await meddle()
        return await self.documents.commit(writes)


async def nothing() -> None:
    """Nobody else writes."""


async def test_who_writes_between_the_look_and_the_question_is_not_asked(
    store: Stores, write: Writing, clock: Any
) -> None:
    thread = await answered(store, write(), clock, minutes=60)
    clock.go_on(hours=1)
    meddled = Meddled(store.documents, lambda: store.threads.open_turn(write("Otra cosa")))
    surveys = StoredSurveys(replace(store.threads.keeping, documents=meddled))
    assert await surveys.settle(thread.key, lambda stored: after_rest(stored, clock(), "es"), by=BY) is None
    assert await ratings(store, thread.key) == []


async def test_a_question_that_was_written_but_not_sent_is_left_to_the_clock(
    store: Stores, surveys: StoredSurveys, write: Writing, clock: Any
) -> None:
    thread = await answered(store, write(), clock, minutes=60)
    clock.go_on(hours=1)
    await surveys.settle(thread.key, lambda stored: after_rest(stored, clock(), "es"), by="killed")
    clock.go_on(seconds=61)
    between = clock() - timedelta(minutes=15), clock() - timedelta(minutes=1)
    (waiting,) = await store.debts.waiting(thread.key[0], *between, most=5)
    assert waiting.unsent
    assert len(waiting.unsent.texts) == 1


async def test_of_who_may_not_be_asked_the_reason_is_kept_and_nothing_is_sent(
    store: Stores, surveys: StoredSurveys, write: Writing, clock: Any
) -> None:
    thread = await answered(store, write(), clock, minutes=60)
    clock.go_on(hours=30)
    settled = await surveys.settle(thread.key, lambda stored: after_rest(stored, clock(), "es"), by=BY)
    assert settled
    assert settled.question == ""
    assert [rating.not_asked for rating in await ratings(store, thread.key)] == [NotAsked.WINDOW]
    assert await store.debts.claim(thread.key, BY) is None
    assert await rested(surveys) == []


async def test_a_thread_that_is_gone_or_in_use_is_left_alone(
    store: Stores, surveys: StoredSurveys, write: Writing, clock: Any
) -> None:
    assert await surveys.settle("nobody", lambda stored: Settled(stored), by=BY) is None
    thread = await answered(store, write(), clock, minutes=60)
    assert await surveys.settle(thread.key, lambda stored: None, by=BY) is None
    assert await ratings(store, thread.key) == []


async def closing(store: Stores, surveys: StoredSurveys, message: Message, change: Callable[[Rating], Rating]) -> Turn:
    """A turn that closes with an answer to the last survey."""
    turn = await store.threads.open_turn(message)
    assert isinstance(turn, Turn)
    assert turn.thread.survey
    turn.enclosed.append(surveys.answering(turn.thread.survey, turn.thread.key, change))
    await store.threads.close_turn(turn, Reply(("Gracias",)))
    return turn


async def test_the_answer_is_kept_with_the_question_and_goes_with_the_customer(
    store: Stores, surveys: StoredSurveys, write: Writing, clock: Any
) -> None:
    thread = await answered(store, write(), clock, minutes=60)
    clock.go_on(hours=1)
    await surveys.settle(thread.key, lambda stored: after_rest(stored, clock(), "es"), by=BY)
    asked_at = clock()
    clock.go_on(minutes=1)
    await closing(store, surveys, write("4"), lambda rating: replace(rating, score=4, answered_at=clock()))
    await closing(store, surveys, write("Bien"), lambda rating: replace(rating, comment="Bien", commented_at=clock()))
    kept = Rating(thread.key, asked_at, score=4, answered_at=clock(), comment="Bien", commented_at=clock())
    assert await ratings(store, thread.key) == [kept]
    clock.go_on(seconds=1)
    turn = await store.threads.open_turn(write("sí"))
    assert isinstance(turn, Turn)
    await store.erasures.erase_messages(await store.erasures.forget(turn, Reply()))
    assert await ratings(store, thread.key) == []


async def test_an_answer_whose_question_is_kept_no_more_is_kept_alone(
    store: Stores, surveys: StoredSurveys, write: Writing, clock: Any
) -> None:
    asked_at = clock()
    clock.go_on(days=RETENTION.days + 1)
    turn = await store.threads.open_turn(write("5"))
    assert isinstance(turn, Turn)
    survey = Survey("key-1", asked_at)
    turn.enclosed.append(surveys.answering(survey, turn.thread.key, lambda rating: replace(rating, score=5)))
    await store.threads.close_turn(turn, Reply())
    assert await ratings(store, turn.thread.key) == [Rating(turn.thread.key, asked_at, score=5)]


async def test_a_thread_keeps_what_became_of_its_survey(store: Stores, write: Writing, clock: Any) -> None:
    rated = Rated(clock(), "SM1", clock(), 5, "SM2")
    turn = await store.threads.open_turn(write())
    assert isinstance(turn, Turn)
    turn.decide(rated=rated)
    await store.threads.close_turn(turn, Reply())
    again = await store.threads.open_turn(write())
    assert isinstance(again, Turn)
    assert again.decisions.rated == rated


async def test_a_person_who_closes_asks_in_the_same_commit_with_the_agent_of_then(
    store: Stores, surveys: StoredSurveys, write: Writing, clock: Any
) -> None:
    tickets, lists = store.tickets, StoredTicketLists(store.threads.keeping)
    turn = await store.threads.open_turn(write())
    assert isinstance(turn, Turn)
    ticket = Ticket("AAAA", turn.thread.key, contact(), "es", clock(), Why.ASKED, "", clock(), clock())
    turn.pass_to("AAAA")
    turn.enclosed.append(tickets.opening(ticket, (), lambda opened, heard: (), by=BY))
    await store.threads.close_turn(turn, Reply())
    actions = Actions(ANA, Agents((ANA,)), "es", clock(), asks=True)
    await tickets.act("AAAA", actions.say("Hola", Content()), sid="SMa")
    await tickets.act("AAAA", actions.close, sid="SMb")
    await tickets.act("AAAA", actions.close, sid="SMb")
    assert [closed.state for closed in await lists.listed(State.CLOSED, most=5)] == [State.CLOSED]
    asked = Rating(turn.thread.key, clock(), "AAAA", "Ana")
    assert await ratings(store, turn.thread.key) == [asked]
    opened = await store.threads.open_turn(write("5"))
    assert isinstance(opened, Turn)
    assert opened.thread.survey == Survey(asked.id, clock())


async def test_the_last_ratings_of_a_thread_come_in_their_order_until_they_expire(
    store: Stores, surveys: StoredSurveys, write: Writing, clock: Any
) -> None:
    thread = await answered(store, write(), clock, minutes=60)
    for _ in range(3):
        clock.go_on(days=31)
        thread = await answered(store, write(), clock)
        await surveys.settle(thread.key, lambda stored: after_rest(stored, clock(), "es"), by=BY)
        await store.debts.claim(thread.key, BY)
        await store.debts.mark_accepted(thread.key, BY, last=True)
    days = [(clock() - rating.at).days for rating in await surveys.of(thread.key, most=2)]
    assert days == [31, 0]
    clock.go_on(days=RETENTION.days - 31)
    assert [(clock() - rating.at).days for rating in await surveys.of(thread.key, most=9)] == [90, 59]
    clock.go_on(days=RETENTION.days)
    assert await surveys.of(thread.key, most=9) == []
