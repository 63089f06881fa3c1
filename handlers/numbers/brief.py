"""What is kept of a day beside it, so that a range can be compared with the one before without reading its days. Pure.

A month's briefs are one document. What is kept adds up as the day's counts do, and gives the same five figures.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from handlers.numbers.day import Day
from handlers.numbers.goals import SCORES, WAITS
from handlers.numbers.tally import Tally

_KEPT = ("asked", "prompt", "minutes", "messages", "talks")
_SCORES = tuple(f"survey/{score}" for score in SCORES)
ALL_MONEY = "money/all/-"


@dataclass(frozen=True)
class Briefs:
    """The briefs of some months: days with fewer counts, in order. `at`: when any of them was last written."""

    days: Sequence[Day] = ()
    at: datetime | None = None


def brief(counts: Mapping[str, int]) -> dict[str, int]:
    """Those of a day's counts, or sums of them, that the five figures, messages and conversations need."""
    kept = Counter(
        {name: count for name, count in counts.items() if name.partition("/")[0] in _KEPT or name in _SCORES}
    )
    tally = Tally(counts)
    for number, count in tally.spans(*WAITS).buckets.items():
        kept[f"{WAITS[0]}/{number}"] += count
    for cost in tally.costs():
        kept[f"{ALL_MONEY}/micros/exact"] += cost.micros - cost.estimated
        kept[f"{ALL_MONEY}/micros/estimated"] += cost.estimated
        kept[f"{ALL_MONEY}/unknown"] += cost.unknown
    return {name: count for name, count in kept.items() if count}
