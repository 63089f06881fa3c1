"""What commands that look at the store share: whose days they read, what they are given, and how they end."""

import asyncio
import os
import pty
import signal
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from dev.command import AGAIN, Given, NotClear, days_in, is_set, month_in, run
from dev.example import OWN
from dev.processes import ROOT
from dev.reprice.__main__ import QUESTION
from dev.store import settings_of_store
from handlers.money.span import Span, month_of
from handlers.settings import Settings
from tests.dev.commands import in_file

HERE = {"RECADO_ENV_FILE": "/nowhere/none.yaml", "TWILIO_AUTH_TOKEN": "hush"}


@pytest.fixture(autouse=True)
def _here(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in HERE.items():
        monkeypatch.setenv(name, value)
    for name in ("STORE", "TIME_ZONE", "TOPICS", *OWN):
        monkeypatch.delenv(name, raising=False)


def test_the_bakerys_days_are_those_of_make_run_and_never_those_of_the_deployed_function(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    bakery = settings_of_store("TOPICS")
    assert (bakery.store, bakery.time_zone, bool(bakery.topics)) == ("sqlite", "America/Mexico_City", True)
    monkeypatch.setenv("STORE", "firestore")
    deployed = settings_of_store("TOPICS")
    assert (deployed.store, deployed.time_zone, deployed.topics) == ("firestore", "", "")


def test_ctrl_c_ends_a_command_with_a_sentence(capsys: pytest.CaptureFixture[str]) -> None:
    async def broken_off(_settings: Settings, _given: Given) -> int:
        raise KeyboardInterrupt

    assert run(broken_off) == 1
    assert capsys.readouterr().out == f"\nBroken off. {AGAIN}\n"


def test_a_month_a_span_and_a_switch_are_read_as_they_are_typed() -> None:
    assert month_in({"MONTH": "2026-02"}, "MONTH") == month_of(date(2026, 2, 1))
    with pytest.raises(NotClear, match="REBUILD has to be a month, as in REBUILD=2026-11"):
        month_in({"REBUILD": "9999-12"}, "REBUILD")
    november = Span(date(2026, 11, 1), date(2026, 11, 30))
    assert days_in({"FROM": "2026-11-01", "TO": "2026-11-30"}) == november
    assert days_in({"FROM": "2026-11-01"}, "2026-11-30") == november
    assert days_in({"FROM": "2026-11-01"}) is None
    assert days_in({"FROM": "2026-12-01", "TO": "2026-11-30"}) is None
    assert [is_set(given, "SEND") for given in ({}, {"SEND": ""}, {"SEND": "0"}, {"SEND": "1"})] == [False] * 3 + [True]


def test_ctrl_c_at_a_question_ends_the_command_at_once(tmp_path: Path) -> None:
    name, path = "money/meta.service/JP", tmp_path / "recado.db"
    counts = {f"{name}/units": 10, f"{name}/unknown": 10}
    asyncio.run(in_file(path, lambda days: days.add({"2026-11-05": (counts, {})}, [])))
    env = {**os.environ, "SQLITE_PATH": str(path), "MONTH": "2026-11", "COUNTRY_PRICES": "JP=0.03"}
    keyboard, terminal = pty.openpty()
    command = [sys.executable, "-m", "dev.reprice"]
    with subprocess.Popen(command, cwd=ROOT, env=env, stdin=terminal, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        shown = b""
        while not shown.endswith(QUESTION.encode()) and process.poll() is None:
            shown += process.stdout.read(1)
        process.send_signal(signal.SIGINT)
        try:
            rest, _ = process.communicate(timeout=30)
        finally:
            process.kill()
    os.close(keyboard)
    os.close(terminal)
    assert (process.returncode, rest.decode()) == (1, f"\nBroken off. {AGAIN}\n")
