"""The short form for an agent: of today, or of seven days with today; what it costs in reads."""

from collections.abc import Iterable
from datetime import UTC, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from handlers.adapters.memory import MemoryDocuments
from handlers.numbers.report import Reports
from handlers.numbers.tell_short import TellShort
from handlers.stores.briefs import StoredBriefs
from handlers.stores.days import StoredDays
from handlers.stores.documents import Document
from handlers.tickets.orders import Order
from tests.kept import stores


class Counted(MemoryDocuments):
    """Documents that count those that are asked for: Firestore takes money for each, whether it is there or not."""

    asked = 0

    async def get(self, paths: Iterable[str]) -> list[Document]:
        wanted = list(paths)
        self.asked += len(wanted)
        return await super().get(wanted)


@pytest.fixture
def documents() -> Counted:
    return Counted()


@pytest.fixture
def days(documents: Counted, clock: Any) -> StoredDays:
    return StoredDays(stores(clock, documents).threads.keeping)


def telling(days: StoredDays, clock: Any, zone: Any = UTC) -> TellShort:
    return TellShort(Reports(days, StoredBriefs(days.keeping), zone, clock), "en")


async def test_today_is_the_business_s_and_seven_days_end_with_it(days: StoredDays, clock: Any) -> None:
    today = clock().date()
    for back in range(9):
        await days.add({(today - timedelta(days=back)).isoformat(): ({"messages/faq": 10**back}, {})}, [])
    tell = telling(days, clock)
    assert "Messages: 1 " in await tell(Order.TODAY)
    assert "Messages: 1,111,111 " in await tell(Order.WEEK)
    clock.go_on(hours=-8)
    assert "Messages: 10 " in await telling(days, clock, ZoneInfo("America/Mexico_City"))(Order.TODAY)


@pytest.mark.parametrize("day", range(1, 29))
async def test_a_week_takes_at_most_ten_reads_with_the_one_before(
    documents: Counted, days: StoredDays, clock: Any, day: int
) -> None:
    clock.go_on(days=day)
    tell = telling(days, clock)
    await tell(Order.WEEK)
    assert documents.asked <= 10
    documents.asked = 0
    await tell(Order.TODAY)
    assert documents.asked <= 3
