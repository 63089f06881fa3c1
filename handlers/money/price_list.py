"""The price list, prices.toml: read once, at the start, and refused if a price in it cannot be right. Pure."""

import tomllib
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import pairwise
from typing import Any

from handlers.money.countries import COUNTRIES

SERVICE = "meta.service"  # some of a month's are free
LINES = frozenset(
    {
        *("twilio.in", "twilio.out", "twilio.failed"),  # messages
        *(SERVICE, "meta.template"),  # delivered messages
        *("openai.input", "openai.cached", "openai.output"),  # tokens
        *("openai.transcription", "openai.search", "openai.tools"),  # seconds, calls, calls
        *("google.cpu", "google.memory", "google.requests"),  # seconds of a vCPU and of a GiB; requests
        *("google.reads", "google.writes"),  # documents
    }
)
# How many of what we count are in the supplier's unit.
UNITS = {
    "message": 1,
    "call": 1,
    "second": 1,
    "minute": 60,
    "100,000 documents": 100_000,
    "million tokens": 1_000_000,
    "million requests": 1_000_000,
}
NEEDED = frozenset({"supplier", "seen", "source", "from", "per", "line", "price"})
KEYS = NEEDED | {"read", "currency", "where", "name"}
MILLION = 1_000_000


@dataclass(frozen=True)
class Price:
    """One price of one thing: `micros` millionths of a dollar for `units` of it, from the day `since` on.

    `listed`: as the supplier writes it, in dollars, for `per`. `is_read`: read at the supplier, not told by others.
    """

    line: str
    where: str
    name: str
    since: date
    listed: Decimal
    per: str
    micros: int
    units: int
    is_read: bool


@dataclass(frozen=True)
class PriceList:
    """`prices`: by line and where, the newest first. By supplier, `seen`: its newest; `sources`: its first."""

    prices: Mapping[tuple[str, str], Sequence[Price]]
    seen: Mapping[str, date]
    sources: Mapping[str, str]


def read_prices(text: str) -> PriceList:
    """The list in this text. Raises ValueError, which names the price that is wrong."""
    document = tomllib.loads(text, parse_float=Decimal)
    prices: dict[tuple[str, str], list[Price]] = {}
    seen: dict[str, date] = {}
    sources: dict[str, str] = {}
    for row in _rows(document["list"]):
        _check(row, document["dollar"].keys() | {""})
        supplier = row["supplier"]
        seen[supplier] = max(row["seen"], seen.get(supplier, row["seen"]))
        sources.setdefault(supplier, row["source"])
        for price in _prices(row, document["dollar"]):
            prices.setdefault((price.line, price.where), []).append(price)
    for same in prices.values():
        same.sort(key=lambda price: price.since, reverse=True)
        _check_days(same)
    return PriceList(prices, seen, sources)


def _rows(lists: Sequence[Mapping[str, Any]]) -> Iterator[dict[str, Any]]:
    for table in lists:
        common = {key: value for key, value in table.items() if key != "prices"}
        yield from ({**common, **price} for price in table["prices"])


def _prices(row: Mapping[str, Any], dollar: Mapping[str, Decimal]) -> Iterator[Price]:
    listed = Decimal(row["price"])
    if currency := row.get("currency"):
        listed = round(listed / dollar[currency], 4)  # as the same list has it in dollars
    numerator, denominator = listed.as_integer_ratio()
    for line in _several(row["line"]):
        for where in _several(row.get("where", "")):
            yield Price(
                line,
                where,
                row.get("name", where),
                row["from"],
                listed,
                row["per"],
                numerator * MILLION,
                denominator * UNITS[row["per"]],
                row.get("read", True),
            )


def _several(value: str | list[str]) -> list[str]:
    return [value] if isinstance(value, str) else value


def _check(row: Mapping[str, Any], currencies: Set[str]) -> None:
    """Raise ValueError if a price is not written as it has to be."""
    if strange := (NEEDED - row.keys()) | (row.keys() - KEYS):
        raise _wrong(row, f"misses, or has without a meaning: {', '.join(sorted(strange))}")
    for fault, holds in (
        ("has a line that nothing is counted for", set(_several(row["line"])) <= LINES),
        ("has another supplier's line", all(_is_of(line, row["supplier"]) for line in _several(row["line"]))),
        ("has an unknown unit in `per`", row["per"] in UNITS),
        ("has an unknown currency", row.get("currency", "") in currencies),
        ("has no price of 0 or more", _is_amount(row["price"])),
        ("has no day in `from` and `seen`", type(row["from"]) is date and type(row["seen"]) is date),
        ("has an unknown country", row["supplier"] != "meta" or set(_several(row.get("where", ""))) <= COUNTRIES),
    ):
        if not holds:
            raise _wrong(row, fault)


def _is_of(line: str, supplier: str) -> bool:
    return line.partition(".")[0] == supplier


def _is_amount(price: object) -> bool:
    return type(price) in (int, Decimal) and Decimal(price).is_finite() and price >= 0  # type: ignore[arg-type,operator]


def _check_days(prices: Sequence[Price]) -> None:
    """Raise ValueError for two prices from the same day on. A price holds until the next, so no day has none or two."""
    for newer, older in pairwise(prices):
        if newer.since == older.since:
            raise ValueError(f"prices.toml: {newer.line} {newer.where} has two prices from {newer.since} on")


def _wrong(row: Mapping[str, Any], fault: str) -> ValueError:
    named = " ".join(str(row.get(key, "?")) for key in ("supplier", "line", "where", "from"))
    return ValueError(f"prices.toml: the price of {named} {fault}")
