"""The command: it shows the days of the last month, or counts a month anew."""

import asyncio
import os
import re
import sys
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta, tzinfo

from pydantic import ValidationError

from dev.numbers.rebuild import Rebuild
from dev.numbers.recount import messages_of
from dev.store import keeping_of, place_of, settings_of_store
from handlers.errors import BadSettings, StoreUnavailable
from handlers.faults import faults
from handlers.money.day import Day
from handlers.settings import Settings
from handlers.stores.days import StoredDays
from handlers.stores.keeping import Keeping
from handlers.wiring.zone import zone_of

MONTH = re.compile(r"\d{4}-(0[1-9]|1[0-2])")
SHOWN = timedelta(days=30)


def main() -> int:
    """0 if the days are shown, or counted anew as far as they may be."""
    try:
        return asyncio.run(_run(settings_of_store(), os.environ))
    except ValidationError as problem:
        print("\n".join(faults(problem)))
    except BadSettings as problem:
        print(problem)
    except StoreUnavailable as problem:
        print(f"Broken off: the store does not answer ({problem.code}): {problem.remedy}. Run it again.")
    return 1


async def _run(settings: Settings, given: Mapping[str, str]) -> int:
    month, is_forced = given.get("REBUILD", ""), given.get("FORCE", "0") not in ("", "0")
    if month and not MONTH.fullmatch(month):
        print(f"REBUILD has to be a month, as in REBUILD={datetime.now(UTC):%Y-%m}.")
        return 1
    zone = zone_of(settings)
    async with keeping_of(settings) as keeping:
        print(f"Days of {zone}, from {place_of(settings)}.", flush=True)
        if month:
            return await Rebuild(keeping, zone, _say)(month, forced=is_forced)
        return await _show(keeping, zone)


async def _show(keeping: Keeping, zone: tzinfo) -> int:
    today = keeping.now().astimezone(zone).date()
    days = await StoredDays(keeping).of(_text(today - SHOWN), _text(today))
    for day in days:
        print(_line(day))
    if not days:
        print("Nothing was counted yet: the clock counts messages, once TICK_SECRET is set and /tick is called.")
    return 0


def _line(day: Day) -> str:
    money = [count for name, count in day.counts.items() if name.startswith("money/") and "/micros/" in name]
    return f"{day.date}  {messages_of(day):>7,} messages  ${sum(money) / 1_000_000:>9,.2f}"


def _text(day: date) -> str:
    return day.isoformat()


def _say(line: str) -> None:
    print(line, flush=True)


if __name__ == "__main__":
    sys.exit(main())
