"""Money, counted plainly: each bill at the price of its day, by the list of prices read once more."""

import tomllib
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, tzinfo
from fractions import Fraction
from functools import cache
from typing import Any

from handlers.money.prices import LIST
from tests.numbers.whole.happened import Bill

PER = {"message": 1, "million tokens": 1_000_000, "minute": 60, "call": 1, "second": 1000, "100,000 documents": 100_000}
FREE = 1000  # of Meta's messages a month and number
LISTS: list[dict[str, Any]] = tomllib.loads(LIST.read_text(), parse_float=Fraction)["list"]


@dataclass(frozen=True)
class Money:
    """What was paid for one line on one day. `micros`: None without a price; `free`: so many units of it were free."""

    day: str
    line: str
    where: str
    units: int
    micros: int | None
    is_guess: bool
    business: str
    app: str
    free: int = 0


def money_of(bills: Iterable[Bill], zone: tzinfo) -> list[Money]:
    """All that was paid, in the order of days."""
    every = sorted((money for bill in bills for money in _of(bill, zone)), key=lambda money: money.day)
    used: Counter[tuple[str, str]] = Counter()
    found = []
    for money in every:
        if money.line == "meta.service":
            month = money.day[:7], money.business
            free = min(money.units, FREE - used[month])
            used[month] += free
            found.append(replace(money, free=free))
        else:
            found.append(money)
    return found


def _of(bill: Bill, zone: tzinfo) -> Iterator[Money]:
    """A bill's lines. Where a part of one is guessed, all of it is an estimate."""
    units: Counter[tuple[str, str]] = Counter()
    guesses = {(item.line, item.where) for item in bill.items if item.is_guess}
    for item in bill.items:
        units[item.line, item.where] += item.units
    day = bill.at.astimezone(zone).date().isoformat()
    for (line, where), count in units.items():
        if line == "untold":
            yield Money(day, "openai.output", where, count, None, False, bill.business, bill.app)
        elif count:
            price = _price(line, where, date.fromisoformat(day))
            micros = None if price is None else int(price[0] * count + Fraction(1, 2))
            is_guess = (line, where) in guesses or (price is not None and not price[1])
            yield Money(day, line, where, count, micros, is_guess, bill.business, bill.app)


@cache
def _price(line: str, where: str, on: date) -> tuple[Fraction, bool] | None:
    """Micros for a unit, and whether the price was read at the supplier; None: there is none."""
    if line == "google.run":  # a vCPU, and half a GiB
        return _listed("google.cpu", "", on, 1) + _listed("google.memory", "", on, Fraction(1, 2)), True
    known = [one for one in LISTS if one["from"] <= on and _is_listed(one, line.replace("labels.", ""), where)]
    if not known:
        return None
    newest = max(known, key=lambda one: one["from"])
    price = next(row["price"] for row in newest["prices"] if _is_row(newest, row, line.replace("labels.", ""), where))
    return Fraction(price) * 1_000_000 / PER[newest["per"]], newest.get("read", True)


def _listed(line: str, where: str, on: date, share: int | Fraction) -> Fraction:
    price = _price(line, where, on)
    assert price
    return price[0] * share


def _is_listed(listed: dict[str, Any], line: str, where: str) -> bool:
    return listed.get("currency", "USD") == "USD" and any(_is_row(listed, row, line, where) for row in listed["prices"])


def _is_row(listed: dict[str, Any], row: dict[str, Any], line: str, where: str) -> bool:
    lines, places = row.get("line", listed.get("line", "")), row.get("where", "")
    return line in ([lines] if isinstance(lines, str) else lines) and where in (
        [places] if isinstance(places, str) else places
    )
