"""`make export` as a person runs it: what it says, where it writes, and what stops it."""

import asyncio
import json
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from dev.export import __main__ as command
from dev.export.__main__ import AGAIN, HOW, main
from dev.processes import ROOT
from handlers.adapters.sqlite.documents import SqliteDocuments
from handlers.stores.indexes import INDEXED
from tests.dev.commands import Run, no_store, running, unread
from tests.dev.export.a_store import fill
from tests.kept import stores

DAYS = {"FROM": "2026-11-01", "TO": "2026-11-30"}


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Run:
    monkeypatch.setattr(sys, "argv", ["make export"])
    for name in ("FROM", "TO", "TEXTS"):
        monkeypatch.delenv(name, raising=False)
    usual = {"SQLITE_PATH": tmp_path / "recado.db", "OUT": tmp_path / "out", "TIME_ZONE": "America/Mexico_City"}
    return running(main, monkeypatch, capsys, usual)


async def kept(path: Path) -> None:
    """Written as late as can be: the command reads by the real clock, for which nothing may have expired."""
    documents = SqliteDocuments(str(path), INDEXED, last)
    await fill(stores(last, documents).threads.keeping)
    await documents.close()


def last() -> datetime:
    return datetime(2999, 1, 1, tzinfo=UTC)


def test_it_writes_all_files_and_says_how_many_lines(run: Run, tmp_path: Path) -> None:
    asyncio.run(kept(tmp_path / "recado.db"))
    code, said = run(**DAYS, TEXTS="1")
    assert code == 0
    first, *files = [line for line in said.splitlines() if "Today is not over" not in line]
    store, out = tmp_path / "recado.db", tmp_path / "out"
    told = f"2026-11-01 to 2026-11-30 in America/Mexico_City, from {store}, with words, names and addresses: {out}"
    assert first == told
    assert [line.rpartition(", ")[0].strip() for line in files] == [
        f"{out}/{name}.jsonl: {count} lines"
        for name, count in (("messages", 62), ("tickets", 4), ("ratings", 8), ("days", 2))
    ]
    state = json.loads((out / "export.json").read_text())
    assert (state["texts"], state["store"], state["files"]["messages"]["lines"]) == (True, str(store), 62)
    again, told = run(**DAYS, TEXTS="1")
    assert (again, told.splitlines()[0], told.splitlines()[2:]) == (code, first, files)
    assert f"To export it anew, remove {out}." in told.splitlines()[1]


def test_it_writes_all_of_it_when_nobody_reads_what_it_says(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asyncio.run(kept(tmp_path / "recado.db"))
    with unread(monkeypatch):
        assert run(**DAYS)[0] == 0
    state = json.loads((tmp_path / "out" / "export.json").read_text())
    assert (state["files"]["messages"]["lines"], state["files"]["days"]["lines"]) == (62, 2)


def test_days_that_are_not_over_are_said(run: Run, tmp_path: Path) -> None:
    assert "Today is not over" in run(FROM="2026-11-01", TO="2099-12-31")[1]
    assert "Today is not over" in run(FROM="2099-11-01", TO="2099-12-31", OUT=str(tmp_path / "never"))[1]
    assert "Today is not over" not in run(FROM="2020-01-01", TO="2020-01-31", OUT=str(tmp_path / "over"))[1]


@pytest.mark.parametrize(
    "given",
    [
        {},
        {"FROM": "2026-11-01"},
        {"FROM": "yesterday", "TO": "today"},
        {"FROM": "2026-11-02", "TO": "2026-11-01"},
        {"FROM": "0001-01-01", "TO": "2026-11-01"},
    ],
)
def test_without_days_it_says_how_to_give_them(run: Run, given: dict[str, str]) -> None:
    assert run(**given) == (1, f"{HOW}\n")


@pytest.mark.parametrize("out", ["data", "handlers/data", "."])
def test_it_writes_nothing_where_it_would_be_deployed(run: Run, monkeypatch: pytest.MonkeyPatch, out: str) -> None:
    monkeypatch.chdir(ROOT)
    code, said = run(**DAYS, OUT=out)
    assert code == 1
    assert said.endswith("and would go with it. Without OUT it is exports/2026-11-01_2026-11-30.\n")
    assert not (ROOT / "data").exists()


def test_without_out_the_folder_is_named_after_the_days_and_is_neither_deployed_nor_kept_by_git(
    run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    assert all("exports/\n" in (ROOT / name).read_text() for name in (".gitignore", ".gcloudignore"))
    monkeypatch.setattr(command, "ROOT", tmp_path)
    assert run(**DAYS, OUT="")[0] == 0
    assert run(**DAYS, OUT="", TEXTS="1")[0] == 0
    assert sorted(path.name for path in (tmp_path / "exports").iterdir()) == [
        "2026-11-01_2026-11-30",
        "2026-11-01_2026-11-30_texts",
    ]


def test_what_stops_it_is_said_with_what_to_do(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "TIME_ZONE" in run(**DAYS, TIME_ZONE="Lima")[1]
    assert "Name a file in a folder that is there" in run(**DAYS, SQLITE_PATH=str(tmp_path / "no" / "recado.db"))[1]
    code, said = run(**DAYS, SQLITE_PATH=str(no_store(tmp_path / "bad.db")), OUT=str(tmp_path / "other"))
    assert (code, said.endswith(f". {AGAIN}\n"), "the store does not answer (SQLITE_" in said) == (1, True, True)

    async def stopped(*_: object) -> None:
        raise KeyboardInterrupt

    async def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    for broken, told in (
        (stopped, f"\nBroken off. {AGAIN}\n"),
        (full, f"Broken off: No space left on device. {AGAIN}\n"),
    ):
        monkeypatch.setattr(command, "exported", broken)
        code, said = run(**DAYS, OUT=str(tmp_path / "third"))
        assert (code, said.endswith(told)) == (1, True)


def test_on_a_terminal_it_says_how_far_it_is(
    run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, clock: Any
) -> None:
    asyncio.run(kept(tmp_path / "recado.db"))
    monkeypatch.setattr("sys.stdout.isatty", lambda: True)
    assert "\r\033[K  messages: 62 looked through, 62 lines\r\033[K" in run(**DAYS)[1]


def test_the_schemas_are_written_by_the_same_command(run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(command, "SCHEMAS", tmp_path)
    monkeypatch.setattr(command, "ROOT", tmp_path)
    monkeypatch.setattr(sys, "argv", ["make export", "--schemas"])
    assert run() == (0, "")
    assert sorted(path.name for path in tmp_path.glob("*.json")) == [
        "days.json",
        "messages.json",
        "ratings.json",
        "tickets.json",
    ]
