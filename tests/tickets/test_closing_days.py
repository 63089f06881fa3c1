"""Closing days: the public holidays of countries and their parts, and days of the business's own."""

import subprocess
import sys
from datetime import date

import pytest

from handlers.tickets.closing_days import closing_days_of


def test_public_holidays_of_any_year() -> None:
    mexico = closing_days_of("MX")
    assert [date(year, 9, 16) in mexico for year in (2025, 2026, 2031)] == [True] * 3
    assert date(2026, 9, 17) not in mexico


def test_a_part_of_a_country_has_holidays_of_its_own() -> None:
    revolution = date(2026, 7, 9)
    assert revolution in closing_days_of("br-sp")
    assert revolution not in closing_days_of("BR")


def test_own_dates_close_beside_those_of_several_countries() -> None:
    days = closing_days_of(" MX, 2026-12-24 ,US,")
    assert [date(2026, 12, 24) in days, date(2026, 7, 4) in days, date(2026, 5, 1) in days] == [True] * 3
    assert date(2026, 12, 23) not in days


def test_without_any_nothing_is_closed() -> None:
    assert date(2026, 12, 25) not in closing_days_of("")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("XX", "has “XX”, which is no country known here: write a country's two letters, as in MX;"),
        ("México", "which is no country known here"),
        ("BR-XX", "has “BR-XX”, but the parts known of BR are: AC, AL, AM"),
        ("MX-CMX", "has “MX-CMX”, but the parts known of MX are: none"),
        ("2026-13-01", "has “2026-13-01”, which is no date: write "),
        ("12-24", "has “12-24”, which is no date: write "),
    ],
)
def test_what_is_not_known_is_refused_with_a_remedy(text: str, said: str) -> None:
    with pytest.raises(ValueError, match=r"^has ") as problem:
        closing_days_of(text)
    assert said in str(problem.value)


@pytest.mark.parametrize(("text", "imported"), [("2026-12-24", False), ("MX", True)])
def test_only_a_country_takes_the_time_to_import_its_holidays(text: str, imported: bool) -> None:
    reading = f"import sys, handlers.tickets.closing_days as days; days.closing_days_of({text!r})"
    code = f"{reading}; print('holidays' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == str(imported)
