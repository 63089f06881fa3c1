"""The command: it reads the days from the store, and prints what they come to."""

import sys
from datetime import date, timedelta
from typing import get_args

from dev import command, local
from dev.given import Given, NotClear, days_in
from dev.report.lines import Lines
from dev.store import keeping_of, place_of
from handlers.languages import Language
from handlers.numbers.formats import Formats
from handlers.numbers.report import Reports
from handlers.numbers.span import MOST_DAYS, Span
from handlers.settings import Settings
from handlers.stores.briefs import StoredBriefs
from handlers.stores.days import StoredDays
from handlers.wiring.zone import zone_of

LANGUAGES: tuple[Language, ...] = get_args(Language)
DEFAULT_DAYS = 7
HOW = f"Give DAYS=7, or FROM=2026-11-01 TO=2026-11-30, at most {MOST_DAYS} days; without them it is the last seven."


def main() -> int:
    """0 if the numbers were printed."""
    return command.run(_run)


async def _run(settings: Settings, given: Given) -> int:
    zone = zone_of(settings)
    async with keeping_of(settings) as keeping:
        reports = Reports(StoredDays(keeping), StoredBriefs(keeping), zone, keeping.now)
        report = await reports.of(span_of(given, reports.today))
        language = language_of(given)
        lines = Lines(language, Formats(language, zone), settings.time_zone or "UTC").of(report)
        command.say("\n".join([f"{place_of(settings)}\n", *lines]))
    return 0


def span_of(given: Given, today: date) -> Span:
    """The days of FROM and TO, or the last DAYS with today. Raises NotClear."""
    is_named = given.get("FROM") or given.get("TO")
    span = days_in(given, today.isoformat()) if is_named else _last(given.get("DAYS") or f"{DEFAULT_DAYS}", today)
    if span is None or not 1 <= span.length <= MOST_DAYS:
        raise NotClear(HOW)
    return span


def _last(days: str, today: date) -> Span | None:
    try:
        return Span(today - timedelta(days=int(days) - 1), today)
    except (ValueError, OverflowError):
        return None


def language_of(given: Given) -> Language:
    """LANGUAGE, unless it is a shell's own with others; else the assistant's."""
    for wanted in (given.get("LANGUAGE"), local.environment().get("ASSISTANT_LANGUAGE")):
        if wanted in LANGUAGES:
            return wanted
    return "es"


if __name__ == "__main__":
    sys.exit(main())
