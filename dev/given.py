"""What a command is given by make: variables, and what they mean."""

from collections.abc import Mapping

from handlers.numbers.span import Span, date_in, month_of

Given = Mapping[str, str]  # as `make numbers REBUILD=2026-11` gives them


class NotClear(Exception):
    """What was given makes no sense; the message says what to give."""


def is_set(given: Given, name: str) -> bool:
    """True for a switch that is on, as in SEND=1."""
    return given.get(name, "0") not in ("", "0")


def month_in(given: Given, name: str) -> Span:
    """The month of a variable, as in 2026-11. Raises NotClear."""
    first = date_in(f"{given.get(name, '')}-01")
    if first is None:
        raise NotClear(f"{name} has to be a month, as in {name}=2026-11.")
    return month_of(first)


def days_in(given: Given, last: str = "") -> Span | None:
    """The days from FROM to TO, or to `last` without one; None if these are no days."""
    first, end = date_in(given.get("FROM", "")), date_in(given.get("TO") or last)
    return Span(first, end) if first and end and first <= end else None
