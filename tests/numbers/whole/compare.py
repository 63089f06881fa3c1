"""Comparing figures with a recount of them: each field of each, so that a new one without a recount fails."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass
from itertools import pairwise
from typing import Any

STEP = 1.05  # between two buckets: a twentieth
SMALLEST = 0.01  # seconds
EXACTLY = 1e-9


@dataclass(frozen=True)
class Near:
    """A number, as exact as such numbers are; or, of a histogram, at most a step above, but not above `most`."""

    least: float
    greatest: float | None = None

    @classmethod
    def bucket(cls, exact: float, most: float = float("inf")) -> "Near":
        return cls(exact, min(max(exact * STEP, SMALLEST), max(most, exact)))

    def holds(self, found: Any) -> bool:
        greatest = self.least if self.greatest is None else self.greatest
        return found is not None and self.least * (1 - EXACTLY) <= found <= greatest * (1 + EXACTLY)


@dataclass(frozen=True)
class Spread:
    """How many values are up to each bound: a step to both sides is close enough."""

    values: Sequence[float]
    bounds: Sequence[float]

    def holds(self, found: Any) -> bool:
        total = 0
        for number, bound in enumerate(self.bounds):
            total += found[number]
            least, most = (sum(value <= bound * step for value in self.values) for step in (1 / STEP, STEP))
            if not least <= total <= most:
                return False
        return len(found) == len(self.bounds) + 1 and sum(found) == len(self.values)


@dataclass(frozen=True)
class Ranked:
    """Parts of what was paid, the greatest first; of equal ones each may be."""

    parts: Sequence[dict[str, Any]]

    def holds(self, found: Any) -> bool:
        is_ranked = all(one.micros >= other.micros for one, other in pairwise(found))
        by_name = sorted(found, key=lambda part: part.name)
        expected = sorted(self.parts, key=lambda part: str(part["name"]))
        return is_ranked and not list(differences(by_name, expected))


def differences(found: Any, expected: Any, path: str = "") -> Iterator[str]:
    """What differs, each with the way to it."""
    if is_dataclass(found) and not isinstance(found, type) and isinstance(expected, dict):
        names = {field.name for field in fields(found)}
        if names != set(expected):
            yield f"{path}: not both have {sorted(names ^ set(expected))}"
        for name in sorted(names & set(expected)):
            yield from differences(getattr(found, name), expected[name], f"{path}.{name}")
    elif isinstance(expected, Near | Spread | Ranked):
        if not expected.holds(found):
            yield f"{path}: {found} is not {expected}"[:300]
    elif isinstance(expected, dict) and isinstance(found, Mapping):
        for name in sorted({*found, *expected}):
            yield from differences(found.get(name), expected.get(name), f"{path}[{name}]")
    elif isinstance(expected, list | tuple) and isinstance(found, list | tuple):
        if len(found) != len(expected):
            yield f"{path}: {found} are not as many as {expected}"
        for number, (one, other) in enumerate(zip(found, expected, strict=False)):
            yield from differences(one, other, f"{path}[{number}]")
    elif found != expected:
        yield f"{path}: {found} is not {expected}"
