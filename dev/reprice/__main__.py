"""The command: it shows what each line was and would be, asks, and writes the days."""

import asyncio
import os
import sys
from collections.abc import Callable, Mapping
from contextlib import suppress

from pydantic import ValidationError

from dev.numbers.__main__ import MONTH
from dev.reprice.days import Repricing
from dev.store import keeping_of, place_of, settings_of_store
from handlers.errors import BadSettings, StoreUnavailable
from handlers.faults import faults
from handlers.money.prices import load_prices
from handlers.settings import Settings
from handlers.stores.days import StoredDays

QUESTION = "Write these days? [y/N] "
HOW = "Nothing was written. YES=1 writes it without asking."


def main() -> int:
    """0 if the days have the prices of now, or were left as they are because somebody said no."""
    try:
        return asyncio.run(_run(settings_of_store("COUNTRY_PRICES"), os.environ))
    except ValidationError as problem:
        print("\n".join(faults(problem)))
    except BadSettings as problem:
        print(problem)
    except StoreUnavailable as problem:
        print(f"Broken off: the store does not answer ({problem.code}): {problem.remedy}. Run it again.")
    return 1


async def _run(settings: Settings, given: Mapping[str, str]) -> int:
    month, is_agreed = given.get("MONTH", ""), given.get("YES", "0") not in ("", "0")
    if not MONTH.fullmatch(month):
        print("MONTH has to be a month, as in MONTH=2026-11.")
        return 1
    async with keeping_of(settings) as keeping:
        print(f"Days of {month}, from {place_of(settings)}.", flush=True)
        repricing = Repricing(StoredDays(keeping), load_prices(settings.country_prices), _say)
        return await repricing(month, agree=(lambda: True) if is_agreed else _asks(sys.stdin.isatty()))


def _asks(is_there: bool) -> Callable[[], bool]:
    """Who asks the person at the keyboard, if there is one."""

    def ask() -> bool:
        answer = ""
        if is_there:
            with suppress(EOFError):
                answer = input(QUESTION)
        if answer.strip().lower() in ("y", "yes"):
            return True
        print(HOW)
        return False

    return ask


def _say(line: str) -> None:
    print(line, flush=True)


if __name__ == "__main__":
    sys.exit(main())
