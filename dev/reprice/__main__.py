"""The command: it shows what each line was and would be, asks, and writes the days."""

import signal
import sys
from contextlib import suppress

from dev import command
from dev.given import Given, is_set, month_in
from dev.reprice.days import Repricing
from dev.store import keeping_of, place_of
from handlers.money.prices import load_prices
from handlers.settings import Settings
from handlers.stores.days import StoredDays

QUESTION = "Write these days? [y/N] "
HOW = "Nothing was written. YES=1 writes it without asking."


def main() -> int:
    """0 if the days have the prices of now, or were left as they are because somebody said no."""
    return command.run(_run, "COUNTRY_PRICES")


async def _run(settings: Settings, given: Given) -> int:
    month = month_in(given, "MONTH")
    async with keeping_of(settings) as keeping:
        print(f"Days of {month.first:%Y-%m}, from {place_of(settings)}.", flush=True)
        repricing = Repricing(StoredDays(keeping), load_prices(settings.country_prices), _say)
        return await repricing(month, agree=lambda: is_set(given, "YES") or _is_agreed())


def _is_agreed() -> bool:
    """True if there is a person at the keyboard who says so."""
    answer = ""
    if sys.stdin.isatty():
        signal.signal(signal.SIGINT, signal.default_int_handler)  # asyncio's lets Ctrl-C wait for an answer
        with suppress(EOFError):
            answer = input(QUESTION)
    if answer.strip().lower() in ("y", "yes"):
        return True
    print(HOW)
    return False


def _say(line: str) -> None:
    print(line, flush=True)


if __name__ == "__main__":
    sys.exit(main())
