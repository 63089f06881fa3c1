"""A copy of the project, in which a module is changed and tests are run."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from dev.mutate.changes import Mutant
from dev.processes import ROOT

SECONDS = 900  # of one run of tests; a test that hangs has noticed the change, too
ON_BOTH_CORES = ("-n", "4", "--dist", "loadfile")
LEFT_OUT = (".git", ".venv", "__pycache__", ".*_cache", ".hypothesis", ".env.yaml", ".local*", ".coverage*")
ELSEWHERE = {"dev", "test_faults.py", "test_deployed.py", "test_deployment.py", "test_watch.py"}


class Noticed(StrEnum):
    """The tests that noticed a change."""

    OWN = "by its own tests"
    OTHERS = "by other tests"
    NOT = "NOT NOTICED"


@dataclass(frozen=True)
class Tree:
    """A copy of the project, in which modules are changed and tests are run. `spread`: how pytest runs all of them."""

    folder: Path
    spread: Sequence[str] = ON_BOTH_CORES

    def holds(self, tests: Sequence[str], *, spread: Sequence[str] = ()) -> bool:
        """True if all these tests pass in time."""
        command = [sys.executable, "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider", *spread, *tests]
        # With CI set nothing is skipped, and Hypothesis's examples are the same each time.
        env = {**os.environ, "CI": "true", "PYTHONDONTWRITEBYTECODE": "1"}
        run = subprocess.Popen(  # noqa: S603 - our own tests
            command,
            cwd=self.folder,
            env=env,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        try:
            return run.wait(SECONDS) == 0
        except subprocess.TimeoutExpired:
            return False
        finally:
            with contextlib.suppress(ProcessLookupError):  # with whatever a test has left behind
                os.killpg(run.pid, signal.SIGKILL)
            run.wait()

    def holds_all(self) -> bool:
        """True if all tests that may notice a change pass."""
        return self.holds(self.all_tests(), spread=self.spread)

    def judge(self, mutant: Mutant) -> Noticed:
        """Make the change, run the tests, and undo it."""
        module = self.folder / mutant.path
        before = module.read_text()
        module.write_text(mutant.source)
        try:
            if not self.holds(self.own_tests(mutant.path)):
                return Noticed.OWN
            return Noticed.NOT if self.holds_all() else Noticed.OTHERS
        finally:
            module.write_text(before)

    def own_tests(self, module: Path) -> list[str]:
        """The module's mirror in tests/, or its room's tests if it has none; and the contracts."""
        room = Path("tests", *module.parts[1:-1])
        mirror = room / f"test_{module.name}"
        own = mirror if (self.folder / mirror).exists() or room == Path("tests") else room
        return [str(path) for path in (own, Path("tests/contracts")) if (self.folder / path).exists()]

    def all_tests(self) -> list[str]:
        """The tests that may notice a change of any module, within minutes."""
        found = sorted((self.folder / "tests").iterdir())
        kept = [path for path in found if path.name not in ELSEWHERE and (path.is_dir() or path.match("test_*.py"))]
        return [str(path.relative_to(self.folder)) for path in kept]


@contextlib.contextmanager
def copied() -> Iterator[Tree]:
    """The project's files as they are now, in a folder of their own."""
    with tempfile.TemporaryDirectory(prefix="recado-mutate-") as folder:
        shutil.copytree(ROOT, folder, dirs_exist_ok=True, ignore=shutil.ignore_patterns(*LEFT_OUT))
        yield Tree(Path(folder))
