"""Counts of a day or of many, read by what their names say. Pure."""

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from handlers.numbers.day import bound

_UNITS, _EXACT, _ESTIMATED, _UNKNOWN = "/units", "/micros/exact", "/micros/estimated", "/unknown"
_RATIO = bound(1) / bound(0)


class Tally:
    """Counts, grouped once by the first part of their names, so that each question is a short look."""

    def __init__(self, counts: Mapping[str, int]) -> None:
        self._kinds: dict[str, dict[str, int]] = {}
        for name, count in counts.items():
            kind, _, about = name.partition("/")
            self._kinds.setdefault(kind, {})[about] = count

    def one(self, name: str) -> int:
        """The count of this very name; 0 if there is none."""
        kind, _, about = name.partition("/")
        return self._kinds.get(kind, {}).get(about, 0)

    def under(self, kind: str) -> dict[str, int]:
        """The counts of a kind, by what follows it: of "tickets/opened", by why."""
        head, _, rest = kind.partition("/")
        found = self._kinds.get(head, {})
        if not rest:
            return dict(found)
        return {about.removeprefix(f"{rest}/"): count for about, count in found.items() if about.startswith(f"{rest}/")}

    def spans(self, *kinds: str) -> "Spans":
        """The histogram of all these kinds together."""
        buckets: dict[int, int] = {}
        for kind in kinds:
            for number, count in self.under(kind).items():
                buckets[int(number)] = buckets.get(int(number), 0) + count
        return Spans(buckets)

    def costs(self) -> "list[Cost]":
        """What was paid for, one for each line and place, the dearest first."""
        found: dict[tuple[str, str], Cost] = {}
        for name, count in self._kinds.get("money", {}).items():
            line, where, ending = _of_money(name)
            here = found.setdefault((line, where), Cost(line, where))
            found[line, where] = here.plus(ending, count)
        return sorted(found.values(), key=lambda cost: (-cost.micros, cost.line, cost.where))


@dataclass(frozen=True)
class Spans:
    """A histogram of seconds: how many lie in each bucket of day.py."""

    buckets: Mapping[int, int]

    @property
    def n(self) -> int:
        """How many there are."""
        return sum(self.buckets.values())

    def at(self, share: float) -> float | None:
        """The seconds that this share is not above: the bound of its bucket, at most a twentieth too high.

        None without any.
        """
        rank = math.ceil(share * self.n)
        for number in sorted(self.buckets):
            rank -= self.buckets[number]
            if rank <= 0:
                return bound(number)
        return None

    def between(self, bounds: tuple[float, ...]) -> Iterator[int]:
        """How many are up to each bound, beyond the one before it; at last those beyond all."""
        low = 0.0
        for high in (*bounds, float("inf")):
            yield sum(count for number, count in self.buckets.items() if low < bound(number) / _RATIO**0.5 <= high)
            low = high


@dataclass(frozen=True)
class Cost:
    """What one thing cost in one place: `line` and `where` as in Charge, "" for no place.

    `micros`: millionths of a dollar, of which `estimated`; `unknown`: units of which no price is known.
    """

    line: str
    where: str
    units: int = 0
    micros: int = 0
    estimated: int = 0
    unknown: int = 0

    @property
    def supplier(self) -> str:
        """The supplier, as "openai"."""
        return self.line.partition(".")[0]

    def plus(self, ending: str, count: int) -> "Cost":
        """With one more of its counts."""
        return Cost(
            self.line,
            self.where,
            self.units + (count if ending == _UNITS else 0),
            self.micros + (count if ending in (_EXACT, _ESTIMATED) else 0),
            self.estimated + (count if ending == _ESTIMATED else 0),
            self.unknown + (count if ending == _UNKNOWN else 0),
        )


def most_first(counts: Mapping[str, int]) -> dict[str, int]:
    """The most frequent first."""
    return dict(sorted(counts.items(), key=lambda item: (-item[1], item[0])))


def _of_money(name: str) -> tuple[str, str, str]:
    """Line, place and ending of "openai.input/gpt-6-luna/micros/exact"; a model's name may hold a "/" itself."""
    line, _, rest = name.partition("/")
    ending = next((ending for ending in (_UNITS, _EXACT, _ESTIMATED, _UNKNOWN) if rest.endswith(ending)), "")
    where = rest.removesuffix(ending) if ending else rest
    return line, "" if where == "-" else where, ending
