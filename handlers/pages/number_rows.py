"""Rows of the numbers' tables, labelled and written in a reader's language. Pure."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from handlers.numbers.figures import Figures
from handlers.numbers.formats import DASH, GAP, Formats
from handlers.numbers.goals import PROMPT_SECONDS
from handlers.numbers.waits import UP_TO

Bar = tuple[str, float, str, str]  # label, length, as it is written, colour ("" for the usual one)
SCORES = "★"


@dataclass(frozen=True)
class Rows:
    """Makes rows. `label`: the word for a name of a kind."""

    formats: Formats
    label: Callable[[str, str], str]

    def of(self, figures: Figures) -> dict[str, Any]:
        """What the page needs besides the figures, by name."""
        return {
            "rows": self.counted,
            "dollars": self.dollars,
            "wait_rows": self.waits(figures),
            "part_rows": [
                (self.label("part_", name), mean, self.formats.span(mean / 1000), "")
                for name, mean in figures.waiting.parts.items()
            ],
            "score_rows": [
                (SCORES * score, count, self.formats.number(count), "")
                for score, count in reversed(list(enumerate(figures.survey.scores, 1)))
            ],
            "supplier_rows": [
                (self.label("supplier_", part.name), max(part.micros, 0), self.dollars(part.micros, part.unknown), "")
                for part in figures.spending.suppliers
            ],
            "country_rows": [
                (part.name or self.label("", "no_country"), part.micros, self.dollars(part.micros, part.unknown), "")
                for part in figures.spending.countries
            ],
            "busiest": busiest(figures),
        }

    def dollars(self, micros: float, unknown: int) -> str:
        """What was paid; at least that, where of some units no price is known: never nothing."""
        paid = self.formats.money(micros)
        return self.label("", "at_least").format(value=paid) if unknown else paid

    def counted(self, kind: str, counts: Mapping[str, int]) -> list[Bar]:
        """A row for each count."""
        return [(self.label(kind, name), count, self.formats.number(count), "") for name, count in counts.items()]

    def waits(self, figures: Figures) -> list[Bar]:
        """A row for each step of the waits; those beyond the goal in another colour."""
        steps = [self.formats.number(up_to) for up_to in UP_TO]
        labels = [self.label("", "up_to").format(span=f"{steps[0]}{GAP}s")]
        labels += [f"{low}{DASH}{high}{GAP}s" for low, high in pairwise(steps)]
        labels.append(self.label("", "beyond").format(span=f"{steps[-1]}{GAP}s"))
        return [
            (label, count, self.formats.number(count), "" if up_to <= PROMPT_SECONDS else "late")
            for label, count, up_to in zip(labels, figures.waiting.within, (*UP_TO, float("inf")), strict=True)
        ]


def busiest(figures: Figures) -> tuple[int, int, int] | None:
    """The weekday, the hour and the number of messages of the busiest hour; None without messages."""
    hours = [(n, day, hour) for day, row in enumerate(figures.hours) for hour, n in enumerate(row) if n]
    if not hours:
        return None
    n, day, hour = max(hours, key=lambda cell: cell[0])
    return day, hour, n
