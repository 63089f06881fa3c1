"""The owner gets the week's numbers once a week, not before the time, and within the 24 hours."""

import asyncio
from dataclasses import replace
from datetime import date, time
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from handlers.conversation.contact import Carrier
from handlers.conversation.delivery import Delivery
from handlers.conversation.pay_debts import PayDebts
from handlers.conversation.send_out import SendOut
from handlers.conversation.take_turn import TakeTurn
from handlers.errors import OutboxRefused, OutboxUnavailable
from handlers.jobs.pay_overdue import PayOverdue
from handlers.jobs.report_week import ReportWeek
from handlers.languages import House
from handlers.numbers.span import Span
from handlers.numbers.weekly import Weekly
from handlers.stores.reported import StoredReported
from handlers.tickets.agents import Agent
from handlers.tickets.ports import Heard
from tests import writing
from tests.kept import Stores
from tests.ticketing import ANA, LUIS
from tests.told_outbox import How, ToldOutbox

OTHER = "+5215587650000"  # another number of the business
TEXT = "Números de 2026-11-15 a 2026-11-21"


@pytest.fixture
def outbox(clock: Any) -> ToldOutbox:
    return ToldOutbox(clock)


async def short_form(span: Span) -> str:
    return f"Números de {span.first} a {span.last}"


def job_of(kept: Stores, outbox: ToldOutbox, clock: Any, owner: Agent = ANA) -> ReportWeek:
    send_out = SendOut(kept.debts, {Carrier.TWILIO: outbox})
    weekly, zone = Weekly(6, time(8)), ZoneInfo("America/Mexico_City")  # a Sunday; 12:00 UTC is 06:00 there
    reported = StoredReported(kept.threads.keeping)
    return ReportWeek(reported, short_form, owner, send_out, weekly, zone, clock)


@pytest.fixture
def job(kept: Stores, outbox: ToldOutbox, clock: Any) -> ReportWeek:
    return job_of(kept, outbox, clock)


def soon() -> float:
    return asyncio.get_running_loop().time() + 24


async def wrote(heard: Heard, agent: Agent = ANA, **more: Any) -> None:
    await heard.hear(agent.contact(writing.contact(**more)))


async def test_the_owner_is_told_of_the_seven_days_before_once_and_not_before_the_time(
    job: ReportWeek, kept: Stores, outbox: ToldOutbox, clock: Any
) -> None:
    await wrote(kept.heard)
    await wrote(kept.heard, LUIS)
    clock.go_on(hours=1, minutes=59)
    assert (await job(soon())).count == 0
    clock.go_on(minutes=1)
    others = [job_of(kept, outbox, clock) for _ in range(3)]
    done = await asyncio.gather(*(each(soon()) for each in (job, *others)))
    assert sorted((one.count, one.results) for one in done) == [(0, ())] * 3 + [(1, ("reported",))]
    assert outbox.received(ANA.address) == [TEXT]
    clock.go_on(hours=1)
    assert [(await each(soon())).count for each in (job, job_of(kept, outbox, clock))] == [0, 0]
    assert len(outbox.taken) == 1


async def test_of_two_that_found_nothing_reported_one_reports(
    job: ReportWeek, kept: Stores, outbox: ToldOutbox, clock: Any
) -> None:
    await wrote(kept.heard)
    clock.go_on(hours=2)
    other = job_of(kept, outbox, clock)

    async def slowly(span: Span) -> str:
        assert (await other(soon())).count == 1
        return await short_form(span)

    assert (await replace(job, short_form=slowly)(soon())).count == 0
    assert outbox.received(ANA.address) == [TEXT]


async def test_it_comes_again_a_week_later_and_on_no_other_day(
    job: ReportWeek, kept: Stores, outbox: ToldOutbox, clock: Any
) -> None:
    clock.go_on(hours=2)
    for _ in range(8):
        await wrote(kept.heard)
        await job(soon())
        clock.go_on(days=1)
    assert outbox.received(ANA.address) == [TEXT, "Números de 2026-11-22 a 2026-11-28"]


async def test_on_other_days_before_the_time_and_once_it_is_done_it_costs_no_read(
    job: ReportWeek, kept: Stores, clock: Any
) -> None:
    await wrote(kept.heard)
    unread = replace(job, reported=None)  # type: ignore[arg-type]
    assert (await unread(soon())).count == 0
    clock.go_on(hours=2)
    assert (await job(soon())).count == 1
    done = replace(job, reported=None)  # type: ignore[arg-type]
    assert (await done(soon())).count == 0
    clock.go_on(days=1)
    assert (await unread(soon())).count == 0


@pytest.mark.parametrize("hours", [None, 24])
async def test_outside_the_window_it_waits_until_the_owner_writes_and_the_log_hears_it_once(
    job: ReportWeek, kept: Stores, outbox: ToldOutbox, clock: Any, hours: float | None
) -> None:
    clock.go_on(hours=2)
    if hours:
        await wrote(kept.heard)
        clock.go_on(days=7)
    assert [(await job(soon())).results for _ in range(2)] == [("owner_out_of_window",), ()]
    await wrote(kept.heard, LUIS)
    assert (await job(soon())).count == 0
    await wrote(kept.heard)
    assert (await job(soon())).count == 1
    assert len(outbox.received(ANA.address)) == 1


async def test_who_does_not_write_that_day_gets_none_and_the_next_day_is_another(
    job: ReportWeek, kept: Stores, outbox: ToldOutbox, clock: Any
) -> None:
    clock.go_on(hours=17)
    await job(soon())
    clock.go_on(hours=1)  # midnight there
    await wrote(kept.heard)
    assert (await job(soon())).results == ()
    assert outbox.taken == []


async def test_it_goes_where_the_owner_wrote_last(
    job: ReportWeek, kept: Stores, outbox: ToldOutbox, clock: Any
) -> None:
    await wrote(kept.heard)
    clock.go_on(hours=1)
    await wrote(kept.heard, business=OTHER)
    clock.go_on(hours=1)
    await job(soon())
    await wrote(kept.heard)
    assert (await job_of(kept, outbox, clock)(soon())).count == 0
    assert [taken.thread.contact.business for taken in outbox.taken] == [OTHER]


async def test_the_clock_sends_what_a_killed_job_only_wrote_down(
    job: ReportWeek, kept: Stores, outbox: ToldOutbox, clock: Any
) -> None:
    await wrote(kept.heard)
    clock.go_on(hours=2)
    await job.reported.report(ANA, date(2026, 11, 22).isoformat(), TEXT, by="killed")
    assert (await job(soon())).count == 0
    clock.go_on(seconds=61)
    take_turn = TakeTurn(kept.threads, [], House(), Delivery.in_response(sends_late=True))
    pay = PayOverdue(kept.debts, PayDebts(kept.debts, take_turn, job.send_out, clock), clock)
    for _ in range(2):
        await pay(soon())
    assert outbox.received(ANA.address) == [TEXT]


@pytest.mark.parametrize(("how", "kind"), [(How.UNAVAILABLE, OutboxUnavailable), (How.REFUSED, OutboxRefused)])
async def test_what_is_not_sent_is_told_and_not_reported_again(
    job: ReportWeek, kept: Stores, outbox: ToldOutbox, clock: Any, how: How, kind: type
) -> None:
    await wrote(kept.heard)
    clock.go_on(hours=2)
    outbox.tell(TEXT, how)
    done = await job(soon())
    assert (done.count, [type(problem) for problem in done.problems]) == (1, [kind])
    assert (await job_of(kept, outbox, clock)(soon())).count == 0


async def test_of_a_report_that_could_not_be_sent_nothing_goes_with_the_next(
    job: ReportWeek, kept: Stores, outbox: ToldOutbox, clock: Any
) -> None:
    await wrote(kept.heard)
    clock.go_on(hours=2)
    outbox.tell(TEXT, How.REFUSED)
    await job(soon())
    clock.go_on(days=7)
    await wrote(kept.heard)
    await job(soon())
    assert outbox.received(ANA.address) == ["Números de 2026-11-22 a 2026-11-28"]
