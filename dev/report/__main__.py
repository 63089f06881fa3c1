"""The command: it reads the days from the store, and prints what they come to."""

import asyncio
import os
import sys
from collections.abc import Mapping
from datetime import date, timedelta
from typing import get_args

from pydantic import ValidationError

from dev import local
from dev.report.lines import Lines
from dev.store import keeping_of, place_of, settings_of_store
from handlers.errors import BadSettings, StoreUnavailable
from handlers.faults import faults
from handlers.languages import Language
from handlers.money.formats import Formats
from handlers.money.report import Reports
from handlers.money.span import MOST_DAYS, Span
from handlers.settings import Settings
from handlers.stores.briefs import StoredBriefs
from handlers.stores.days import StoredDays
from handlers.wiring.zone import zone_of

LANGUAGES: tuple[Language, ...] = get_args(Language)
DEFAULT_DAYS = 7
HOW = f"Give DAYS=7, or FROM=2026-11-01 TO=2026-11-30, at most {MOST_DAYS} days; without them it is the last seven."


class NotClear(Exception):
    """The days that are asked for are none; the message says what to give."""


def main() -> int:
    """0 if the numbers were printed."""
    try:
        asyncio.run(_run(settings_of_store(), os.environ))
    except ValidationError as problem:
        print("\n".join(faults(problem)))
    except (BadSettings, NotClear) as problem:
        print(problem)
    except StoreUnavailable as problem:
        print(f"The store does not answer ({problem.code}): {problem.remedy}.")
    else:
        return 0
    return 1


async def _run(settings: Settings, given: Mapping[str, str]) -> None:
    zone = zone_of(settings)
    async with keeping_of(settings) as keeping:
        reports = Reports(StoredDays(keeping), StoredBriefs(keeping), zone, keeping.now)
        report = await reports.of(span_of(given, reports.today))
        language = language_of(given)
        print(f"{place_of(settings)}\n")
        print("\n".join(Lines(language, Formats(language, zone), settings.time_zone or "UTC").of(report)))


def span_of(given: Mapping[str, str], today: date) -> Span:
    """The days of FROM and TO, or the last DAYS with today. Raises NotClear."""
    try:
        if given.get("FROM") or given.get("TO"):
            span = Span(date.fromisoformat(given.get("FROM", "")), date.fromisoformat(given.get("TO") or f"{today}"))
        else:
            span = Span(today - timedelta(days=int(given.get("DAYS") or DEFAULT_DAYS) - 1), today)
    except (ValueError, OverflowError):
        raise NotClear(HOW) from None
    if not 1 <= span.length <= MOST_DAYS:
        raise NotClear(HOW)
    return span


def language_of(given: Mapping[str, str]) -> Language:
    """LANGUAGE, unless it is a shell's own with others; else the assistant's."""
    for wanted in (given.get("LANGUAGE"), local.environment().get("ASSISTANT_LANGUAGE")):
        if wanted in LANGUAGES:
            return wanted
    return "es"


if __name__ == "__main__":
    sys.exit(main())
