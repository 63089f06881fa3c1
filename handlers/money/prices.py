"""Prices: the cost of so many units of a line on a day. What has no price is unknown, never nothing. Pure.

Amounts are whole micro-dollars: millionths of a US dollar.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, tzinfo
from decimal import Decimal
from pathlib import Path

from handlers.conversation.facts import Charge, Sure
from handlers.money.country_prices import country_prices_in
from handlers.money.price_list import MILLION, SERVICE, Price, PriceList, read_prices
from handlers.money.price_warnings import PriceWarning, stale, unknown

LIST = Path(__file__).with_name("prices.toml")
RUN, CPU, MEMORY = "google.run", "google.cpu", "google.memory"
LABELS = "openai.labels."  # the night's question has the prices of others
GIB = Decimal("0.5")  # of memory that the function has, besides one vCPU: cloudbuild.yaml


@dataclass(frozen=True)
class Prices:
    """The prices of all lines. `prices`: by line and where, the newest first. `zone`: whose days they hold on."""

    listed: PriceList
    prices: Mapping[tuple[str, str], Sequence[Price]]
    zone: tzinfo = UTC

    def day(self, at: datetime) -> date:
        """The day whose prices hold at this moment: the one on which it is counted, so that both can be compared."""
        return at.astimezone(self.zone).date()

    def charge(self, line: str, units: int, on: date, where: str = "", *, is_guess: bool = False) -> Charge:
        """The charge for so many units on that day, rounded half up; without a price its amount is unknown.

        `is_guess`: the units are guessed. Those of "google.run" are milliseconds of a vCPU with the function's memory;
        those of the other lines: LINES.
        """
        price = self.price(line, on, where)
        if price is None:
            return Charge(line, units, None, Sure.UNKNOWN, where)
        micros = (2 * units * price.micros + price.units) // (2 * price.units)
        return Charge(line, units, micros, Sure.EXACT if price.is_read and not is_guess else Sure.ESTIMATED, where)

    def price(self, line: str, on: date, where: str = "") -> Price | None:
        """The price that holds on that day, if it is known."""
        for price in self.prices.get((line.replace(LABELS, "openai."), where), ()):
            if price.since <= on:
                return price
        return None

    def newest(self, line: str) -> dict[str, Price]:
        """The newest prices of a line, by where."""
        return {where: prices[0] for (known, where), prices in self.prices.items() if known == line}

    def warnings(self, on: date, used: Iterable[tuple[str, str]] = ()) -> list[PriceWarning]:
        """What is doubtful about the prices on that day: lists that are too old; `used` lines (and where) without."""
        missing = [unknown(line, where) for line, where in used if self.price(line, on, where) is None]
        return [*stale(self.listed, on), *missing]


def load_prices(country_prices: str = "", zone: tzinfo = UTC) -> Prices:
    """The prices of prices.toml; `country_prices` is the setting COUNTRY_PRICES. Raises ValueError."""
    listed = read_prices(LIST.read_text())
    prices = {**listed.prices, **_of_run(listed.prices)}
    for country, amount in country_prices_in(country_prices).items():
        key = (SERVICE, country)
        own = _price(SERVICE, country, _since_when_paid(listed), amount, 1, is_read=True)
        prices[key] = [own, *prices.get(key, ())]  # the first that holds already is taken
    return Prices(listed, prices, zone)


def _of_run(prices: Mapping[tuple[str, str], Sequence[Price]]) -> dict[tuple[str, str], Sequence[Price]]:
    """The prices of a millisecond of the function: its vCPU and its memory, which change on the same days."""
    found = []
    for cpu, memory in zip(prices[CPU, ""], prices[MEMORY, ""], strict=True):
        if cpu.since != memory.since:
            raise ValueError(f"prices.toml: {CPU} and {MEMORY} need prices from the same days on")
        found.append(_price(RUN, "", cpu.since, cpu.listed + GIB * memory.listed, 1000, is_read=cpu.is_read))
    return {(RUN, ""): found}


def _since_when_paid(listed: PriceList) -> date:
    """The day from which on Meta takes money for free-form messages."""
    every = [price for (line, _), prices in listed.prices.items() if line == SERVICE for price in prices]
    return min(price.since for price in every if price.micros)


def _price(line: str, where: str, since: date, listed: Decimal, per: int, *, is_read: bool) -> Price:
    numerator, denominator = listed.as_integer_ratio()
    return Price(line, where, where, since, listed, "", numerator * MILLION, denominator * per, is_read)
