"""`make showcase`: the numbers of two months that nobody lived, for the page that `make run` serves."""

import asyncio
import sys
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from dev import local
from dev.example import settings_of_example
from dev.made_up import days_of, events
from handlers.adapters.sqlite.documents import SqliteDocuments
from handlers.money.day import Day
from handlers.stores.days import StoredDays
from handlers.stores.indexes import INDEXED
from handlers.stores.keeping import Keeping

LENGTH = 60  # days, up to yesterday: today is what you do yourself
SETTLES = 3  # days until it is known what became of a conversation


def main() -> int:
    """Fill the local store; 1 with a sentence where there is none."""
    settings = settings_of_example(local.environment())
    if settings["STORE"] != "sqlite":
        print("The showcase is for the file that `make run` keeps: run it without STORE.")
        return 1
    zone = ZoneInfo(settings.get("TIME_ZONE") or "UTC")
    filled = asyncio.run(fill(settings["SQLITE_PATH"], _now, _now().astimezone(zone).date()))
    print(
        f"{filled} made-up days were added to {settings['SQLITE_PATH']}. To begin anew: rm {settings['SQLITE_PATH']}*"
    )
    print("Next: make run; as Marta write “panel”, open the link, then Números.")
    return 0


async def fill(path: str, now: Callable[[], datetime], today: date) -> int:
    """Write made-up days into the file, where it has none; return how many."""
    documents = SqliteDocuments(path, INDEXED, now)
    try:
        stored = StoredDays(Keeping(documents, now, timedelta(days=90)))
        made_up = in_time(days_of(events(today - timedelta(days=LENGTH), LENGTH, seed=8, most=150)), today)
        there = {day.date for day in await stored.of(made_up[0].date, made_up[-1].date)}
        missing = [day for day in made_up if day.date not in there]
        await stored.add({day.date: (day.counts, {}) for day in missing}, [])
        return len(missing)
    finally:
        await documents.close()


def in_time(days: Sequence[Day], today: date) -> list[Day]:
    """The days as they would be today: of the last conversations it is not known yet what became of them."""
    since = (today - timedelta(days=SETTLES)).isoformat()
    return [Day(day.date, _unsettled(day) if day.date >= since else day.counts) for day in days]


def _unsettled(day: Day) -> dict[str, int]:
    kept = ("talks/begun",)
    return {name: count for name, count in day.counts.items() if not name.startswith("talks/") or name in kept}


def _now() -> datetime:
    return datetime.now(UTC)


if __name__ == "__main__":
    sys.exit(main())
