"""`make numbers`: the days that there are, a month counted anew, and what stops it."""

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from dev.numbers.__main__ import main
from handlers.adapters.sqlite.documents import SqliteDocuments
from handlers.stores.indexes import INDEXED
from tests.counted import answered, counting, fold, folding
from tests.dev.commands import Run, no_store, running
from tests.kept import stores


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Run:
    return running(main, monkeypatch, capsys, {"STORE": "sqlite", "SQLITE_PATH": tmp_path / "recado.db"})


async def filled(path: Path, write: Callable[..., Any], at: datetime) -> None:
    """A file with a message that came and was counted then."""

    def clock() -> datetime:
        return at

    documents = SqliteDocuments(str(path), INDEXED, clock)
    kept = counting(stores(clock, documents), clock)
    await answered(kept, write())
    await fold(folding(kept))
    await documents.close()


def test_it_says_where_nothing_was_counted_yet(run: Run, tmp_path: Path) -> None:
    code, said = run(TIME_ZONE="America/Lima")
    assert code == 0
    assert said.splitlines()[0] == f"Days of America/Lima, from {tmp_path / 'recado.db'}."
    assert said.splitlines()[1].startswith("Nothing was counted yet: ")


def test_it_shows_the_last_days_and_counts_a_month_anew(run: Run, tmp_path: Path, write: Callable[..., Any]) -> None:
    at = datetime.now(UTC) - timedelta(days=1)
    asyncio.run(filled(tmp_path / "recado.db", write, at))
    _, said = run(TIME_ZONE="UTC")
    assert said.splitlines()[1:] == [f"{at:%Y-%m-%d}        1 messages  $     0.01"]
    code, said = run(TIME_ZONE="UTC", REBUILD=f"{at:%Y-%m}")
    assert code == 0
    assert f"{at:%Y-%m-%d}        1 messages, 1 now: as it was" in said


@pytest.mark.parametrize("month", ["november", "2026-13", "9999-12"])
def test_a_month_has_to_be_one(run: Run, month: str) -> None:
    code, said = run(REBUILD=month)
    assert code == 1
    assert said.startswith("REBUILD has to be a month, as in REBUILD=20")


def test_a_wrong_setting_and_a_store_that_cannot_be_read_are_named(run: Run, tmp_path: Path) -> None:
    code, said = run(TIME_ZONE="Lima")
    assert code == 1
    assert "TIME_ZONE" in said
    code, said = run(SQLITE_PATH=str(tmp_path / "none" / "recado.db"))
    assert code == 1
    assert "SQLITE_PATH" in said
    no_store(tmp_path / "recado.db")
    code, said = run()
    assert code == 1
    assert said.splitlines()[-1].startswith("Broken off: the store does not answer (SQLITE_")
