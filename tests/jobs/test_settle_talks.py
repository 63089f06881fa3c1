"""Conversations that ended: each is counted once, whatever breaks off, and whoever does the same."""

import asyncio
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, timedelta
from typing import Any

import pytest

from handlers.adapters.memory import MemoryDocuments
from handlers.conversation.facts import Facts, Who
from handlers.conversation.messages import Message, Reply
from handlers.conversation.record import Record
from handlers.conversation.talk import talk_of
from handlers.conversation.thread import SHARDS
from handlers.conversation.turn import Turn
from handlers.errors import StoreUnavailable
from handlers.jobs import settle_talks
from handlers.jobs.settle_talks import SettleTalks, shard_at
from handlers.numbers.day import summed
from handlers.numbers.settling import Settled, Unsettled, settled
from handlers.stores import talks as stored_talks
from handlers.stores.days import StoredDays
from handlers.stores.documents import Conflict, Document, Write
from handlers.stores.talks import StoredTalks
from tests.kept import Stores, stores
from tests.ticketing import handed_over, own

Writing = Callable[..., Message]
AROUND = 2 * len(SHARDS)  # minutes in which every shard gets its turn


def reckon(turn: Turn, record: Record, reply: Reply) -> Facts:
    """The facts as far as conversations need them."""
    talks, begins = talk_of(turn, record, record.at)
    return Facts(record.at, Who.ASSISTANT, talks, begins)


def shop(clock: Any, documents: MemoryDocuments | None = None) -> Stores:
    kept = stores(clock, documents)
    return replace(kept, threads=replace(kept.threads, reckon=reckon))


@pytest.fixture
def kept(clock: Any) -> Stores:
    return shop(clock)


def job_of(kept: Stores, clock: Any) -> SettleTalks:
    keeping = kept.threads.keeping
    return SettleTalks(StoredTalks(keeping, StoredDays(keeping)), UTC, clock)


@pytest.fixture
def job(kept: Stores, clock: Any) -> SettleTalks:
    return job_of(kept, clock)


async def talked(kept: Stores, message: Message) -> Turn:
    turn = await kept.threads.open_turn(message)
    assert isinstance(turn, Turn)
    await kept.threads.close_turn(turn, Reply(("Sí.",)))
    return turn


async def ticked(job: SettleTalks, clock: Any, minutes: int = AROUND) -> int:
    """The clock comes for so many minutes."""
    count = 0
    for _ in range(minutes):
        done = await job(asyncio.get_running_loop().time() + 24)
        assert done.problems == ()
        count += done.count
        clock.go_on(minutes=1)
    return count


async def counted(kept: Stores) -> dict[str, int]:
    return dict(summed(await StoredDays(kept.threads.keeping).of("2026-11-01", "2026-12-31")))


async def test_each_thread_is_settled_once_three_days_later(
    job: SettleTalks, kept: Stores, write: Writing, clock: Any
) -> None:
    for number in range(100):
        await talked(kept, write("¿Abren hoy?", customer=f"+{number}"))
    await handed_over(kept, write("Quiero a una persona", customer="+100"), clock)
    clock.go_on(hours=72)
    assert await ticked(job, clock) == 0
    clock.go_on(hours=1)
    assert await ticked(job, clock) == 101
    assert await counted(kept) == {"talks/contained": 100, "talks/person": 1}
    assert await ticked(job, clock) == 0


async def test_a_greeting_is_never_looked_at(job: SettleTalks, kept: Stores, write: Writing, clock: Any) -> None:
    await talked(kept, write("Hola"))
    clock.go_on(days=4)
    assert await ticked(job, clock) == 0


async def test_a_return_is_settled_later_and_is_looked_at_then(
    job: SettleTalks, kept: Stores, write: Writing, clock: Any
) -> None:
    await talked(kept, write("¿Abren hoy?"))
    clock.go_on(hours=70)
    await talked(kept, write("¿Y mañana?"))
    clock.go_on(hours=4)
    assert await ticked(job, clock) == 1
    assert await counted(kept) == {"talks/returned": 1}
    clock.go_on(hours=60)
    assert await ticked(job, clock) == 0
    clock.go_on(hours=10)
    assert await ticked(job, clock) == 1
    assert await counted(kept) == {"talks/returned": 1, "talks/contained": 1}


async def test_a_message_that_nobody_answered_is_a_conversation_too(
    job: SettleTalks, kept: Stores, write: Writing, clock: Any
) -> None:
    assert isinstance(await kept.threads.open_turn(write("¿Abren hoy?")), Turn)
    clock.go_on(hours=74)
    assert await ticked(job, clock) == 1
    assert await counted(kept) == {
        "talks/unanswered": 1,
        "talks/begun": 1,
        "talk/hour/12": 1,
        "talk/app/whatsapp": 1,
    }


async def test_who_was_known_by_an_address_before_is_settled_once(
    job: SettleTalks, kept: Stores, write: Writing, clock: Any
) -> None:
    await talked(kept, write("¿Abren hoy?"))
    clock.go_on(minutes=30)
    await talked(kept, write("¿Y mañana?", external_id="MX.1"))
    clock.go_on(hours=80)
    assert await ticked(job, clock) == 1
    assert await counted(kept) == {"talks/contained": 1}


async def test_a_ticket_from_before_the_customer_was_forgotten_is_no_part_of_what_they_write_later(
    job: SettleTalks, kept: Stores, write: Writing, clock: Any
) -> None:
    """It may not be deleted yet."""
    await handed_over(kept, write("Quiero a una persona"), clock)
    await kept.erasures.forget(await own(kept, write("sí")), Reply())
    clock.go_on(minutes=1)
    await talked(kept, write("¿Abren hoy?"))
    clock.go_on(hours=80)
    assert await ticked(job, clock) == 1
    assert await counted(kept) == {"talks/contained": 1}


class Yielding(MemoryDocuments):
    """Documents that let others in between each read and what follows it."""

    async def get(self, paths: Iterable[str]) -> list[Document]:
        found = await super().get(paths)
        await asyncio.sleep(0)
        return found


async def test_two_clocks_at_once_count_each_thread_once(write: Writing, clock: Any) -> None:
    kept = shop(clock, Yielding())
    job = job_of(kept, clock)
    for number in range(60):
        await talked(kept, write("¿Abren hoy?", customer=f"+{number}"))
    clock.go_on(hours=74)
    for _ in range(AROUND):
        until = asyncio.get_running_loop().time() + 24
        await asyncio.gather(job(until), job_of(kept, clock)(until))
        clock.go_on(minutes=1)
    assert await counted(kept) == {"talks/contained": 60}


class Broken(MemoryDocuments):
    """Documents whose commits to days break off, every third before it happened, every third after."""

    tried = 0

    async def commit(self, writes: Sequence[Write]) -> list[object]:
        if not any(write.path.startswith("days/") for write in writes):
            return await super().commit(writes)
        self.tried += 1
        if self.tried % 3 == 1:
            raise StoreUnavailable("killed", remedy="")
        versions = await super().commit(writes)
        if self.tried % 3 == 2:
            raise Conflict if self.tried % 2 else StoreUnavailable("lost answer", remedy="")
        return versions


async def test_a_kill_before_or_after_the_commit_counts_nothing_twice(write: Writing, clock: Any) -> None:
    kept = shop(clock, Broken())
    job = job_of(kept, clock)
    for number in range(40):
        await talked(kept, write("¿Abren hoy?", customer=f"+{number}"))
    clock.go_on(hours=74)
    for _ in range(4 * AROUND):
        with suppress(StoreUnavailable):
            await job(asyncio.get_running_loop().time() + 24)
        clock.go_on(minutes=1)
    assert await counted(kept) == {"talks/contained": 40}


async def test_who_writes_just_then_is_settled_with_what_they_wrote(
    job: SettleTalks, kept: Stores, write: Writing, clock: Any
) -> None:
    """The commit meets a newer version of the thread, so it is looked at again, and nothing is lost."""
    await talked(kept, write("¿Abren hoy?"))
    clock.go_on(hours=74)

    class Slow(StoredDays):
        async def add(self, *what: Any) -> None:
            await asyncio.sleep(0.01)
            await super().add(*what)

    slow = StoredTalks(kept.threads.keeping, Slow(kept.threads.keeping))
    found: list[int] = []
    writing: list[asyncio.Task[Turn]] = []

    def settling(unsettled: Unsettled) -> Settled:
        found.append(len(unsettled.records))
        if not writing:
            writing.append(asyncio.create_task(talked(kept, write("¿Y mañana?"))))
        return settled(unsettled, clock(), UTC)

    (key,) = [key for shard in SHARDS for key in await slow.due(shard, most=1)]
    assert await slow.settle([key], settling) == 1
    assert found == [1, 2]
    assert await counted(kept) == {"talks/contained": 1}
    thread = (await kept.threads.keeping.read([f"threads/{key}"])).threads[key]
    assert (thread.unsettled_since, thread.settles_at) == (clock(), clock() + timedelta(hours=73))


async def test_who_is_forgotten_before_is_not_settled(
    job: SettleTalks, kept: Stores, write: Writing, clock: Any
) -> None:
    await talked(kept, write("¿Abren hoy?"))
    turn = await kept.threads.open_turn(write("Olvida todo"))
    assert isinstance(turn, Turn)
    await kept.erasures.erase_messages(await kept.erasures.forget(turn, Reply()))
    clock.go_on(hours=74)
    assert await ticked(job, clock) == 0
    assert await counted(kept) == {}


async def test_one_that_cannot_be_settled_hinders_no_other(
    job: SettleTalks, kept: Stores, write: Writing, clock: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    keys = [(await talked(kept, write("¿Abren hoy?", customer=f"+{number}"))).thread.key for number in range(50)]
    broken = max({key[0] for key in keys}, key=[key[0] for key in keys].count)
    unlucky = next(key for key in keys if key[0] == broken)
    (document,) = await kept.documents.get([f"threads/{unlucky}"])
    contact = {**document.fields["contact"], "channel": "of a later version"}
    await kept.documents.commit([Write(document.path, {"contact": contact}, document.version)])
    clock.go_on(hours=74)
    while shard_at(clock()) != broken:
        clock.go_on(minutes=1)
    done = await job(asyncio.get_running_loop().time() + 24)
    assert done.count == sum(key[0] == broken for key in keys) - 1
    assert [type(problem) for problem in done.problems] == [ValueError]


async def test_without_a_store_it_is_said_once(job: SettleTalks, kept: Stores, write: Writing, clock: Any) -> None:
    class Gone:
        async def due(self, shard: str, *, most: int) -> list[str]:
            return ["a", "b"]

        async def settle(self, threads: Sequence[str], settle: Any) -> int:
            raise StoreUnavailable("timeout", remedy="")

    with pytest.raises(StoreUnavailable):
        await replace(job, talks=Gone())(asyncio.get_running_loop().time() + 24)


async def test_with_no_time_left_nothing_is_begun(job: SettleTalks, kept: Stores, write: Writing, clock: Any) -> None:
    await talked(kept, write("¿Abren hoy?"))
    clock.go_on(hours=74)
    for _ in range(AROUND):
        assert (await job(asyncio.get_running_loop().time() + 5)).count == 0
        clock.go_on(minutes=1)


async def test_more_threads_and_longer_ones_than_fit_at_once_are_settled_all(
    job: SettleTalks, kept: Stores, write: Writing, clock: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settle_talks, "AT_ONCE", 1)
    monkeypatch.setattr(stored_talks, "MOST_RECORDS", 2)
    for number in range(20):
        for _ in range(5):
            await talked(kept, write("¿Abren hoy?", customer=f"+{number}"))
            clock.go_on(hours=2)
    clock.go_on(hours=74)
    for _ in range(5):
        await ticked(job, clock)
    assert await counted(kept) == {"talks/contained": 20, "talks/returned": 80}


@pytest.mark.parametrize("every", [1, 2, 3, 4, 5, 8, 16])
def test_every_shard_gets_its_turn_however_often_the_clock_comes(every: int, clock: Any) -> None:
    found = set()
    for _ in range(AROUND * 16):
        found.add(shard_at(clock()))
        clock.go_on(minutes=every)
    assert found == set(SHARDS)
