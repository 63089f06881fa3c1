"""Samples: some of what was counted, in customers' words, for as long as these are kept. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from handlers.numbers.day import Day

MOST = 20


class SampleKind(StrEnum):
    """The kinds of samples that days hold."""

    OTHER = "other"  # messages about none of the topics
    UNKNOWN = "unknown"  # questions that the assistant could not answer
    COMMENT = "comment"  # ratings with a comment


@dataclass(frozen=True)
class Sample:
    """One of them. `talk`: the alias of its thread, "" if that is gone; `score`: of a rating, None else."""

    at: datetime
    words: str
    talk: str
    score: int | None = None


def latest(days: Sequence[Day], kind: SampleKind) -> list[str]:
    """The ids of samples of these days, the latest day's first."""
    return [each for day in reversed(days) for each in day.samples.get(kind, ())][:MOST]
