"""Events told again by the clock: what a kill left behind, many at a time, and none hindered by another."""

import asyncio
from dataclasses import dataclass, field
from typing import Any

import pytest

from handlers.adapters.memory import MemoryDocuments
from handlers.conversation.messages import Content
from handlers.errors import HelpdeskUnavailable, StoreUnavailable
from handlers.jobs.tell_helpdesk import TellAgain
from handlers.stores.helpdesk_events import StoredHelpdeskEvents
from handlers.stores.keeping import Keeping
from handlers.tickets.helpdesk import HelpdeskEvent, opened
from handlers.tickets.tell_helpdesk import TellHelpdesk
from tests.kept import RETENTION
from tests.ticketing import ticket


@dataclass
class ToldHelpdesk:
    """A helpdesk that takes everything, except events of these threads."""

    refuses: set[str] = field(default_factory=set)
    got: list[HelpdeskEvent] = field(default_factory=list)

    async def post(self, event: HelpdeskEvent) -> None:
        if event.thread in self.refuses:
            raise HelpdeskUnavailable("500", remedy="none")
        self.got.append(event)


@pytest.fixture
def events(clock: Any) -> StoredHelpdeskEvents:
    return StoredHelpdeskEvents(Keeping(MemoryDocuments(), clock, RETENTION))


@pytest.fixture
def helpdesk() -> ToldHelpdesk:
    return ToldHelpdesk()


@pytest.fixture
def job(events: StoredHelpdeskEvents, helpdesk: ToldHelpdesk, clock: Any) -> TellAgain:
    return TellAgain(TellHelpdesk(events, helpdesk, clock), clock)


def soon(seconds: float = 20) -> float:
    return asyncio.get_running_loop().time() + seconds


async def happened(events: StoredHelpdeskEvents, clock: Any, *threads: str) -> list[HelpdeskEvent]:
    """Something happened in each of these threads, one after the other; nobody told the helpdesk."""
    made = []
    for thread in threads:
        made.append(opened(ticket(thread=thread), [Content("Hola")], clock()))
        await events.keeping.documents.commit(events.enclosed(made[-1:]).writes)
        clock.go_on(seconds=1)
    return made


async def test_what_was_stored_but_not_told_before_a_kill_is_told_by_the_clock(
    job: TellAgain, events: StoredHelpdeskEvents, helpdesk: ToldHelpdesk, clock: Any
) -> None:
    (event,) = await happened(events, clock, "a1")
    assert (await job(soon())).count == 1
    assert [got.id for got in helpdesk.got] == [event.id]
    assert (await job(soon())).count == 0


async def test_what_was_claimed_before_a_kill_is_told_a_minute_later(
    job: TellAgain, events: StoredHelpdeskEvents, helpdesk: ToldHelpdesk, clock: Any
) -> None:
    await happened(events, clock, "a1")
    (event,) = await events.of("a1", most=9)
    assert await events.claim(event)
    assert (await job(soon())).count == 0
    clock.go_on(seconds=61)
    assert (await job(soon())).count == 1


async def test_all_that_is_due_is_told_in_the_order_of_each_thread(
    job: TellAgain, events: StoredHelpdeskEvents, helpdesk: ToldHelpdesk, clock: Any
) -> None:
    made = await happened(events, clock, *["a1", "a2", "b1"] * 12)
    assert (await job(soon())).count == 36
    for thread in ("a1", "a2", "b1"):
        assert [got.id for got in helpdesk.got if got.thread == thread] == [e.id for e in made if e.thread == thread]


async def test_a_thread_whose_events_fail_hinders_no_other_in_its_shard(
    job: TellAgain, events: StoredHelpdeskEvents, helpdesk: ToldHelpdesk, clock: Any
) -> None:
    helpdesk.refuses = {"a1"}
    await happened(events, clock, *["a1"] * 30, "a2")
    done = await job(soon())
    assert (done.count, done.problems) == (1, ())
    assert "failed, 500" in done.results


async def test_with_no_time_left_nothing_is_begun(
    job: TellAgain, events: StoredHelpdeskEvents, helpdesk: ToldHelpdesk, clock: Any
) -> None:
    await happened(events, clock, "a1")
    assert (await job(soon(seconds=1))).count == 0
    assert (await job.tell("a1", soon(seconds=1))).count == 0
    assert helpdesk.got == []


async def test_a_store_that_fails_is_a_fault_of_that_tick(
    events: StoredHelpdeskEvents, helpdesk: ToldHelpdesk, clock: Any
) -> None:
    class Failing(StoredHelpdeskEvents):
        async def of(self, thread: str, *, most: int) -> list[HelpdeskEvent]:
            raise StoreUnavailable("timeout", remedy="none")

    await happened(events, clock, *["a1"] * 12)
    done = await TellAgain(TellHelpdesk(Failing(events.keeping), helpdesk, clock), clock)(soon())
    assert [type(problem) for problem in done.problems] == [StoreUnavailable]


async def test_what_another_took_after_we_looked_is_neither_told_nor_given_up_again(
    events: StoredHelpdeskEvents, helpdesk: ToldHelpdesk, clock: Any
) -> None:
    class Late(StoredHelpdeskEvents):
        async def of(self, thread: str, *, most: int) -> list[HelpdeskEvent]:
            return [event for event in await super().of(thread, most=most) if await self.claim(event)]

        async def due(self, *arguments: Any, **more: Any) -> list[HelpdeskEvent]:
            found = await super().due(*arguments, **more)
            return [event for event in found if not event.is_over(clock()) or await self.give_up(event)]

    await happened(events, clock, "a1")
    clock.go_on(hours=25)
    await happened(events, clock, "b1")
    done = await TellAgain(TellHelpdesk(Late(events.keeping), helpdesk, clock), clock)(soon())
    assert (done.count, done.problems, helpdesk.got) == (0, (), [])


async def test_two_clocks_at_once_tell_and_give_up_each_event_once(
    job: TellAgain, events: StoredHelpdeskEvents, helpdesk: ToldHelpdesk, clock: Any
) -> None:
    await happened(events, clock, "a1")
    clock.go_on(hours=12)
    young = await happened(events, clock, "b1")
    clock.go_on(hours=13)
    done = await asyncio.gather(job(soon()), job(soon()))
    assert sum(len(one.problems) for one in done) == 1
    assert [got.id for got in helpdesk.got] == [young[0].id]
