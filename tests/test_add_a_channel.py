"""docs/add-a-channel.md, followed: its files and its changes make a channel that keeps the contract of channels."""

import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest

from dev.processes import ROOT

PAGE, FILES = ROOT / "docs" / "add-a-channel.md", ROOT / "examples" / "line"
TREE = ("main.py", "pyproject.toml", ".env.yaml.example", "handlers", "dev", "bench", "tests", "docs")
HELD = (
    "tests/contracts/test_channels.py",
    "tests/contracts/test_outbox.py",
    "tests/channels/line",
    "tests/adapters/line",
    "tests/doors/test_line.py",
    "tests/test_rooms.py",
    "tests/wiring/test_addresses.py::test_each_address_is_there_where_it_is_set_up",
    "tests/test_settings.py::test_the_example_has_every_setting_and_no_other",
    "tests/test_settings.py::test_the_example_explains_each_setting_right_above_it",
    "tests/test_deployment.py::test_every_secret_setting_is_kept_in_secret_manager",
)

# The channel's own, and those of the above that speak of all: the contracts run for other channels elsewhere.
ITS = "(line or module or set_up or example or secret) and not firestore"


def changes(page: str) -> Iterator[tuple[str, list[str]]]:
    """The files that the page changes, and the lines of each change, with their marks."""
    for name, block in re.findall(r"^```diff (\S+)\n(.*?)^```", page, re.DOTALL | re.MULTILINE):
        yield name, block.splitlines()


def changed(text: str, change: list[str]) -> str:
    """A file with a change: its lines that begin with a space are there, once, and those with a plus come between."""
    before = "".join(f"{line[1:]}\n" for line in change if line.startswith(" "))
    assert text.count(f"\n{before}") == 1, before
    return text.replace(f"\n{before}", "\n" + "".join(f"{line[1:]}\n" for line in change))


def run(tree: Path, *command: str) -> None:
    done = subprocess.run([sys.executable, "-m", *command], cwd=tree, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[-6000:] + done.stderr[-2000:]


@pytest.fixture
def followed(tmp_path: Path) -> Path:
    """A copy of all that is needed, once the page was followed."""
    copy = partial(shutil.copytree, dirs_exist_ok=True, ignore=shutil.ignore_patterns("__pycache__"))
    for whole in (ROOT / name for name in TREE):
        (copy if whole.is_dir() else shutil.copy2)(whole, tmp_path / whole.name)
    copy(FILES, tmp_path)
    for name, change in changes(PAGE.read_text()):
        (tmp_path / name).write_text(changed((tmp_path / name).read_text(), change))
    return tmp_path


def test_who_follows_the_page_has_a_channel_that_keeps_its_promises(followed: Path) -> None:
    run(followed, "ruff", "check", "--quiet", "--select", "I", "--fix", ".")  # as make format puts imports in order
    run(followed, "ruff", "format", "--check", ".")
    run(followed, "ruff", "check", ".")
    run(followed, "pytest", "-q", "--no-cov", "-p", "no:cacheprovider", *HELD, "-k", ITS)


def test_the_page_leads_to_each_file() -> None:
    linked = set(re.findall(r"\]\(\.\./examples/line/([^)]+)\)", PAGE.read_text()))
    there = {path.relative_to(FILES).as_posix() for path in FILES.rglob("*.py") if path.name != "__init__.py"}
    assert linked == there
