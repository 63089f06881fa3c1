"""The showcase: made-up days in a local store, none of which takes the place of a real one."""

from datetime import date
from pathlib import Path

import pytest

from dev import showcase
from handlers.numbers.day import Day
from handlers.numbers.figures import figures_of
from handlers.stores.days import StoredDays
from tests.dev.commands import in_file, running

TODAY = date(2026, 11, 26)


async def test_two_months_are_filled_once_and_a_day_that_was_lived_stays(tmp_path: Path) -> None:
    lived = Day("2026-11-20", {"messages/faq": 1})

    async def filled(stored: StoredDays) -> list[Day]:
        await stored.add({lived.date: (lived.counts, {})}, [])
        assert [await showcase.fill(stored, TODAY) for _ in range(2)] == [59, 0]
        return await stored.of("2026-09-01", "2026-12-31")

    days = await in_file(tmp_path / "store", filled)
    assert (days[0].date, days[-1].date, len(days)) == ("2026-09-27", "2026-11-25", 60)
    assert lived in days
    assert figures_of(days).conversations > 1000
    assert figures_of(days[-3:]).goals[1].value is None  # what became of them is not known yet
    assert figures_of(days[:-3]).goals[1].value


def test_no_other_store_is_written_to_and_what_is_wrong_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    run = running(showcase.main, monkeypatch, capsys, {"SQLITE_PATH": tmp_path / "store"})
    code, said = run(STORE="firestore")
    assert (code, "without STORE" in said) == (1, True)
    code, said = run(TIME_ZONE="Lima")
    assert (code, said.startswith("TIME_ZONE")) == (1, True)
    code, said = run()
    assert (code, "60 made-up days" in said) == (0, True)
