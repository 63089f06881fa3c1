"""Surveys as a thread knows them: what its customer was asked last, and what became of it."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class Survey:
    """The last question how it was. `id`: where the answer is kept."""

    id: str
    at: datetime


@dataclass(frozen=True)
class Rated:
    """What a turn made of the first message after the question that was asked `asked_at`.

    `by`: that message, which came `at`. `score`: from 1 to 5, 0 if it was no rating: then nothing is one any more.
    `then`: the first message after the rating.
    """

    asked_at: datetime
    by: str
    at: datetime
    score: int = 0
    then: str = ""
