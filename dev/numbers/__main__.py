"""The command: it shows the days of the last month, or counts a month anew."""

import sys
from datetime import timedelta, tzinfo

from dev import command
from dev.given import Given, is_set, month_in
from dev.numbers.rebuild import Rebuild
from dev.numbers.recount import messages_of
from dev.store import keeping_of, place_of
from handlers.numbers.day import Day
from handlers.numbers.tally import Tally
from handlers.settings import Settings
from handlers.stores.days import StoredDays
from handlers.stores.keeping import Keeping
from handlers.wiring.zone import zone_of

SHOWN = timedelta(days=30)


def main() -> int:
    """0 if the days are shown, or counted anew as far as they may be."""
    return command.run(_run)


async def _run(settings: Settings, given: Given) -> int:
    month, zone = month_in(given, "REBUILD") if given.get("REBUILD") else None, zone_of(settings)
    async with keeping_of(settings) as keeping:
        print(f"Days of {zone}, from {place_of(settings)}.", flush=True)
        if month:
            return await Rebuild(keeping, zone, _say)(month, forced=is_set(given, "FORCE"))
        return await _show(keeping, zone)


async def _show(keeping: Keeping, zone: tzinfo) -> int:
    today = keeping.now().astimezone(zone).date()
    days = await StoredDays(keeping).of((today - SHOWN).isoformat(), today.isoformat())
    for day in days:
        print(_line(day))
    if not days:
        print("Nothing was counted yet: the clock counts messages, once TICK_SECRET is set and /tick is called.")
    return 0


def _line(day: Day) -> str:
    micros = sum(cost.micros for cost in Tally(day.counts).costs())
    return f"{day.date}  {messages_of(day):>7,} messages  ${micros / 1_000_000:>9,.2f}"


def _say(line: str) -> None:
    print(line, flush=True)


if __name__ == "__main__":
    sys.exit(main())
