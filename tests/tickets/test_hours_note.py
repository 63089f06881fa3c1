"""The note about hours with each question: what time it is there, whether it is open, and coming holidays."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from handlers.tickets.hours import hours_of
from handlers.tickets.hours_note import hours_note

SHOP = "Mo-Fr 09:00-14:00,16:00-19:00; Sa 10:00-14:00"


@pytest.mark.parametrize(
    ("opening_hours", "holidays", "now", "note"),
    [
        (SHOP, "", "2026-11-25 17:23", "Wednesday 2026-11-25 17:23, open until Wednesday 2026-11-25 19:00."),
        (SHOP, "", "2026-11-28 14:00", "Saturday 2026-11-28 14:00, closed until Monday 2026-11-30 09:00."),
        ("24/7", "", "2026-11-28 14:00", "Saturday 2026-11-28 14:00, open."),
        ("24/7", "2026-12-06", "2026-11-28 14:00", "Saturday 2026-11-28 14:00, open until Sunday 2026-12-06 00:00."),
        (
            SHOP,
            "MX,2026-12-24",
            "2026-12-23 20:00",
            "Wednesday 2026-12-23 20:00, closed until Saturday 2026-12-26 10:00."
            " Closed for a holiday: Thursday 2026-12-24, Friday 2026-12-25.",
        ),
    ],
)
def test_the_note(opening_hours: str, holidays: str, now: str, note: str) -> None:
    hours = hours_of(opening_hours, "America/Mexico_City", holidays)
    moment = datetime.fromisoformat(now).replace(tzinfo=ZoneInfo("America/Mexico_City"))
    assert hours_note(hours, moment) == f"Now at the business: {note}"


def test_a_business_that_stays_closed() -> None:
    days = ",".join(f"2026-{month:02}-{day:02}" for month in (6, 7, 8) for day in range(1, 31))
    hours = hours_of("We 09:00-10:00", "UTC", f"{days},2026-07-31,2026-08-31")
    assert ", closed for a long time. Closed" in hours_note(hours, datetime(2026, 6, 1, tzinfo=ZoneInfo("UTC")))
