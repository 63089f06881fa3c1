"""gcloud's own judgement on commands and files, without an account or a network."""

import functools
import json
import os
import shutil
import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from dev.gcloud import Command
from dev.processes import ROOT

MISSING = "gcloud is not installed (https://cloud.google.com/sdk/docs/install): its own parser checks the commands"


def gcloud_or_skip() -> Path:
    """The folder of gcloud. Without it the test is skipped, or fails in CI."""
    found = shutil.which("gcloud")
    if found is None:
        if os.environ.get("CI"):
            pytest.fail(MISSING)
        pytest.skip(MISSING)
    return Path(found).resolve().parent.parent


def refused(commands: Sequence[Command] = (), messages: Sequence[dict[str, Any]] = ()) -> list[str]:
    """A sentence for each command and content that gcloud refuses."""
    root = gcloud_or_skip()
    asked = {
        "root": str(root),
        "commands": [{"words": command.words, "stdin": command.stdin} for command in commands],
        "messages": list(messages),
    }
    checking = subprocess.run(
        [_python(), ROOT / "tests" / "dev" / "gcloud_check.py"],
        cwd=ROOT,
        input=json.dumps(asked),
        capture_output=True,
        text=True,
        check=False,
    )
    assert checking.returncode == 0, checking.stderr
    found: list[str] = json.loads(checking.stdout.splitlines()[-1])
    return [*found, *([checking.stderr] if found else [])]


@functools.cache
def _python() -> str:
    """The Python that gcloud runs with: the one that it brings, or the one that it finds."""
    command = ["gcloud", "info", "--format=value(basic.python_location)"]
    with tempfile.TemporaryDirectory() as folder:
        env = {**os.environ, "CLOUDSDK_CONFIG": folder}
        return subprocess.run(command, env=env, capture_output=True, text=True, check=True).stdout.strip()
