"""Findings of the doctor: a check holds, fails with a remedy, does not apply here, or was left out."""

from dataclasses import dataclass
from enum import StrEnum


class Verdict(StrEnum):
    """The outcome of a check: the mark in front of it."""

    HOLDS = "✓"
    FAILS = "✗"
    DOES_NOT_APPLY = "-"
    NOT_CHECKED = "?"


@dataclass(frozen=True)
class Finding:
    """One check, its verdict, and what was seen; `remedy` only if it fails or was not checked.

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


def not_checked(check: str, why: str, *, remedy: str) -> Finding:
    """The check applies, but not on this machine, which is no failure; the remedy says how to check it."""
    return Finding(check, Verdict.NOT_CHECKED, f"not checked here: {why}", remedy)
