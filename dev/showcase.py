"""`make showcase`: the numbers of two months that nobody lived, for the page that `make run` serves."""

import shlex
import sys
from collections.abc import Sequence
from datetime import date, timedelta

from dev import command
from dev.given import Given, NotClear
from dev.made_up import days_of, events
from dev.store import keeping_of, place_of
from handlers.numbers.day import Day
from handlers.settings import Settings
from handlers.stores.days import StoredDays
from handlers.wiring.zone import zone_of

LENGTH = 60  # days, up to yesterday: today is what you do yourself
SETTLES = 3  # days until it is known what became of a conversation


def main() -> int:
    """Fill the local store; 1 with a sentence where there is none."""
    return command.run(_run)


async def _run(settings: Settings, _given: Given) -> int:
    if settings.store != "sqlite":
        raise NotClear("The showcase is for the file that `make run` keeps: run it without STORE.")
    zone, path = zone_of(settings), place_of(settings)
    async with keeping_of(settings) as keeping:
        filled = await fill(StoredDays(keeping), keeping.now().astimezone(zone).date())
    print(f"{filled} made-up days were added to {path}. To begin anew: rm {shlex.quote(path)}*")
    print("Next: make run; as an agent (Marta, unless you set AGENTS) write “panel”, open the link, then Números.")
    return 0


async def fill(stored: StoredDays, today: date) -> int:
    """Add made-up days where there are none; return how many."""
    made_up = in_time(days_of(events(today - timedelta(days=LENGTH), LENGTH, seed=8, most=150)), today)
    there = {day.date for day in await stored.of(made_up[0].date, made_up[-1].date)}
    missing = [day for day in made_up if day.date not in there]
    await stored.add({day.date: (day.counts, {}) for day in missing}, [])
    return len(missing)


def in_time(days: Sequence[Day], today: date) -> list[Day]:
    """The days as they would be today: of the last conversations it is not known yet what became of them."""
    since = (today - timedelta(days=SETTLES)).isoformat()
    return [Day(day.date, _unsettled(day) if day.date >= since else day.counts) for day in days]


def _unsettled(day: Day) -> dict[str, int]:
    kept = ("talks/begun",)
    return {name: count for name, count in day.counts.items() if not name.startswith("talks/") or name in kept}


if __name__ == "__main__":
    sys.exit(main())
