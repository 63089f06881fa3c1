"""Each figure of the page of numbers is what a plain recount finds of all that happened, whatever breaks off.

Thousands of conversations of every kind, in a world of its own: tests/numbers/whole/. `make soak` draws 5,120 of them.
"""

import os
import random
import secrets
import uuid
from datetime import UTC, date, datetime, timedelta
from functools import partial
from zoneinfo import ZoneInfo

import pytest

from handlers.conversation.facts import Who
from handlers.jobs import fold_days
from handlers.numbers.goals import ENDS
from handlers.numbers.report import Reports
from handlers.numbers.span import DAY, Span
from handlers.stores.briefs import StoredBriefs
from handlers.stores.days import StoredDays
from handlers.tickets.hours import hours_of
from handlers.tickets.survey import NotAsked
from handlers.tickets.ticket import Why
from tests.numbers.whole.agents import People
from tests.numbers.whole.clock import Clock
from tests.numbers.whole.compare import differences
from tests.numbers.whole.customers import Customers
from tests.numbers.whole.people import BUSY, WAYS, Customer, customer
from tests.numbers.whole.recount import Recount
from tests.numbers.whole.timeline import Timeline
from tests.numbers.whole.world import World

BEGINNING = datetime(2026, 9, 28, 18, tzinfo=UTC)  # Meta takes money from 1 October on
DAYS, AFTERWARDS = 10, 7  # in which customers write of themselves; until all is known
CUSTOMERS, VISITS, CONVERSATIONS = 250, 590, 640
OPEN = "Mo-Fr 09:00-14:00,16:00-19:00; Sa 10:00-14:00"


def begun(drawn: random.Random, zone: str, *, unknown: bool) -> tuple[World, Clock]:
    """A world in which everything is about to happen."""
    time = Timeline(BEGINNING)
    world = World(drawn, time, hours_of(OPEN, zone, ""), unknown)
    clock, customers = Clock(world, ZoneInfo(zone), random.Random(zone)), Customers(world)  # noqa: S311 - no secret
    people = People(world, customers.is_answered)
    world.when_asked, world.when_opened = customers.is_asked, people.opened
    every = [customer(number, drawn, unknown=unknown) for number in range(CUSTOMERS)]
    for number in range(VISITS):
        who = every[number] if number < CUSTOMERS else drawn.choice(every)
        at = BEGINNING + timedelta(days=drawn.uniform(0, DAYS))
        time.at(at, partial(begins, customers, who))
        if drawn.random() < 0.04:
            time.at(at + timedelta(seconds=drawn.uniform(30, 900)), partial(people.takes_over, who))
    for _ in range(3 * DAYS):
        at = BEGINNING + timedelta(days=drawn.uniform(0, DAYS))
        time.at(at, partial(people.writes, drawn.choice(["Ana", "Luis"]), drawn.choice(["hoy", "casos", "hola"])))
    beats(world, clock, drawn)
    return world, clock


async def begins(customers: Customers, who: Customer) -> None:
    customers.begin(who)


def beats(world: World, clock: Clock, drawn: random.Random) -> None:
    """The clock beats: each minute for an hour of a day, and now and then."""
    for day in range(DAYS + AFTERWARDS):
        begin = BEGINNING + timedelta(days=day)
        for _ in range(7 if day < DAYS else 4):
            at = begin + timedelta(hours=drawn.uniform(0, 24))
            world.time.at(at, clock.ticks)
            world.time.at(at, partial(clock.checks, is_good=True))
        hour = begin + timedelta(hours=drawn.randrange(24))
        for minute in range(25 if day < DAYS else 0):
            at = hour + timedelta(minutes=minute, seconds=drawn.uniform(0, 59))
            if drawn.random() < 0.95:
                world.time.at(at, partial(clock.checks, is_good=drawn.random() < 0.97))
            if drawn.random() < 0.1:
                world.time.at(at, clock.counts)
        midnight = begin.astimezone(clock.zone).replace(hour=0, minute=0, second=0, microsecond=0) + DAY
        world.time.at(midnight, partial(at_midnight, world, clock))


async def at_midnight(world: World, clock: Clock) -> None:
    """All is counted before the day on which the free messages end, and at its end: so it is known which are free."""
    month = world.time.now.astimezone(clock.zone).strftime("%Y-%m")
    stored = await world.kept.documents.get([f"months/{month}"])
    if any(200 < document.fields["free"].get(BUSY, 0) < 1000 for document in stored):
        await clock.counts_all()


async def all_is_known(world: World, clock: Clock) -> None:
    """Whatever is left is counted, and looked at by each shard's minute."""
    await clock.counts_all()
    for _ in range(40):
        world.time.now += timedelta(minutes=1)
        await clock.settles(world.threads.keeping)
        await clock.checks(is_good=True)
    world.time.now += timedelta(hours=1)
    await clock.checks(is_good=True)
    await clock.checks(is_good=True)


WORLDS = int(os.environ.get("RECOUNT_SEEDS", "1"))  # of 1,280 conversations each; make soak takes more
SEEDS = [(seed, zone, seed % 2 == 0) for seed in range(WORLDS) for zone in ("America/Mexico_City", "UTC")]


@pytest.mark.no_cover  # tracing takes more than the test
@pytest.mark.parametrize(("seed", "zone", "unknown"), SEEDS)
async def test_each_figure_is_what_a_plain_recount_finds(
    seed: int, zone: str, unknown: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fold_days, "PAGE", 150)
    monkeypatch.setattr(fold_days, "AT_ONCE", 60)
    names = random.Random(seed)  # noqa: S311 - no secret; so that the same happens each time
    monkeypatch.setattr(uuid, "uuid4", lambda: uuid.UUID(int=names.getrandbits(128), version=4))
    monkeypatch.setattr(secrets, "choice", names.choice)
    world, clock = begun(random.Random(f"{seed} {zone}"), zone, unknown=unknown)  # noqa: S311 - no secret
    await world.time.run(BEGINNING + timedelta(days=DAYS + AFTERWARDS))
    await all_is_known(world, clock)

    recount = Recount(world.happened, clock.zone, OPEN)
    keeping = world.threads.keeping
    reports = Reports(StoredDays(keeping), StoredBriefs(keeping), clock.zone, world.time)
    first, last = date(2026, 9, 26), date(2026, 10, 16)
    days = [Span(day := first + number * DAY, day) for number in range((last - first).days)]
    week, month = Span(date(2026, 9, 28), date(2026, 10, 4)), Span(date(2026, 10, 1), date(2026, 10, 31))
    wrong = []
    for span in [*days, week, month, Span(first, last)]:
        report, before = await reports.of(span), span.before()
        dates = (span.first.isoformat(), span.last.isoformat())
        expected = recount.figures(*dates, (before.first.isoformat(), before.last.isoformat()))
        wrong += [f"{dates}{one}" for one in differences(report.figures, expected)]
        for period, figures in report.periods if span == week else ():
            expected = recount.figures(period.first.isoformat(), period.last.isoformat(), None)
            wrong += [f"{period} of {dates}{one}" for one in differences(figures, expected)]
    assert not wrong, "\n".join(wrong)
    assert_all_happened(recount)


def assert_all_happened(recount: Recount) -> None:
    """Check that nothing is right only since it never happened."""
    happened = recount.happened
    cases, asked, answers = happened.cases.values(), happened.asked.values(), happened.came.values()
    assert len(recount.talks) >= CONVERSATIONS
    assert {talk.end for talk in recount.talks} >= set(ENDS)
    assert {one.counted.who for one in answers if one.counted} == set(Who)
    assert {one.app for one in answers} >= {channel for channel, _ in WAYS}
    assert {case.why for case in cases} == set(Why)
    reasons = {"solved", "no_reply", "assistant", "other", "agent", "customer", "no answer"}
    assert {case.reason for case in cases if case.closed_at} == reasons
    assert {one.not_asked for one in asked} == {str(one) for one in NotAsked}
    assert {one.score for one in asked if one.answered_at} == {1, 2, 3, 4, 5}
    assert any(one.commented for one in asked)
    assert any(one.label for one in answers)
    assert any(one.given_up for one in answers)
    assert any(one.answer is None for one in answers)
    assert happened.ended
    served = [money for every in recount.spendings.money.values() for money in every if money.line == "meta.service"]
    assert sum(money.free for money in served) < sum(money.units for money in served)
    assert {True, False} == {is_good for _, is_good in happened.checks}
