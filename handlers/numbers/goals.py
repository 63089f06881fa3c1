"""The five figures that a business wants to see, each against its goal. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import StrEnum

from handlers.numbers.day import AUTOMATIC, PROMPT
from handlers.numbers.tally import Tally
from handlers.tickets.resolution import Resolution

WAITS = tuple(f"waited/{who}" for who in AUTOMATIC)
DOLLAR = 1_000_000  # micros
PROMPT_SECONDS = PROMPT.total_seconds()
SCORES = range(1, 6)
# Ends of conversations that are known: first those that are well, without a person.
WELL = (Resolution.CONTAINED, Resolution.VERIFIED)
ENDS = (*WELL, Resolution.RETURNED, Resolution.PERSON, Resolution.UNANSWERED)


class Goal(StrEnum):
    """What is held against a goal. docs/numbers.md defines each."""

    ANSWERED = "answered"  # seconds: the median wait for an answer that no person wrote
    RESOLVED = "resolved"  # share: conversations that ended well without a person
    RATED = "rated"  # from 1 to 5: the mean of all ratings
    COST = "cost"  # dollars: what a conversation cost, all suppliers together
    AVAILABLE = "available"  # share: minutes in which customers were served


TARGETS = {Goal.ANSWERED: PROMPT_SECONDS, Goal.RESOLVED: 0.8, Goal.RATED: 4.0, Goal.COST: 0.05, Goal.AVAILABLE: 0.99}
LOWER_IS_BETTER = frozenset({Goal.ANSWERED, Goal.COST})


@dataclass(frozen=True)
class Figure:
    """One of the five. `value`: in Goal's unit, None where there is no data: then nothing is met or missed.

    `n`: of how many waits, conversations, ratings or minutes. `met`: None also where it cannot be told, since a price
    is unknown (`at_least`). `before`: the value of the range before, None if that was not read or had no data.
    `share`: of ANSWERED, how many were answered within three seconds.
    """

    goal: Goal
    value: float | None
    n: int
    met: bool | None
    before: float | None = None
    at_least: bool = False
    share: float | None = None

    @property
    def target(self) -> float:
        """The goal: values have to be under it, or over it."""
        return TARGETS[self.goal]

    @property
    def change(self) -> float | None:
        """How much more it is than before."""
        return None if self.value is None or self.before is None else self.value - self.before

    @property
    def is_better(self) -> bool | None:
        """True if it is better than before; None if it is the same, or that cannot be told."""
        return None if not self.change else (self.change < 0) == (self.goal in LOWER_IS_BETTER)


def five(tally: Tally, before: Tally | None = None) -> tuple[Figure, ...]:
    """The five figures in Goal's order; `before`: the counts of the range before."""
    old = {figure.goal: figure.value for figure in _five(before)} if before else {}
    return tuple(replace(figure, before=old.get(figure.goal)) for figure in _five(tally))


def _five(tally: Tally) -> Iterator[Figure]:
    yield _answered(tally)
    decided, well = decided_in(tally)
    yield _over(Goal.RESOLVED, well, decided)
    yield _over(Goal.RATED, sum(score * tally.one(f"survey/{score}") for score in SCORES), rated_in(tally))
    yield _cost(tally)
    checked = tally.one("minutes/checked")
    yield _over(Goal.AVAILABLE, checked - tally.one("minutes/bad"), checked)


def decided_in(tally: Tally) -> tuple[int, int]:
    """How many conversations are known to have ended in some way, and how many of them well without a person."""
    decided, well = (sum(tally.one(f"talks/{end}") for end in ends) for ends in (ENDS, WELL))
    return decided, well


def rated_in(tally: Tally) -> int:
    """How many ratings there are."""
    return sum(tally.one(f"survey/{score}") for score in SCORES)


def _answered(tally: Tally) -> Figure:
    """Whether the median is within three seconds is known exactly; the histogram is a little coarser."""
    n, prompt = tally.one("asked"), tally.one("prompt")
    median = tally.spans(*WAITS).at(0.5)
    if not n or median is None:
        return Figure(Goal.ANSWERED, None, 0, None)
    met = 2 * prompt >= n
    return Figure(Goal.ANSWERED, min(median, TARGETS[Goal.ANSWERED]) if met else median, n, met, share=prompt / n)


def _over(goal: Goal, total: int, n: int) -> Figure:
    if not n:
        return Figure(goal, None, 0, None)
    return Figure(goal, total / n, n, total / n > TARGETS[goal])


def _cost(tally: Tally) -> Figure:
    """Nothing paid and nothing unknown is no free conversation, but one of which nothing was counted."""
    n, costs = tally.one("talks/begun"), tally.costs()
    micros, at_least = sum(cost.micros for cost in costs), any(cost.unknown for cost in costs)
    if not n or not (micros or at_least):
        return Figure(Goal.COST, None, 0, None)
    value = micros / DOLLAR / n
    is_under = value < TARGETS[Goal.COST]
    return Figure(Goal.COST, value, n, None if at_least and is_under else is_under, at_least=at_least)
