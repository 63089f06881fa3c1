"""Reports: what is read for one, and what it says."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from dev.made_up import days_of, events
from handlers.adapters.memory import MemoryDocuments
from handlers.numbers.day import summed
from handlers.numbers.figures import figures_of
from handlers.numbers.report import Reports
from handlers.numbers.span import Span, last_days, month_of
from handlers.stores.briefs import StoredBriefs
from handlers.stores.days import StoredDays
from handlers.stores.documents import Document
from handlers.stores.keeping import Keeping

NOW = datetime(2026, 11, 27, 3, tzinfo=UTC)  # the 26th in Mexico
TODAY = date(2026, 11, 26)
BEGUN = date(2026, 9, 20)
ALL = days_of(events(BEGUN, 68, seed=1, most=9))


class Counting(MemoryDocuments):
    """Documents that count how many were asked for: Firestore bills those that are not there, too."""

    reads = 0

    async def get(self, paths: Iterable[str]) -> list[Document]:
        asked = list(paths)
        self.reads += len(asked)
        return await super().get(asked)


@pytest.fixture
async def documents() -> Counting:
    documents = Counting()
    days = StoredDays(Keeping(documents, lambda: NOW, timedelta(days=90)))
    for day in ALL:
        await days.add({day.date: (day.counts, day.samples)}, [])
    documents.reads = 0
    return documents


def reports(documents: MemoryDocuments) -> Reports:
    keeping = Keeping(documents, lambda: NOW, timedelta(days=90))
    return Reports(StoredDays(keeping), StoredBriefs(keeping), ZoneInfo("America/Mexico_City"), lambda: NOW)


MONTH_LONG = [month_of(date(2026, month, 1)) for month in range(1, 13)] + [
    Span(first := date(2026, 1, 1) + timedelta(days=number), first + timedelta(days=30)) for number in range(0, 330, 3)
]


async def test_a_month_takes_at_most_35_reads_whichever_it_is() -> None:
    for span in MONTH_LONG:
        documents = Counting()
        await reports(documents).of(span)
        assert documents.reads <= 35, span


async def test_a_report_is_of_its_days_and_compares_with_those_before(documents: Counting) -> None:
    report = await reports(documents).of(last_days(TODAY))
    before = [day for day in ALL if "2026-09-28" <= day.date <= "2026-10-27"]
    here = [day for day in ALL if "2026-10-28" <= day.date <= "2026-11-26"]
    assert [day.date for day in report.days] == [day.date for day in here]
    assert report.figures == figures_of(here, summed(before))
    assert [figure.before for figure in report.figures.goals] == [figure.value for figure in figures_of(before).goals]
    assert len(report.periods) == 30
    assert (report.today, report.at) == (TODAY, NOW)


async def test_the_future_is_not_read(documents: Counting) -> None:
    report = await reports(documents).of(month_of(TODAY))
    assert documents.reads == 26 + 2
    assert report.days[-1].date == "2026-11-26"
    nothing = await reports(documents).of(month_of(date(2027, 3, 1)))
    assert (nothing.days, nothing.figures.is_empty) == ([], True)


async def test_before_anything_was_counted_nothing_is_said() -> None:
    report = await reports(MemoryDocuments()).of(last_days(TODAY))
    assert (report.at, report.figures.is_empty) == (None, True)
    assert {figure.value for figure in report.figures.goals} == {None}
