"""A coming moment in the customer's words, by the clocks of the business."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from handlers.languages import Spoken
from handlers.tickets.when import when

ZONE = ZoneInfo("America/Mexico_City")
NOW = datetime(2026, 11, 25, 20, 30, tzinfo=ZONE)  # a Wednesday; in UTC it is Thursday


@pytest.mark.parametrize(
    ("moment", "language", "words"),
    [
        ("2026-11-25 21:00", "es", "hoy a las 21:00"),
        ("2026-11-26 09:00", "es", "mañana a las 9:00"),
        ("2026-11-26 01:30", "es", "mañana a la 1:30"),
        ("2026-11-30 09:00", "es", "el lunes a las 9:00"),
        ("2026-12-01 16:30", "es", "el martes a las 16:30"),
        ("2026-12-02 09:00", "es", "el miércoles 2 de diciembre a las 9:00"),
        ("2026-11-25 21:00", "en", "today at 9:00 PM"),
        ("2026-11-26 00:00", "en", "tomorrow at 12:00 AM"),
        ("2026-11-28 12:30", "en", "on Saturday at 12:30 PM"),
        ("2027-01-04 09:00", "en", "on Monday, January 4 at 9:00 AM"),
        ("2026-11-26 09:00", "pt", "amanhã às 9:00"),
        ("2026-11-26 01:00", "pt", "amanhã à 1:00"),
        ("2026-11-29 10:00", "pt", "no domingo às 10:00"),
        ("2026-12-07 10:00", "pt", "na segunda-feira, 7 de dezembro, às 10:00"),
        ("2026-11-25 22:00", "pt", "hoje às 22:00"),
    ],
)
def test_the_day_and_time_as_one_says_them(moment: str, language: Spoken, words: str) -> None:
    assert when(datetime.fromisoformat(moment).replace(tzinfo=ZONE), NOW, ZONE, language) == words


def test_which_day_it_is_depends_on_the_business_s_clocks() -> None:
    moment = datetime.fromisoformat("2026-11-26T15:00Z")
    assert when(moment, datetime.fromisoformat("2026-11-26T02:30Z"), ZONE, "es") == "mañana a las 9:00"
    assert when(moment, datetime.fromisoformat("2026-11-26T06:30Z"), ZONE, "es") == "hoy a las 9:00"
