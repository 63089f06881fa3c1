"""How conversations went, and the last run to compare with: `.eval/last.json`."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from dev.processes import ROOT

LAST = ROOT / ".eval" / "last.json"


@dataclass(frozen=True)
class Failure:
    """What was not as expected, in which step; what the customer said, and the answer."""

    step: int
    said: str
    what: str
    answer: str


@dataclass(frozen=True)
class Run:
    """One run of a conversation. `cost`: US dollars, None if not known; `unjudged`: criteria that nobody judged."""

    failures: tuple[Failure, ...] = ()
    seconds: float = 0.0
    cost: float | None = 0.0
    unjudged: tuple[str, ...] = ()


@dataclass(frozen=True)
class Outcome:
    """All runs of a conversation; `skipped`: why there are none."""

    name: str
    runs: tuple[Run, ...] = ()
    pass_rate: float = 1.0
    skipped: str = ""

    @property
    def passed(self) -> int:
        """How many runs were as expected."""
        return sum(not run.failures for run in self.runs)

    @property
    def holds(self) -> bool:
        """True if enough of them were."""
        return self.passed >= self.pass_rate * len(self.runs)

    @property
    def rate(self) -> str:
        return f"{self.passed}/{len(self.runs)}"

    def as_json(self) -> dict[str, Any]:
        return {**asdict(self), "passed": self.passed, "times": len(self.runs), "holds": self.holds}


def changes(outcomes: Sequence[Outcome], before: Mapping[str, Mapping[str, int]]) -> list[str]:
    """A line for each conversation that went otherwise than the last time, and for each that is new since then."""
    if not before:
        return []
    said = []
    for outcome in outcomes:
        if not outcome.runs:
            continue
        was = before.get(outcome.name)
        if was is None:
            said.append(f"new: {outcome.name}, {outcome.rate}")
        elif was["passed"] * len(outcome.runs) != outcome.passed * was["times"]:
            better = was["passed"] * len(outcome.runs) < outcome.passed * was["times"]
            was_rate = f"{was['passed']}/{was['times']}"
            said.append(
                f"{'better' if better else 'worse'}: {outcome.name}, {was_rate} the last time, {outcome.rate} now"
            )
    return said


def last_run(of: str, path: Path) -> dict[str, dict[str, int]]:
    """How each conversation of this file and model (`of`) went the last time; nothing if there was none."""
    try:
        found = json.loads(path.read_text(encoding="utf-8"))[of]
    except (OSError, ValueError, KeyError, TypeError):
        return {}
    return found if isinstance(found, dict) else {}


def keep(of: str, outcomes: Sequence[Outcome], path: Path) -> None:
    """Keep how it went, for the next run; conversations that were left out stay as they were."""
    try:
        everything = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        everything = {}
    ran = {each.name: {"passed": each.passed, "times": len(each.runs)} for each in outcomes if each.runs}
    everything = everything if isinstance(everything, dict) else {}
    everything[of] = {**last_run(of, path), **ran}
    path.parent.mkdir(exist_ok=True)
    path.write_text(json.dumps(everything, ensure_ascii=False, indent=1), encoding="utf-8")
