"""Numbers as they are, from lists: what figures of histograms have to come close to."""

import math
from collections.abc import Sequence
from typing import Any

from tests.numbers.whole.compare import Near


def quantile(values: Sequence[float], share: float) -> float | None:
    """The value that this share of them is not above."""
    return sorted(values)[math.ceil(share * len(values)) - 1] if values else None


def times(values: Sequence[float]) -> dict[str, Any]:
    """Spans of time in short."""
    shown = {"p50": 0.5, "p90": 0.9, "p95": 0.95}
    found = {name: quantile(values, share) for name, share in shown.items()}
    return {"n": len(values)} | {name: None if one is None else Near.bucket(one) for name, one in found.items()}


def over(goal: str, total: float, n: int, target: float) -> dict[str, Any]:
    """A figure that has to be over its goal."""
    value = Near(total / n) if n else None
    met = total / n > target if n else None
    return {"goal": goal, "value": value, "n": n, "met": met, "at_least": False, "share": None}
