"""Closing days: a country's public holidays, and days of the business's own.

`holidays` takes a tenth of a second to import, with all its countries; only a business that names one imports it.
"""

import re
from collections.abc import Container
from dataclasses import dataclass
from datetime import date

EXAMPLE = "a country's two letters, as in MX; a part of it, as in BR-SP; or a date, as in 2026-12-24"


@dataclass(frozen=True)
class ClosingDays:
    """The days on which nothing opens. `calendars`: public holidays, of any year."""

    own: frozenset[date] = frozenset()
    calendars: tuple[Container[object], ...] = ()

    def __contains__(self, day: date) -> bool:
        return day in self.own or any(day in calendar for calendar in self.calendars)


def closing_days_of(text: str) -> ClosingDays:
    """The days that these words name, separated by commas. Raises ValueError, with a sentence for who wrote them."""
    words = [word.strip() for word in text.split(",") if word.strip()]
    dates = [word for word in words if re.fullmatch(r"[\d-]+", word)]
    return ClosingDays(
        frozenset(_date(word) for word in dates),
        tuple(_public_holidays(word.upper()) for word in words if word not in dates),
    )


def _date(word: str) -> date:
    try:
        return date.fromisoformat(word)
    except ValueError:
        raise ValueError(f"has “{word}”, which is no date: write {EXAMPLE}") from None


def _public_holidays(place: str) -> Container[object]:
    import holidays

    country, _, part = place.partition("-")
    try:
        return holidays.country_holidays(country, subdiv=part or None)
    except NotImplementedError:
        known = holidays.list_supported_countries()
    if country not in known:
        raise ValueError(f"has “{place}”, which is no country known here: write {EXAMPLE}")
    parts = ", ".join(known[country]) or "none"
    raise ValueError(f"has “{place}”, but the parts known of {country} are: {parts}")
