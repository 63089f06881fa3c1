"""The command: judges a sample of changes, and shows those that no test noticed."""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path

from dev.mutate.changes import Mutant, difference, mutants
from dev.mutate.sampling import sample
from dev.mutate.tree import Noticed, copied
from dev.processes import ROOT


def main() -> int:
    """Judge a sample; 1 if the tests fail without any change."""
    size, seed = (int(os.environ.get(name) or default) for name, default in (("SAMPLE", 60), ("SEED", 1)))
    chosen = ROOT / "handlers" / os.environ.get("ONLY", "")
    modules = [chosen] if chosen.is_file() else sorted(chosen.rglob("*.py"))
    sources = {path.relative_to(ROOT): path.read_text() for path in modules}
    drawn = sample([mutant for path, source in sources.items() for mutant in mutants(path, source)], size, seed)
    verdicts: dict[Mutant, Noticed] = {}
    with copied() as tree:
        print(f"Running all tests without a change, then with each of {len(drawn)} ...", flush=True)
        if not tree.holds_all():
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
