"""What the doctor says about one thing: it holds, it does not and here is the remedy, or it does not apply here."""

from dataclasses import dataclass
from enum import StrEnum


class Verdict(StrEnum):
    """How a check came out; the mark that stands before it."""

    HOLDS = "✓"
    FAILS = "✗"
    DOES_NOT_APPLY = "-"


@dataclass(frozen=True)
class Finding:
    """One check: what was looked at, how it came out, what was seen; `remedy` only where it fails.

    Neither `said` nor `remedy` may hold a secret, or words of a vendor's that could quote one.
    """

    check: str
    verdict: Verdict
    said: str
    remedy: str = ""

    def __str__(self) -> str:
        lines = [f"{self.verdict} {self.check}: {self.said}"]
        return "\n".join([*lines, *(f"    {line}" for line in self.remedy.splitlines())])

    def as_json(self) -> dict[str, str]:
        """For machines: the verdict in words."""
        verdict = self.verdict.name.lower().replace("_", " ")
        return {"check": self.check, "verdict": verdict, "said": self.said, "remedy": self.remedy}


def holds(check: str, said: str) -> Finding:
    return Finding(check, Verdict.HOLDS, said)


def fails(check: str, said: str, *, remedy: str) -> Finding:
    return Finding(check, Verdict.FAILS, said, remedy)


def not_applicable(check: str, why: str) -> Finding:
    """The check does not apply here, which is no failure."""
    return Finding(check, Verdict.DOES_NOT_APPLY, why)
