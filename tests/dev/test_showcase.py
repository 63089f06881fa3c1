"""The showcase: made-up days in a local store, none of which takes the place of a real one."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from dev import local, showcase
from handlers.adapters.sqlite.documents import SqliteDocuments
from handlers.money.day import Day
from handlers.money.figures import figures_of
from handlers.stores.days import StoredDays
from handlers.stores.indexes import INDEXED
from handlers.stores.keeping import Keeping

TODAY = date(2026, 11, 26)


def now() -> datetime:
    return datetime(2026, 11, 26, 18, tzinfo=UTC)


async def kept(path: Path, *, added: Day | None = None) -> list[Day]:
    """The days in the file; after one was added, if one is given."""
    documents = SqliteDocuments(str(path), INDEXED, now)
    days = StoredDays(Keeping(documents, now, timedelta(days=90)))
    if added:
        await days.add({added.date: (added.counts, {})}, [])
    found = await days.of("2026-09-01", "2026-12-31")
    await documents.close()
    return found


async def test_two_months_are_filled_once_and_a_day_that_was_lived_stays(tmp_path: Path) -> None:
    lived = Day("2026-11-20", {"messages/faq": 1})
    await kept(tmp_path / "store", added=lived)
    assert await showcase.fill(str(tmp_path / "store"), now, TODAY) == 59
    assert await showcase.fill(str(tmp_path / "store"), now, TODAY) == 0
    days = await kept(tmp_path / "store")
    assert (days[0].date, days[-1].date, len(days)) == ("2026-09-27", "2026-11-25", 60)
    assert lived in days
    assert figures_of(days).conversations > 1000
    assert figures_of(days[-3:]).goals[1].value is None  # what became of them is not known yet
    assert figures_of(days[:-3]).goals[1].value


def test_no_other_store_is_written_to(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(local, "TOKEN_FILE", tmp_path / "token")
    monkeypatch.setenv("RECADO_ENV_FILE", str(tmp_path / "none"))
    monkeypatch.setenv("STORE", "firestore")
    assert showcase.main() == 1
    assert "without STORE" in capsys.readouterr().out
    monkeypatch.setenv("STORE", "sqlite")
    monkeypatch.setenv("SQLITE_PATH", str(tmp_path / "store"))
    assert showcase.main() == 0
    assert "60 made-up days" in capsys.readouterr().out
