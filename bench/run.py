"""The command of `make bench`: prints the table of figures, row by row; README.md explains each."""

import argparse
import contextlib
import os
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence

from bench import machine, stage
from bench.figures import FIGURES
from bench.measuring import crowd, progress, send_in_turn
from bench.rows import Bench
from dev.emulator import emulator, missing
from dev.processes import ROOT, DidNotStart

STORES = ["memory", "sqlite", "emulator"]
BEFORE_STORES = {"model", "faq"}  # do not depend on a store


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure the named figures, or all without names; return 1 if something cannot start."""
    asked = _asked(arguments)
    stores = STORES if asked.store == "all" else [asked.store.replace("firestore", "emulator")]
    if asked.names and BEFORE_STORES.issuperset(asked.names):
        stores = stores[:1]
    if "emulator" in stores and (lacking := missing()):
        print(lacking, file=sys.stderr)
        return 1
    begun = time.monotonic()
    print(f"{machine.description()}.\n\n| figure | store | measured | target |\n|---|---|---|---|", flush=True)
    os.sched_setaffinity(0, {machine.OTHERS_CORE})
    try:
        _measure(asked.names or list(FIGURES), stores, asked.quick)
    except DidNotStart as problem:
        print(problem, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("\nStopped.", file=sys.stderr)
        return 130
    print(f"\n{(time.monotonic() - begun) / 60:.1f} minutes{', quick: few rounds' if asked.quick else ''}.")
    return 0


def _asked(arguments: Sequence[str] | None) -> argparse.Namespace:
    what = ", ".join(f"{name} ({(each.__doc__ or '').rstrip('.')})" for name, each in FIGURES.items())
    parser = argparse.ArgumentParser(prog="python -m bench.run", description=__doc__, epilog=f"Names: {what}.")
    parser.add_argument("names", nargs="*", metavar="name", help="figures to measure; without any, all")
    parser.add_argument("--store", choices=["memory", "sqlite", "firestore", "all"], default="all")
    parser.add_argument("--quick", action="store_true", help="few rounds: to see that it works")
    asked = parser.parse_args(arguments)
    if unknown := [name for name in asked.names if name not in FIGURES]:
        parser.error(f"no figure is called {', '.join(unknown)}; there are: {', '.join(FIGURES)}")
    return asked


def _measure(names: Sequence[str], stores: Sequence[str], quick: bool) -> None:
    with (
        stage.model() as (port, pid),
        _firestore("emulator" in stores) as host,
        tempfile.TemporaryDirectory(dir=ROOT, prefix=".bench-") as folder,  # on a disk; /tmp may be in memory
    ):
        if host:
            _warm_up(stage.settings(port, stage.firestore(host)))
        for name in names:
            for store in stores[:1] if name in BEFORE_STORES else stores:
                bench = Bench(port, pid, store, host if store == "emulator" else None, folder, quick)
                progress(f"{store}: {name}")
                for row in FIGURES[name](bench):
                    progress("")
                    print(row, flush=True)


def _warm_up(env: Mapping[str, str]) -> None:
    """Warm the emulator up: Java compiles while it runs, so its first thousand calls take several times as long."""
    progress("emulator: warming up")
    with stage.function(env) as function:
        send_in_turn(function, crowd(25, 60))


@contextlib.contextmanager
def _firestore(needed: bool) -> Iterator[str | None]:
    if not needed:
        yield None
        return
    with emulator(heap="4g") as host:
        yield host


if __name__ == "__main__":
    sys.exit(main())
