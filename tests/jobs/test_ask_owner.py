"""The owner is asked once a day, at the time, within the 24 hours; what cannot be sent is told to the log."""

import asyncio
from collections.abc import Callable
from dataclasses import replace
from datetime import time
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from handlers.conversation.contact import Carrier
from handlers.conversation.messages import Message, Reply
from handlers.conversation.send_out import SendOut
from handlers.errors import OutboxRefused, OutboxUnavailable
from handlers.jobs.ask_owner import AskOwner
from handlers.knowledge import teaching_texts as texts
from handlers.knowledge.lesson import Why, lesson_of
from tests import writing
from tests.kept import Stores
from tests.ticketing import ANA, own
from tests.told_outbox import How, ToldOutbox

Write = Callable[..., Message]
OTHER = "+5215587650000"  # another number of the business


@pytest.fixture
def outbox(clock: Any) -> ToldOutbox:
    return ToldOutbox(clock)


def job_of(kept: Stores, outbox: ToldOutbox, clock: Any) -> AskOwner:
    send_out = SendOut(kept.debts, {Carrier.TWILIO: outbox})
    zone = ZoneInfo("America/Mexico_City")  # 12:00 UTC is 06:00 there
    return AskOwner(kept.lessons, kept.taught, kept.heard, ANA, send_out, "es", time(8), zone, clock)


@pytest.fixture
def job(kept: Stores, outbox: ToldOutbox, clock: Any) -> AskOwner:
    return job_of(kept, outbox, clock)


def soon() -> float:
    return asyncio.get_running_loop().time() + 24


def asked(outbox: ToldOutbox) -> list[str]:
    """The questions that the owner got, of each day: the second paragraph of three."""
    return outbox.received(ANA.address)[1::3]


async def gathered(kept: Stores, ask: str, **more: Any) -> None:
    turn = await own(kept, writing.message(ask, **more))
    turn.enclosed.append(kept.lessons.gathering(lesson_of(turn, ask, Why.UNKNOWN)))
    await kept.threads.close_turn(turn, Reply())


async def test_the_owner_is_asked_once_and_not_before_the_time(
    job: AskOwner, kept: Stores, outbox: ToldOutbox, clock: Any
) -> None:
    await kept.heard.hear(ANA.contact(writing.ANA))
    await gathered(kept, "¿Pan?")
    clock.go_on(hours=1, minutes=59)
    assert (await job(soon())).count == 0
    clock.go_on(minutes=1)
    others = [job_of(kept, outbox, clock) for _ in range(3)]
    done = await asyncio.gather(*(each(soon()) for each in (job, *others)))
    assert sorted((one.count, one.results) for one in done) == [(0, ())] * 3 + [(1, ("asked",))]
    assert asked(outbox) == ["**1** · ¿Pan?"]
    await gathered(kept, "¿Café?")
    clock.go_on(hours=1)
    assert [(await each(soon())).count for each in (job, job_of(kept, outbox, clock))] == [0, 0]


async def test_the_next_day_only_what_is_new_is_asked(
    job: AskOwner, kept: Stores, outbox: ToldOutbox, clock: Any
) -> None:
    await kept.heard.hear(ANA.contact(writing.ANA))
    await gathered(kept, "¿Pan?")
    clock.go_on(hours=2)
    await job(soon())
    await gathered(kept, "¿Café?")
    clock.go_on(days=1)
    await kept.heard.hear(ANA.contact(writing.ANA))
    assert (await job(soon())).count == 1
    assert asked(outbox) == ["**1** · ¿Pan?", "**2** · ¿Café?"]


async def test_once_it_is_done_the_day_costs_no_read(job: AskOwner, kept: Stores, clock: Any) -> None:
    clock.go_on(hours=2)
    assert (await job(soon())).results == ()
    broken = replace(job, teaching=None)  # type: ignore[arg-type]
    assert (await broken(soon())).count == 0
    clock.go_on(hours=20)  # the next day, before its time
    assert (await broken(soon())).count == 0


@pytest.mark.parametrize("hours", [None, 24])
async def test_outside_the_window_nothing_is_sent_and_the_log_hears_it(
    job: AskOwner, kept: Stores, outbox: ToldOutbox, clock: Any, hours: float | None
) -> None:
    if hours:
        await kept.heard.hear(ANA.contact(writing.ANA))
        clock.go_on(hours=hours)
    await gathered(kept, "¿Pan?")
    clock.go_on(hours=2)
    assert (await job(soon())).results == ("owner_out_of_window",)
    await kept.heard.hear(ANA.contact(writing.ANA))
    assert (await job_of(kept, outbox, clock)(soon())).results == ()
    assert outbox.taken == []
    assert (await kept.taught.book()).asked == ()


async def test_the_owner_is_asked_where_the_owner_wrote_last(
    job: AskOwner, kept: Stores, outbox: ToldOutbox, clock: Any
) -> None:
    await kept.heard.hear(ANA.contact(writing.ANA))
    clock.go_on(hours=1)
    await kept.heard.hear(ANA.contact(writing.contact(business=OTHER)))
    await gathered(kept, "¿Pan?")
    await gathered(kept, "¿Café?", business=OTHER)
    clock.go_on(hours=1)
    assert (await job(soon())).count == 1
    assert {taken.thread.contact.business for taken in outbox.taken} == {OTHER}
    (lines,) = asked(outbox)
    assert {line.partition(" · ")[2] for line in lines.split("\\\n")} == {"¿Pan?", "¿Café?"}


@pytest.mark.parametrize(("how", "kind"), [(How.UNAVAILABLE, OutboxUnavailable), (How.REFUSED, OutboxRefused)])
async def test_what_is_not_sent_is_told_and_not_asked_again(
    job: AskOwner, kept: Stores, outbox: ToldOutbox, clock: Any, how: How, kind: type
) -> None:
    await kept.heard.hear(ANA.contact(writing.ANA))
    await gathered(kept, "¿Pan?")
    clock.go_on(hours=2)
    outbox.tell(texts.QUESTIONS["es"].partition("\n\n")[0], how)
    done = await job(soon())
    assert (done.count, [type(problem) for problem in done.problems]) == (1, [kind])
    assert (await job_of(kept, outbox, clock)(soon())).count == 0
