"""Numbers, money, times and dates in each language."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from handlers.languages import Language
from handlers.numbers.formats import Formats
from handlers.numbers.goals import Figure, Goal
from handlers.numbers.span import Kind, Span, month_of

ES, EN, PT = (Formats(language) for language in ("es", "en", "pt"))
DAY = date(2026, 11, 5)  # a Thursday


def plain(written: str) -> str:
    """With usual spaces and signs."""
    return written.translate({0x202F: " ", 0xA0: " ", 0x2013: "-", 0x2212: "-"})


@pytest.mark.parametrize(("language", "written"), [("es", "1 234.5"), ("en", "1,234.5"), ("pt", "1.234,5")])
def test_digits_are_grouped_as_the_language_does(language: Language, written: str) -> None:
    assert plain(Formats(language).number(1234.54, 1)) == written


@pytest.mark.parametrize(
    ("micros", "es", "en"),
    [
        (44_340_000, "US$ 44.34", "$44.34"),
        (0, "US$ 0.00", "$0.00"),
        (39_500, "US$ 0.040", "$0.040"),
        (700, "US$ 0.0007", "$0.0007"),
        (-17_000, "-US$ 0.017", "-$0.017"),
        (None, "-", "-"),
    ],
)
def test_money_is_the_finer_the_less_it_is(micros: int | None, es: str, en: str) -> None:
    assert (plain(ES.money(micros)), plain(EN.money(micros))) == (es, en)


@pytest.mark.parametrize(
    ("seconds", "written"),
    [
        *((None, "-"), (0.045, "45 ms"), (1.64, "1.6 s"), (59.9, "59.9 s"), (61, "1 min"), (3599, "1 h")),
        *((3600 * 5 + 600, "5 h 10 min"), (3600 * 47, "47 h"), (3600 * 48, "2 d"), (3600 * 51, "2 d 3 h")),
    ],
)
def test_a_span_of_time_has_two_units_at_most(seconds: float | None, written: str) -> None:
    assert plain(ES.span(seconds)) == written


def test_dates_and_spans_of_days() -> None:
    week = Span(date(2026, 12, 28), date(2027, 1, 3))
    assert (ES.short(DAY), EN.short(DAY), PT.short(DAY)) == ("5 nov", "Nov 5", "5 nov")
    assert plain(ES.days(Span(DAY, DAY))) == "jue 5 nov 2026"
    assert plain(EN.days(Span(DAY, date(2026, 11, 9)))) == "Nov 5 - Nov 9, 2026"
    assert plain(PT.days(week)) == "28 dez 2026 - 3 jan 2027"
    assert (plain(ES.period(week)), plain(ES.period(Span(DAY, DAY)))) == ("28 dic - 3 ene", "jue 5 nov")
    assert ES.title(month_of(DAY), Kind.MONTH) == "noviembre 2026"
    assert plain(ES.title(month_of(DAY), Kind.LAST)) == "1 nov - 30 nov 2026"
    mexico = Formats("es", ZoneInfo("America/Mexico_City"))
    assert mexico.at(datetime(2026, 11, 5, 3, 7, tzinfo=UTC)) == "4 nov, 21:07"


def figure(goal: Goal, value: float | None, before: float | None = None) -> Figure:
    return Figure(goal, value, 1, met=True, before=before)


@pytest.mark.parametrize(
    ("goal", "value", "before", "written", "target", "change"),
    [
        (Goal.ANSWERED, 1.64, 2.0, "1.6 s", "3 s", "0.4 s"),
        (Goal.RESOLVED, 0.8049, 0.79, "80.5 %", "80 %", "1.5"),
        (Goal.RATED, 4.333, 4.5, "4.33", "4", "0.17"),
        (Goal.RATED, 4.5, 4.5, "4.5", "4", "0.00"),
        (Goal.COST, 0.0399, 0.03, "US$ 0.040", "US$ 0.05", "US$ 0.0099"),
        (Goal.AVAILABLE, 0.99999, 0.9, "99.99 %", "99 %", "10.00"),
        (Goal.AVAILABLE, None, None, "-", "99 %", "0.00"),
        (Goal.RATED, None, None, "-", "4", "0.00"),
        (Goal.COST, None, None, "-", "US$ 0.05", "US$ 0.00"),
    ],
)
def test_each_of_the_five_figures_in_its_unit(
    goal: Goal, value: float | None, before: float | None, written: str, target: str, change: str
) -> None:
    one = figure(goal, value, before)
    assert (plain(ES.goal(one, value)), plain(ES.target(one)), plain(ES.change(one))) == (written, target, change)
