"""What happened in the world, as plain lists: everything that the recount knows."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

Life = tuple[int, int]  # a customer, and how often they were forgotten before


@dataclass(frozen=True)
class Paid:
    """So many units of a line. `is_guess`: they are guessed."""

    line: str
    where: str
    units: int
    is_guess: bool = False


@dataclass(frozen=True)
class Bill:
    """What was paid at one moment, for one of the business's numbers, in one app."""

    at: datetime
    business: str
    items: Sequence[Paid]
    app: str = "-"


@dataclass(frozen=True)
class Answer:
    """What became of a message. `is_own`: its own turn answered it; the rest is about the answer then."""

    at: datetime
    who: str
    is_own: bool
    bill: Bill
    known: bool = True
    topic: str = ""
    mood: str = ""
    parts: dict[str, int] = field(default_factory=dict)


@dataclass
class Came:
    """A customer's message. `talks`: it asks for something; `solved`: it says that nothing is left to do.

    `remark`: it neither asks, greets nor orders; `score`: of one that is a digit; `told`: the customer was told that
    there is no answer; `given_up`: it was counted as one without an answer before it got one; `label`: topic and mood
    found at night.
    """

    sid: str
    life: Life
    at: datetime
    app: str
    talks: bool
    solved: bool = False
    remark: bool = False
    score: int = 0
    told: bool = False
    given_up: bool = False
    answer: Answer | None = None
    label: tuple[str, str] | None = None

    @property
    def counted(self) -> Answer | None:
        """The answer that counts."""
        return None if self.given_up else self.answer


@dataclass
class Case:
    """A ticket. `agent`: who has it, or had it last."""

    life: Life
    why: str
    opened_at: datetime
    agent: str = ""
    first_at: datetime | None = None
    closed_at: datetime | None = None
    reason: str = ""


@dataclass
class Asked:
    """A customer who was asked how it was, or was not, and why."""

    life: Life
    at: datetime
    not_asked: str
    is_of_case: bool
    score: int = 0
    answered_at: datetime | None = None
    commented: bool = False


@dataclass
class Happened:
    """All of it. `bills`: those outside the turns of customers; `checks`: of the function by itself, and their results.

    `ended`: the lives of customers who were forgotten; since when their conversations were not settled, None if all
    were.
    """

    came: dict[str, Came] = field(default_factory=dict)
    bills: list[Bill] = field(default_factory=list)
    cases: dict[str, Case] = field(default_factory=dict)
    asked: dict[str, Asked] = field(default_factory=dict)
    checks: list[tuple[datetime, bool]] = field(default_factory=list)
    ended: dict[Life, datetime | None] = field(default_factory=dict)
