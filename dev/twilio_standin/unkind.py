"""A bad day at Twilio, for soaks: every request takes a random time, and some end with their outcome unknown."""

from __future__ import annotations

import random
from dataclasses import dataclass, field

ERRORS = (429, 500, 502, 503, 504)
LATE_ERRORS = (500, 502, 504)  # Twilio says 503 and 429 before it does anything


@dataclass(frozen=True)
class Mishap:
    """The course of one request: seconds `before` it is done and `after`.

    `refuse`: it is answered with this HTTP status, whether it is `done` or not; `cut`: the connection breaks; `never`:
    nobody answers.
    """

    before: float = 0.0
    after: float = 0.0
    done: bool = True
    refuse: int | None = None
    cut: bool = False
    never: bool = False


@dataclass
class Unkind:
    """Draws a mishap for each request, by `seed`, in the order in which requests come.

    A request takes up to `most_seconds` and is done at one moment of them. The others are shares of all requests:
    done but `never` answered; refused and not done (`errors`); done but refused (`late_errors`); the connection `cuts`
    before it is done, or after.
    """

    seed: int
    most_seconds: float = 12.0
    never: float = 0.05
    errors: float = 0.1
    late_errors: float = 0.05
    cuts: float = 0.05
    _chance: random.Random = field(init=False, repr=False)

    def __post_init__(self) -> None:
        self._chance = random.Random(self.seed)  # noqa: S311 - no secret

    def mishap(self) -> Mishap:
        chance = self._chance
        before, end = sorted(chance.uniform(0, self.most_seconds) for _ in range(2))
        times = {"before": before, "after": end - before}
        shares = (self.never, self.errors, self.late_errors, self.cuts / 2, self.cuts / 2)
        kind = chance.choices(range(6), [*shares, max(0.0, 1 - sum(shares))])[0]
        error, late_error = chance.choice(ERRORS), chance.choice(LATE_ERRORS)
        kinds: tuple[dict[str, bool | int], ...] = (
            {"never": True},
            {"refuse": error, "done": False},
            {"refuse": late_error},
            {"cut": True, "done": False},
            {"cut": True},
            {},
        )
        return Mishap(**times, **kinds[kind])  # type: ignore[arg-type]
