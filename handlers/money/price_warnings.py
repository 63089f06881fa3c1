"""What is doubtful about prices, in words for whoever runs Recado. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from handlers.money.price_list import SERVICE, PriceList


@dataclass(frozen=True)
class PriceWarning:
    """`about`: the supplier ("meta") or the line and where ("meta.service GT"); `said` and `remedy` in English."""

    about: str
    said: str
    remedy: str


def quarter(on: date) -> date:
    """The first day of the quarter."""
    return date(on.year, on.month - (on.month - 1) % 3, 1)


def stale(listed: PriceList, on: date) -> Iterator[PriceWarning]:
    """A warning for each supplier whose prices nobody has looked at since the quarter began: they change then."""
    for supplier, seen in sorted(listed.seen.items()):
        if seen < quarter(on):
            said = f"the prices of {supplier} were last looked at on {seen}, before this quarter began"
            remedy = f"compare handlers/money/prices.toml with {listed.sources[supplier]}, or take a newer Recado"
            yield PriceWarning(supplier, said, remedy)


def unknown(line: str, where: str) -> PriceWarning:
    """The warning about a line without a price; `where`: the country or model."""
    about = f"{line} {where}".strip()
    if line == SERVICE:
        country = where or "a country that the customer's address does not tell"
        remedy = f"set COUNTRY_PRICES, such as {where or 'GT'}=0.01, from Meta's list"
        return PriceWarning(about, f"the price of a message to {country} is not known", remedy)
    said = f"the price of {line} is not known" + (f" for {where}" if where else "")
    return PriceWarning(about, said, "add it to handlers/money/prices.toml, with its source")
