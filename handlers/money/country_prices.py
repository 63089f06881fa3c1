"""COUNTRY_PRICES: what Meta takes for a message to a country, as the business itself knows it. Pure."""

import re
from decimal import Decimal

from handlers.money.countries import COUNTRIES

MOST = Decimal(1)  # of a dollar: whoever writes 8.5 means cents
REMEDY = 'write countries (ISO 3166) with US dollars a message, such as "MX=0.0085, CO=0.0008"'


def country_prices_in(setting: str) -> dict[str, Decimal]:
    """Dollars a message by country. Raises ValueError, with the cause and the remedy."""
    found: dict[str, Decimal] = {}
    for entry in filter(None, (part.strip() for part in re.split("[,\n]", setting))):
        country, _, amount = (part.strip() for part in entry.partition("="))
        if country not in COUNTRIES:
            raise ValueError(f"names a country that there is not; {REMEDY}")
        if country in found:
            raise ValueError(f"has two prices for {country}; {REMEDY}")
        if not re.fullmatch(r"[0-9]{1,3}(\.[0-9]{1,9})?", amount, re.ASCII) or Decimal(amount) > MOST:
            raise ValueError(f"has no price of 0 to 1 dollar for {country}; {REMEDY}")
        found[country] = Decimal(amount)
    return found
