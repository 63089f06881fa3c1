"""What commands that look at the store share: whose days they read, and how they end."""

import asyncio
import os
import pty
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from dev.command import AGAIN, run
from dev.example import OWN
from dev.given import Given
from dev.processes import ROOT
from dev.reprice.__main__ import QUESTION
from dev.store import settings_of_store
from handlers.settings import Settings
from tests.dev.commands import in_file, unread

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


def test_a_command_whose_words_nobody_reads_ends_without_one(monkeypatch: pytest.MonkeyPatch) -> None:
    async def telling(_settings: Settings, _given: Given) -> int:
        sys.stdout.write("the last words")
        return 0

    with unread(monkeypatch):
        assert run(telling) == 1


def is_waiting(pid: int) -> bool:
    return ") S " in Path(f"/proc/{pid}/stat").read_text()


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
        while process.poll() is None and not is_waiting(process.pid):  # a signal just before it reads would not wake it
            time.sleep(0.01)
        process.send_signal(signal.SIGINT)
        try:
            rest, _ = process.communicate(timeout=30)
        finally:
            process.kill()
    os.close(keyboard)
    os.close(terminal)
    assert (process.returncode, rest.decode()) == (1, f"\nBroken off. {AGAIN}\n")
