"""Rows of the table, and what every figure needs for them: settings, targets and rounds."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from bench import stage
from bench.measuring import Run, crowd, faults, median, percentile, progress, send_in_turn
from bench.stage import Served

MODEL_MS = 300
ONE_BY_ONE = 100  # each event is its own write, like a model's tokens; 1: everything comes in one, at the end
TARGETS = {
    "memory": {"one": "p50 <= 8 ms", "fifty": "p95 <= 100 ms", "rate": ">= 300/s, flat"},
    "sqlite": {"one": "p50 <= 15 ms", "fifty": "", "rate": ">= 100/s, flat"},
    "emulator": {"one": "p50 <= 15 ms", "fifty": "", "rate": ">= 150/s, flat"},
}


@dataclass(frozen=True)
class Row:
    """A line of the table."""

    figure: str
    store: str
    measured: str
    target: str = ""

    def __str__(self) -> str:
        return f"| {self.figure} | {self.store} | {self.measured} | {self.target} |"


@dataclass(frozen=True)
class Bench:
    """The set-up of a figure. `store`: memory, sqlite in `folder`, or emulator, whose address is `emulator`."""

    model_port: int
    model_pid: int
    store: str
    emulator: str | None
    folder: str
    quick: bool

    def settings(self, **how: int) -> dict[str, str]:
        """The function's environment; `how` is the model's time and its writes."""
        return stage.settings(self.model_port, self.store_settings(), **how)

    def store_settings(self) -> dict[str, str]:
        """The settings of an empty store."""
        if self.store == "sqlite":
            return stage.sqlite(self.folder)
        return stage.firestore(self.emulator) if self.emulator else {"STORE": "memory"}

    def target(self, figure: str) -> str:
        """The target of a figure with this store."""
        return TARGETS[self.store][figure]

    def rounds(self, count: int) -> range:
        """The repetitions: this number, or two with --quick."""
        return range(2 if self.quick else count)


Figure = Callable[[Bench], Iterator[Row]]


def alternating(
    bench: Bench, function: Served, floor: Served, *, customers: int, each: int, rounds: int
) -> tuple[list[Run], list[Run]]:
    """Rounds of messages to one function, then to the other, after some uncounted ones."""
    ours, floors = [], []
    for served in (function, floor):
        send_in_turn(served, crowd(customers, 2))
    for number in bench.rounds(rounds):
        progress(f"{bench.store}: {customers} customer(s), round {number + 1}")
        beginning = 2 + number * each
        ours.append(send_in_turn(function, crowd(customers, each, beginning=beginning)))
        floors.append(send_in_turn(floor, crowd(customers, each, beginning=beginning)))
    return ours, floors


def added(runs: list[Run]) -> str:
    """The medians of all rounds' percentiles."""
    p50, p95 = (median(percentile(run.added(MODEL_MS), percent) for run in runs) for percent in (50, 95))
    return f"p50 {p50:.1f} ms, p95 {p95:.1f} ms{faults(runs)}"


def rate_of(run: Run) -> str:
    """The rate by the clock, and the rate on a core of its own."""
    busy = run.cpu / run.seconds
    return f"{run.rate:.0f}/s; core {busy:.0%} busy, so {1000 / run.cpu_each:.0f}/s of a whole core{faults([run])}"
