"""Canned replies, from the setting CANNED_REPLIES: a line each, as "name | text" or the text alone. Pure."""

from dataclasses import dataclass

MOST_NAME = 40


@dataclass(frozen=True)
class Canned:
    """A reply that an agent can put into the composer."""

    name: str
    text: str


def canned_in(setting: str) -> list[Canned]:
    """The replies of the setting."""
    return [_canned(line) for line in setting.splitlines() if line.strip()]


def _canned(line: str) -> Canned:
    name, divider, text = (part.strip() for part in line.partition(" | "))
    return Canned(name, text) if divider and text else Canned(name[:MOST_NAME], line.strip())
