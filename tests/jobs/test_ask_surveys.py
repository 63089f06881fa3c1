"""Conversations at rest: all of them are asked, each once; a failure affects no other."""

import asyncio
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from handlers.conversation.contact import Carrier
from handlers.conversation.messages import Message, Reply
from handlers.conversation.send_out import SendOut
from handlers.conversation.talk import REST
from handlers.conversation.thread import Thread
from handlers.conversation.turn import Turn
from handlers.errors import OutboxUnavailable, StoreUnavailable
from handlers.jobs.ask_surveys import AskSurveys
from handlers.stores.surveys import StoredSurveys
from handlers.tickets import texts
from tests.kept import Stores
from tests.told_outbox import How, ToldOutbox

Write = Callable[..., Message]
ASK = texts.HOW_WAS_IT["es"]


@pytest.fixture
def outbox(clock: Any) -> ToldOutbox:
    return ToldOutbox(clock)


@pytest.fixture
def job(kept: Stores, outbox: ToldOutbox, clock: Any) -> AskSurveys:
    send_out = SendOut(kept.debts, {Carrier.TWILIO: outbox})
    return AskSurveys(StoredSurveys(kept.threads.keeping), send_out, "es", clock)


def soon(seconds: float = 24) -> float:
    return asyncio.get_running_loop().time() + seconds


async def own(kept: Stores, message: Message) -> Turn:
    turn = await kept.threads.open_turn(message)
    assert isinstance(turn, Turn)
    return turn


async def talked(kept: Stores, message: Message, clock: Any) -> None:
    turn = await own(kept, message)
    turn.decide(survey_at=clock() + REST)
    await kept.threads.close_turn(turn, Reply(("Sí.",)))


async def test_all_that_are_at_rest_are_asked_once(
    job: AskSurveys, kept: Stores, outbox: ToldOutbox, write: Write, clock: Any
) -> None:
    for number in range(200):
        await talked(kept, write(customer=f"+{number}"), clock)
    clock.go_on(minutes=59)
    assert (await job(soon())).count == 0
    clock.go_on(minutes=1, seconds=1)
    done = await asyncio.gather(job(soon()), job(soon()))
    assert sum(one.count for one in done) == 200
    assert [outbox.received(f"+{number}") for number in range(200)] == [[ASK]] * 200
    assert (await job(soon())).count == 0


async def test_with_no_time_left_nobody_is_asked(
    job: AskSurveys, kept: Stores, outbox: ToldOutbox, write: Write, clock: Any
) -> None:
    await talked(kept, write(), clock)
    clock.go_on(minutes=61)
    assert (await job(soon(5))).count == 0
    assert outbox.taken == []


async def test_who_writes_just_then_is_not_asked(
    job: AskSurveys, kept: Stores, outbox: ToldOutbox, write: Write, clock: Any
) -> None:
    await talked(kept, write(), clock)
    clock.go_on(minutes=61)
    await own(kept, write("Otra cosa"))
    assert (await job(soon())).count == 0
    assert outbox.taken == []


async def test_whom_nobody_may_ask_any_more_is_not_looked_at_again(
    job: AskSurveys, kept: Stores, outbox: ToldOutbox, write: Write, clock: Any
) -> None:
    for number in range(100):
        await talked(kept, write(customer=f"+{number}"), clock)
    clock.go_on(days=2)
    assert (await job(soon())).count == 0
    assert outbox.taken == []
    shards = [await job.surveys.rested(shard, most=1) for shard in "0123456789abcdef"]
    assert shards == [[]] * 16


async def test_a_question_that_twilio_does_not_take_now_is_left_to_the_clock(
    job: AskSurveys, kept: Stores, outbox: ToldOutbox, write: Write, clock: Any
) -> None:
    message = write()
    await talked(kept, message, clock)
    clock.go_on(minutes=61)
    outbox.tell(ASK, How.UNAVAILABLE)
    done = await job(soon())
    assert (done.count, [type(problem) for problem in done.problems]) == (1, [OutboxUnavailable])
    clock.go_on(seconds=61)
    assert (await job(soon())).problems == ()
    waited = clock() - timedelta(minutes=15), clock() - timedelta(minutes=1)
    found = [one for shard in "0123456789abcdef" for one in await kept.debts.waiting(shard, *waited, most=5)]
    assert [thread.contact for thread in found] == [message.contact]


async def test_a_store_that_fails_for_one_affects_no_other(
    job: AskSurveys, kept: Stores, outbox: ToldOutbox, write: Write, clock: Any
) -> None:
    class Failing(StoredSurveys):
        async def settle(self, thread: str, settle: Any, *, by: str) -> Any:
            if thread == unlucky.key:
                raise StoreUnavailable("timeout", remedy="")
            return await super().settle(thread, settle, by=by)

    for number in range(20):
        await talked(kept, write(customer=f"+{number}"), clock)
    clock.go_on(minutes=61)
    unlucky: Thread = next(
        iter([one for shard in "0123456789abcdef" for one in await job.surveys.rested(shard, most=1)])
    )
    failing = AskSurveys(Failing(kept.threads.keeping), job.send_out, "es", clock)
    done = await failing(soon())
    assert (done.count, [type(problem) for problem in done.problems]) == (19, [StoreUnavailable])
    assert outbox.received(unlucky.contact.customer) == []
