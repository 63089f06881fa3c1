"""`make reprice`: what each line was and would be, a yes or no, and days that the clock writes meanwhile."""

import asyncio
import io
import sys
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from dev.reprice import days as module
from dev.reprice.__main__ import HOW, main
from dev.reprice.days import NOTHING, SAME, Repricing
from handlers.money.prices import load_prices
from handlers.numbers.span import month_of
from handlers.stores.days import StoredDays
from tests.dev.commands import Run, in_file, no_store, running
from tests.kept import Stores

NAME = "money/meta.service/JP"
COUNTS = {f"{NAME}/units": 10, f"{NAME}/unknown": 10, "messages/assistant": 5}
NEWER = {"COUNTRY_PRICES": "JP=0.03"}
NOVEMBER = month_of(date(2026, 11, 1))


class Keyboard(io.StringIO):
    """A person who types this."""

    def isatty(self) -> bool:
        return True


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "recado.db"
    asyncio.run(in_file(path, lambda days: days.add({"2026-11-05": (COUNTS, {})}, [])))
    return path


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, path: Path, capsys: pytest.CaptureFixture[str]) -> Run:
    """Runs the command with these variables and a person who types `typed`; its exit code and what it said."""
    command = running(main, monkeypatch, capsys, {"STORE": "sqlite", "SQLITE_PATH": path})

    def run(typed: str | None = None, **variables: str) -> tuple[int, str]:
        monkeypatch.setattr(sys, "stdin", io.StringIO() if typed is None else Keyboard(typed))
        return command(**variables)

    return run


def unknown(path: Path) -> int:
    """How many units of that day are of unknown price still."""
    (day,) = asyncio.run(in_file(path, lambda days: days.of("2026-11-01", "2026-11-30")))
    return int(day.counts.get(f"{NAME}/unknown", 0))


def test_with_yes_it_shows_what_changes_and_writes_it(run: Run, path: Path) -> None:
    code, said = run(MONTH="2026-11", YES="1", **NEWER)
    assert code == 0
    (line,) = [line.split() for line in said.splitlines() if line.startswith("meta.service")]
    assert line == ["meta.service", "JP", "$0.0000", "+", "10", "unknown", "$0.3000"]
    assert said.splitlines()[-1] == "Written."
    assert unknown(path) == 0
    assert run(MONTH="2026-11", YES="1", **NEWER)[1].splitlines()[-1] == SAME
    assert run(MONTH="2026-12", YES="1", **NEWER)[1].splitlines()[-1] == NOTHING


@pytest.mark.parametrize(("typed", "left"), [("y\n", 0), ("n\n", 10), ("", 10), (None, 10)])
def test_without_it_somebody_has_to_agree(run: Run, path: Path, typed: str | None, left: int) -> None:
    code, said = run(typed, MONTH="2026-11", **NEWER)
    assert code == 0
    assert (HOW in said) is (left > 0)
    assert unknown(path) == left


@pytest.mark.parametrize("month", ["", "november", "2026-13"])
def test_a_month_has_to_be_one(run: Run, month: str) -> None:
    assert run(MONTH=month) == (1, "MONTH has to be a month, as in MONTH=2026-11.\n")


def test_what_is_wrong_is_named(run: Run, path: Path) -> None:
    code, said = run(MONTH="2026-11", COUNTRY_PRICES="Japan=1")
    assert (code, "COUNTRY_PRICES" in said) == (1, True)
    code, said = run(MONTH="2026-11", SQLITE_PATH=str(path.with_name("none") / "recado.db"))
    assert (code, "SQLITE_PATH" in said) == (1, True)
    no_store(path)
    code, said = run(MONTH="2026-11")
    assert (code, said.splitlines()[-1].startswith("Broken off: the store does not answer (SQLITE_")) == (1, True)


class Busy(StoredDays):
    """Days to which the clock adds a message each time that one has been read to be written."""

    left = 0

    async def seen(self, dates: Any) -> Any:
        found = await super().seen(dates)
        if self.left:
            self.left -= 1
            await self.add(
                {date: ({"messages/faq": 1, f"{NAME}/units": 1, f"{NAME}/unknown": 1}, {}) for date in dates}, []
            )
        return found


@pytest.mark.parametrize(("ticks", "code"), [(2, 0), (module.TRIES, 1)])
async def test_what_the_clock_adds_meanwhile_is_kept_and_priced_too(kept: Stores, ticks: int, code: int) -> None:
    days, said = Busy(kept.threads.keeping), list[str]()
    await days.add({"2026-11-05": (COUNTS, {})}, [])
    days.left = ticks
    assert await Repricing(days, load_prices("JP=0.03"), said.append)(NOVEMBER, agree=lambda: True) == code
    (day,) = await days.of("2026-11-01", "2026-11-30")
    assert day.counts["messages/faq"] == ticks
    assert day.counts[f"{NAME}/units"] == 10 + ticks
    assert day.counts.get(f"{NAME}/micros/estimated") == (None if code else (10 + ticks) * 30_000)
    assert ("again and again: 2026-11-05" in said[-1]) is bool(code)
