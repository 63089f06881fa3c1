"""What people did, and what customers said of how it was. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass

from handlers.numbers.goals import SCORES, rated_in
from handlers.numbers.tally import Tally, most_first
from handlers.numbers.waits import Times, times_of


@dataclass(frozen=True)
class Tickets:
    """Matters for people. `first`: until a person's first words; `solved`: until it was closed, from its opening.

    Those in opening hours are without any where the business has set none.
    """

    opened: Mapping[str, int]
    closed: Mapping[str, int]
    by: Mapping[str, int]
    first: Times
    first_open: Times
    solved: Times
    solved_open: Times


@dataclass(frozen=True)
class Survey:
    """What customers said of how it was. `scores`: how many gave 1 to 5; `not_asked`: by the reason."""

    asked: int
    scores: tuple[int, ...]
    answered: int
    mean: float | None
    commented: int
    not_asked: Mapping[str, int]


def tickets_of(tally: Tally) -> Tickets:
    """The tickets of these counts."""
    opened, closed, by = (most_first(tally.under(f"tickets/{kind}")) for kind in ("opened", "closed", "by"))
    spans = (times_of(tally.spans(kind)) for kind in ("first", "first_open", "solved", "solved_open"))
    return Tickets(opened, closed, by, *spans)


def survey_of(tally: Tally) -> Survey:
    """The ratings of these counts."""
    scores, n = tuple(tally.one(f"survey/{score}") for score in SCORES), rated_in(tally)
    mean = sum(score * count for score, count in zip(SCORES, scores, strict=True)) / n if n else None
    return Survey(
        tally.one("survey/asked"), scores, n, mean, tally.one("survey/commented"), most_first(tally.under("survey/not"))
    )
