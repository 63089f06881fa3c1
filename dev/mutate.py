"""`make mutate`: small slips made in handlers/, one at a time and in a copy; it tells which of them no test notices.

A sample, drawn by SEED, of all rooms alike. Each slip meets its module's own tests and the contracts; what they let
pass meets all tests but those of dev/, of kills, and of what is deployed.

Of the tools on PyPI, mutmut 3.8 changes no constant of a module and no decorated function; cosmic-ray 8.7 drops no
keyword, text or statement.
"""

from __future__ import annotations

import contextlib
import difflib
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import zip_longest
from pathlib import Path

from dev.mutate_changes import Mutant, mutants
from dev.processes import ROOT

SECONDS = 600  # of one run of tests; a change that makes one hang is noticed, too
LEFT_OUT = (".git", ".venv", "__pycache__", ".*_cache", ".hypothesis", ".env.yaml", ".local-token")
ELSEWHERE = {"dev", "test_faults.py", "test_deployed.py", "test_deployment.py", "test_watch.py"}


class Noticed(StrEnum):
    """By which tests, or not."""

    OWN = "by its own tests"
    OTHERS = "by other tests"
    NOT = "NOT NOTICED"


@dataclass(frozen=True)
class Tree:
    """A copy of the project, in which modules are changed and tests are run."""

    folder: Path

    def holds(self, tests: Sequence[str]) -> bool:
        """Whether all these tests pass; in time, too."""
        command = [sys.executable, "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider", *tests]
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

    def judge(self, mutant: Mutant) -> Noticed:
        """Which tests notice the change; the module is then as it was."""
        module = self.folder / mutant.path
        before = module.read_text()
        module.write_text(mutant.source)
        try:
            if not self.holds(self.own_tests(mutant.path)):
                return Noticed.OWN
            return Noticed.NOT if self.holds(self.all_tests()) else Noticed.OTHERS
        finally:
            module.write_text(before)

    def own_tests(self, module: Path) -> list[str]:
        """Its mirror in tests/, or its room's where it has none; and the contracts."""
        room = Path("tests", *module.parts[1:-1])
        mirror = room / f"test_{module.name}"
        own = mirror if (self.folder / mirror).exists() or room == Path("tests") else room
        return [str(each) for each in (own, Path("tests/contracts")) if (self.folder / each).exists()]

    def all_tests(self) -> list[str]:
        """What may notice a change of any module, within minutes."""
        found = sorted((self.folder / "tests").iterdir())
        kept = [each for each in found if each.name not in ELSEWHERE and (each.is_dir() or each.match("test_*.py"))]
        return [str(each.relative_to(self.folder)) for each in kept]


def sample(found: Sequence[Mutant], size: int, seed: int) -> list[Mutant]:
    """So many of them, by chance: of each room as many, and of each kind of change in it."""
    chance = random.Random(seed)  # noqa: S311 - no secret
    rooms: dict[str, dict[str, list[Mutant]]] = {}
    for mutant in chance.sample(found, len(found)):
        room = mutant.path.parts[1] if len(mutant.path.parts) > 2 else ""
        rooms.setdefault(room, {}).setdefault(mutant.kind, []).append(mutant)
    in_turns = [_in_turn(list(kinds.values())) for kinds in rooms.values()]
    return list(_in_turn(in_turns))[:size]


def _in_turn(queues: Sequence[Sequence[Mutant]]) -> list[Mutant]:
    return [mutant for row in zip_longest(*queues) for mutant in row if mutant is not None]


def difference(mutant: Mutant, before: str) -> str:
    """What was changed, as a diff."""
    lines = difflib.unified_diff(before.splitlines(), mutant.source.splitlines(), lineterm="", n=1)
    return "\n".join([f"--- {mutant.path}:{mutant.line} ({mutant.kind})", *list(lines)[2:]])


@contextlib.contextmanager
def copied() -> Iterator[Tree]:
    """The project's files as they are now, in a folder of their own."""
    with tempfile.TemporaryDirectory(prefix="recado-mutate-") as folder:
        shutil.copytree(ROOT, folder, dirs_exist_ok=True, ignore=shutil.ignore_patterns(*LEFT_OUT))
        yield Tree(Path(folder))


def main() -> int:
    """Judge a sample; 1 if the tests fail without any change."""
    size, seed = (int(os.environ.get(name) or default) for name, default in (("SAMPLE", 60), ("SEED", 1)))
    chosen = ROOT / "handlers" / os.environ.get("ONLY", "")
    modules = [chosen] if chosen.is_file() else sorted(chosen.rglob("*.py"))
    sources = {path.relative_to(ROOT): path.read_text() for path in modules}
    drawn = sample([each for path, source in sources.items() for each in mutants(path, source)], size, seed)
    verdicts: dict[Mutant, Noticed] = {}
    with copied() as tree:
        print(f"Running all tests without a change, then with each of {len(drawn)} ...", flush=True)
        if not tree.holds(tree.all_tests()):
            print("They fail, or take too long, without any change.")
            return 1
        for number, mutant in enumerate(drawn, 1):
            begun = time.monotonic()
            verdicts[mutant] = tree.judge(mutant)
            took = f"{time.monotonic() - begun:.0f} s"
            print(
                f"{number}/{len(drawn)} {mutant.path}:{mutant.line} {mutant.kind}: {verdicts[mutant]}, {took}",
                flush=True,
            )
    _say(verdicts, sources)
    return 0


def _say(verdicts: dict[Mutant, Noticed], sources: dict[Path, str]) -> None:
    survivors = [mutant for mutant, noticed in verdicts.items() if noticed is Noticed.NOT]
    for mutant in survivors:
        print(f"\n{difference(mutant, sources[mutant.path])}")
    own = sum(noticed is Noticed.OWN for noticed in verdicts.values())
    total, noticed = len(verdicts), len(verdicts) - len(survivors)
    print(f"\nNoticed: {noticed} of {total} ({noticed / max(total, 1):.0%}), {own} of them by own tests and contracts.")
    print("The others are a person's to judge: what nobody could ever see, as a type or a log's detail, is no hole.")


if __name__ == "__main__":
    sys.exit(main())
