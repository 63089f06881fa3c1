"""How long customers waited, and for what. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass

from handlers.conversation.facts import Who
from handlers.numbers.goals import WAITS
from handlers.numbers.tally import Spans, Tally, most_first

UP_TO = (1.0, 2.0, 3.0, 5.0, 10.0, 15.0, 60.0)  # seconds: the bars of the waits; one more is for those beyond


@dataclass(frozen=True)
class Times:
    """Some spans of time: how many, and the seconds that a share of them is not above, None without any."""

    n: int
    p50: float | None
    p90: float | None
    p95: float | None


@dataclass(frozen=True)
class Waiting:
    """The customers' wait for an answer that no person wrote. `within`: how many waited up to each of UP_TO, and more.

    `by`: by who answered. `parts`: where the time of a turn went, mean milliseconds; `turns`: of how many.
    """

    all: Times
    within: tuple[int, ...]
    by: Mapping[str, Times]
    parts: Mapping[str, float]
    turns: int


def waiting_of(tally: Tally) -> Waiting:
    """The waits of these counts."""
    automatic, turns = tally.spans(*WAITS), tally.one("turns")
    by = {str(who): times_of(tally.spans(f"waited/{who}")) for who in Who}
    parts = {name: total / turns for name, total in most_first(tally.under("part")).items()} if turns else {}
    within = tuple(automatic.between(UP_TO))
    return Waiting(times_of(automatic), within, {who: times for who, times in by.items() if times.n}, parts, turns)


def times_of(spans: Spans) -> Times:
    """These spans, in short."""
    return Times(spans.n, spans.at(0.5), spans.at(0.9), spans.at(0.95))
