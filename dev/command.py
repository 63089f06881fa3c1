"""Commands that look at what is kept: what they are given, and what stops them, in a sentence."""

import asyncio
import os
from collections.abc import Callable, Coroutine, Mapping
from typing import Any

from pydantic import ValidationError

from dev.store import settings_of_store
from handlers.errors import BadSettings, StoreUnavailable
from handlers.faults import faults
from handlers.money.span import Span, date_in, month_of
from handlers.settings import Settings

Given = Mapping[str, str]  # variables, as `make numbers REBUILD=2026-11` gives them
AGAIN = "Run it again."


class NotClear(Exception):
    """What was given makes no sense; the message says what to give."""


def run(work: Callable[[Settings, Given], Coroutine[Any, Any, int]], *also: str, again: str = AGAIN) -> int:
    """Do this with the store, and return its exit status: 1 with a sentence where something stops it.

    `also`: settings that it needs besides those of the store; `again`: what running it again does.
    """
    try:
        return asyncio.run(work(settings_of_store(*also), os.environ))
    except ValidationError as problem:
        print("\n".join(faults(problem)))
    except (BadSettings, NotClear) as problem:
        print(problem)
    except StoreUnavailable as problem:
        print(f"Broken off: the store does not answer ({problem.code}): {problem.remedy}. {again}")
    except KeyboardInterrupt:
        print(f"\nBroken off. {again}")
    return 1


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
