"""Findings of the doctor: a check holds, fails with a remedy, or does not apply here."""

from dataclasses import dataclass
from enum import StrEnum


class Verdict(StrEnum):
    """The outcome of a check: the mark in front of it."""

    HOLDS = "✓"
    FAILS = "✗"
    DOES_NOT_APPLY = "-"


@dataclass(frozen=True)
class Finding:
    """One check, its verdict, and what was seen; `remedy` only if it fails.

    Neither `said` nor `remedy` may hold a secret, or a vendor's words that could quote one.
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
