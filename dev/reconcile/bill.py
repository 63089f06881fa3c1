"""What a supplier billed for some days, in the words of our lines."""

from collections.abc import Mapping
from dataclasses import dataclass


class CannotAsk(Exception):
    """The supplier did not say what it billed; the message has the cause and the remedy."""


def refused(supplier: str, why: str, remedy: str) -> CannotAsk:
    """The error of a supplier that did not answer: a status or an error's name, and what to do."""
    return CannotAsk(f"{supplier} did not say what it billed: {why}. {remedy[0].upper()}{remedy[1:]}.")


@dataclass(frozen=True)
class Bill:
    """`micros`: millionths of a dollar, by row; what has no row of ours has the supplier's own name.

    `notes`: what one has to know of it, such as until when it is complete.
    """

    micros: Mapping[str, int]
    notes: tuple[str, ...] = ()
