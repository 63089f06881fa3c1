"""Once a day what a person or the FAQ answered gets a topic and a mood: once each, however often the clock looks."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, time
from typing import Any

import pytest

from handlers.conversation.clock import Done
from handlers.conversation.messages import Message, Reply, Usage
from handlers.conversation.side import Mood
from handlers.errors import (
    AssistantHiccup,
    AssistantMisconfigured,
    AssistantUnavailable,
    QuestionRefused,
    ResponseFailed,
)
from handlers.jobs.label_talks import GIVEN_UP, LOST, PAUSE, LabelTalks
from handlers.numbers.day import Day
from handlers.numbers.labels import MOST_ATTEMPTS, Label, Labelled, State
from handlers.stores.days import StoredDays
from handlers.stores.documents import ANY
from handlers.stores.documents import Write as Writing
from handlers.stores.labels import StoredLabels
from tests.asking import own
from tests.kept import Stores
from tests.labelling import closed
from tests.spent import LEDGER, entries

Write = Callable[..., Message]
DATE = "2026-11-22"  # the clock's, at noon
PAN, OTHER = Label("pan", Mood.FINE), Label("other", Mood.UNHAPPY)
USAGE = Usage(100, 0, 20)


@dataclass
class Sorter:
    """A labeller that does as it is told: `asking` and `reading` are raised, once each, before it goes on."""

    found: Mapping[int, Label] = field(default_factory=dict)
    asking: list[AssistantUnavailable] = field(default_factory=list)
    reading: list[AssistantUnavailable] = field(default_factory=list)
    dropping: list[AssistantUnavailable] = field(default_factory=list)
    works: int = 0  # looks at which it is still at work
    asked: list[list[str]] = field(default_factory=list)
    dropped: list[str] = field(default_factory=list)

    async def ask(self, words: Sequence[str]) -> str:
        await asyncio.sleep(0)
        self.asked.append([*words])
        if self.asking:
            raise self.asking.pop(0)
        return f"resp_{len(self.asked)}"

    async def read(self, response: str, *, most: int) -> Labelled | None:
        await asyncio.sleep(0)
        if self.reading:
            raise self.reading.pop(0)
        if self.works:
            self.works -= 1
            return None
        return Labelled({at: label for at, label in self.found.items() if at <= most}, USAGE)

    async def drop(self, response: str) -> None:
        if self.dropping:
            raise self.dropping.pop(0)
        self.dropped.append(response)


@pytest.fixture
def sorter() -> Sorter:
    return Sorter({1: PAN, 2: OTHER})


@pytest.fixture
def labels(kept: Stores) -> StoredLabels:
    return StoredLabels(kept.threads.keeping, StoredDays(kept.threads.keeping), UTC, LEDGER)


@pytest.fixture
def job(labels: StoredLabels, sorter: Sorter, clock: Any) -> LabelTalks:
    return LabelTalks(labels, sorter, time(12), UTC, clock)


def soon() -> float:
    return asyncio.get_running_loop().time() + 24


async def looks(job: LabelTalks, clock: Any, times: int) -> list[Done]:
    """What the job does at so many looks, a pause apart."""
    done = []
    for _ in range(times):
        done.append(await job(soon()))
        clock.go_on(seconds=PAUSE.total_seconds())
    return done


async def two(kept: Stores, write: Write, clock: Any) -> tuple[str, str]:
    """Two conversations, the newest first, that are counted."""
    older = await closed(kept.threads, write("¿Hacen bodas?", customer="+2"))
    clock.go_on(minutes=1)
    newer = await closed(kept.threads, write("¿Hay pan?", customer="+1"))
    marks = [Writing(f"messages/{sid}", {"counted": True, "counts": None}, ANY) for sid in (older, newer)]
    await kept.documents.commit(marks)
    return newer, older


async def counted(kept: Stores) -> list[Day]:
    return await StoredDays(kept.threads.keeping).of(DATE, DATE)


async def test_a_nights_question_is_paid_for_once_however_often_it_is_looked_at(
    job: LabelTalks, kept: Stores, sorter: Sorter, write: Write, clock: Any
) -> None:
    await two(kept, write, clock)
    sorter.works, sorter.dropping = 1, [AssistantHiccup("timeout", remedy="")]
    await looks(job, clock, 6)
    (entry,) = await entries(kept)
    assert entry == ("labels", "", ["openai.labels.input|m|100|?|unknown", "openai.labels.output|m|20|?|unknown"])


class Killed(Sorter):
    """The process ends while it asks."""

    async def ask(self, words: Sequence[str]) -> str:
        self.asked.append([*words])
        raise asyncio.CancelledError


async def test_a_question_whose_answers_are_lost_is_not_paid_for_again_and_again(
    labels: StoredLabels, kept: Stores, write: Write, clock: Any
) -> None:
    await two(kept, write, clock)
    sorter, done = Killed(), list[Done]()
    for _ in range(9):
        with suppress(asyncio.CancelledError):
            done.append(await LabelTalks(labels, sorter, time(12), UTC, clock)(soon()))
        clock.go_on(seconds=PAUSE.total_seconds())
    assert len(sorter.asked) == MOST_ATTEMPTS
    assert codes(done) == [("labels_lost", LOST)]
    assert await state_of(labels) is State.GIVEN_UP


def told(done: Sequence[Done]) -> list[tuple[int, tuple[str, ...]]]:
    return [(each.count, each.results) for each in done]


def codes(done: Sequence[Done]) -> list[tuple[str, str]]:
    """The code and the remedy of all problems that the log hears of."""
    problems = [problem for each in done for problem in each.problems]
    assert all(isinstance(problem, AssistantUnavailable) for problem in problems)
    return [(problem.code, problem.remedy) for problem in problems if isinstance(problem, AssistantUnavailable)]


async def state_of(labels: StoredLabels) -> State:
    night = await labels.night(DATE)
    assert night is not None
    return night.state


async def test_what_waits_is_asked_about_once_a_day_at_the_time(
    job: LabelTalks, kept: Stores, sorter: Sorter, write: Write, clock: Any
) -> None:
    evening = replace(job, at=time(14))
    await evening(soon())  # for the night that began the day before: nothing waits
    await two(kept, write, clock)
    await looks(evening, clock, 3)
    assert sorter.asked == []
    clock.go_on(hours=2)
    await looks(evening, clock, 3)
    assert sorter.asked == [["¿Hay pan?", "¿Hacen bodas?"]]
    await closed(kept.threads, write("¿Y café?", customer="+3"))
    await looks(evening, clock, 3)
    assert len(sorter.asked) == 1
    clock.go_on(days=1)
    await looks(evening, clock, 3)
    assert sorter.asked[1:] == [["¿Y café?"]]


async def test_labels_are_counted_when_the_answer_is_there_and_the_answer_is_deleted(
    job: LabelTalks, kept: Stores, labels: StoredLabels, sorter: Sorter, write: Write, clock: Any
) -> None:
    _, older = await two(kept, write, clock)
    sorter.works = 2
    done = await looks(job, clock, 6)
    assert told(done) == [(0, ("asked",)), (0, ()), (0, ()), (2, ("labelled",)), (0, ()), (0, ())]
    assert codes(done) == []
    assert await counted(kept) == [
        Day(DATE, {"topic/pan": 1, "mood/fine": 1, "topic/other": 1, "mood/unhappy": 1}, {"other": (older,)})
    ]
    assert sorter.dropped == ["resp_1"]
    night = await labels.night(DATE)
    assert night is not None
    assert (night.state, night.usage, night.attempts) == (State.DONE, USAGE, 1)


async def test_between_two_looks_and_once_it_is_over_nothing_is_read(
    job: LabelTalks, kept: Stores, sorter: Sorter, write: Write, clock: Any
) -> None:
    await two(kept, write, clock)
    await job(soon())
    working, job.labels = job.labels, None  # type: ignore[assignment]
    assert (await job(soon())).count == 0
    job.labels = working
    clock.go_on(seconds=PAUSE.total_seconds())
    await looks(job, clock, 2)
    job.labels = None  # type: ignore[assignment]
    assert told(await looks(job, clock, 3)) == [(0, ())] * 3


async def test_several_clocks_at_once_ask_once_and_count_once(
    job: LabelTalks, kept: Stores, sorter: Sorter, write: Write, clock: Any
) -> None:
    await two(kept, write, clock)
    clocks = [replace(job) for _ in range(3)]
    for _ in range(3):
        await asyncio.gather(*(each(soon()) for each in clocks))
        clock.go_on(seconds=PAUSE.total_seconds())
    assert len(sorter.asked) == 1
    assert [dict(day.counts) for day in await counted(kept)] == [
        {"topic/pan": 1, "mood/fine": 1, "topic/other": 1, "mood/unhappy": 1}
    ]


async def test_where_nothing_waits_nobody_is_asked(
    job: LabelTalks, labels: StoredLabels, sorter: Sorter, clock: Any
) -> None:
    await looks(job, clock, 2)
    assert (sorter.asked, await state_of(labels)) == ([], State.DONE)


async def test_labels_for_no_position_and_missing_ones_change_nothing_and_nobody_asks_again(
    job: LabelTalks, kept: Stores, labels: StoredLabels, sorter: Sorter, write: Write, clock: Any
) -> None:
    await two(kept, write, clock)
    sorter.found = {1: PAN, 3: OTHER}
    done = await looks(job, clock, 3)
    assert told(done)[1] == (1, ("labelled",))
    assert [dict(day.counts) for day in await counted(kept)] == [{"topic/pan": 1, "mood/fine": 1}]
    assert await labels.waiting(most=5) == []


async def test_an_answer_without_any_label_is_told_to_the_log_once(
    job: LabelTalks, kept: Stores, labels: StoredLabels, sorter: Sorter, write: Write, clock: Any
) -> None:
    await two(kept, write, clock)
    sorter.found = {}
    assert codes(await looks(job, clock, 5)) == [("labels_unreadable", GIVEN_UP)]
    assert (await state_of(labels), await labels.waiting(most=5)) == (State.DONE, [])


HICCUP, FAILED = AssistantHiccup("server_error", remedy="wait"), ResponseFailed("server_error", remedy="wait")


@pytest.mark.parametrize("times", range(MOST_ATTEMPTS + 1))
async def test_a_passing_fault_is_tried_again_so_often_and_then_left_to_the_next_night(
    job: LabelTalks, kept: Stores, labels: StoredLabels, sorter: Sorter, write: Write, clock: Any, times: int
) -> None:
    await two(kept, write, clock)
    sorter.asking = [HICCUP] * min(times, 1)
    sorter.reading = [FAILED] * (times - 1)
    sorter.dropping = [HICCUP]  # of a failed response: nobody waits for that
    done = await looks(job, clock, 12)
    assert len(sorter.asked) == min(times + 1, MOST_ATTEMPTS)
    if times < MOST_ATTEMPTS:
        assert (sum(each.count for each in done), codes(done)) == (2, [])
        return
    assert (codes(done), await state_of(labels)) == ([("server_error", "wait")], State.GIVEN_UP)
    assert len(await labels.waiting(most=5)) == 2
    clock.go_on(days=1)
    assert sum(each.count for each in await looks(job, clock, 3)) == 2


async def test_a_fault_while_looking_is_no_attempt(
    job: LabelTalks, kept: Stores, sorter: Sorter, write: Write, clock: Any
) -> None:
    await two(kept, write, clock)
    sorter.reading = [HICCUP] * 5
    done = await looks(job, clock, 8)
    assert (len(sorter.asked), sum(each.count for each in done), codes(done)) == (1, 2, [])


@pytest.mark.parametrize("when", ["asking", "reading"])
async def test_what_openai_refuses_is_given_up_for_good_and_told_once(
    job: LabelTalks, kept: Stores, labels: StoredLabels, sorter: Sorter, write: Write, clock: Any, when: str
) -> None:
    await two(kept, write, clock)
    setattr(sorter, when, [QuestionRefused("bio_policy", remedy="the customer is told")])
    assert codes(await looks(job, clock, 5)) == [("bio_policy", GIVEN_UP)]
    assert (await state_of(labels), await labels.waiting(most=5)) == (State.GIVEN_UP, [])
    assert sorter.dropped == (["resp_1"] if when == "reading" else [])
    clock.go_on(days=1)
    await looks(job, clock, 3)
    assert (len(sorter.asked), await counted(kept)) == (1, [])


@pytest.mark.parametrize("when", ["asking", "reading"])
async def test_a_fault_of_ours_is_told_once_and_left_to_the_next_night(
    job: LabelTalks, kept: Stores, labels: StoredLabels, sorter: Sorter, write: Write, clock: Any, when: str
) -> None:
    await two(kept, write, clock)
    setattr(sorter, when, [AssistantMisconfigured("insufficient_quota", remedy="add credit")])
    assert codes(await looks(job, clock, 5)) == [("insufficient_quota", "add credit")]
    assert len(await labels.waiting(most=5)) == 2
    clock.go_on(days=1)
    assert sum(each.count for each in await looks(job, clock, 3)) == 2


async def test_who_dies_while_asking_is_followed_by_another_attempt(
    job: LabelTalks, kept: Stores, sorter: Sorter, write: Write, clock: Any
) -> None:
    await two(kept, write, clock)
    sorter.asking = [asyncio.CancelledError()]  # type: ignore[list-item]
    with pytest.raises(asyncio.CancelledError):
        await job(soon())
    other = replace(job, looked_at=None)
    assert told([await other(soon())]) == [(0, ())]  # it may be at work still
    clock.go_on(seconds=PAUSE.total_seconds())
    assert told(await looks(other, clock, 2)) == [(0, ("asked",)), (2, ("labelled",))]


async def test_after_a_failure_every_clock_waits_for_a_while(
    job: LabelTalks, kept: Stores, sorter: Sorter, write: Write, clock: Any
) -> None:
    await two(kept, write, clock)
    sorter.reading = [FAILED]
    await looks(job, clock, 1)
    await job(soon())
    assert told([await replace(job, looked_at=None)(soon())]) == [(0, ())]
    assert len(sorter.asked) == 1


async def test_a_response_that_cannot_be_deleted_is_deleted_later_and_nothing_counts_twice(
    job: LabelTalks, kept: Stores, labels: StoredLabels, sorter: Sorter, write: Write, clock: Any
) -> None:
    await two(kept, write, clock)
    sorter.dropping = [HICCUP, HICCUP]
    assert [count for count, _ in told(await looks(job, clock, 2))] == [0, 2]
    assert await state_of(labels) is State.READ
    assert [count for count, _ in told(await looks(job, clock, 3))] == [0, 0, 0]
    assert (sorter.dropped, await state_of(labels)) == (["resp_1"], State.DONE)


async def test_an_answer_that_takes_a_day_is_deleted_and_asked_for_anew(
    job: LabelTalks, kept: Stores, sorter: Sorter, write: Write, clock: Any
) -> None:
    await two(kept, write, clock)
    sorter.works = 1000
    await looks(job, clock, 3)
    clock.go_on(days=1)
    sorter.works = 0
    assert sum(each.count for each in await looks(job, clock, 3)) == 2
    assert (len(sorter.asked), sorter.dropped) == (2, ["resp_1", "resp_2"])


async def test_who_is_forgotten_meanwhile_is_not_counted(
    job: LabelTalks, kept: Stores, sorter: Sorter, write: Write, clock: Any
) -> None:
    await two(kept, write, clock)
    await job(soon())
    clock.go_on(seconds=1)
    turn = await own(kept.threads, write("sí", customer="+1"))
    await kept.erasures.erase_messages(await kept.erasures.forget(turn, Reply()))
    clock.go_on(seconds=PAUSE.total_seconds())
    assert (await job(soon())).count == 1
    assert [dict(day.counts) for day in await counted(kept)] == [{"topic/other": 1, "mood/unhappy": 1}]
