"""Numbers, money, spans of time and dates as each language writes them. Pure.

Spanish groups digits by a thin space and keeps the point, which all of its countries read alike.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, tzinfo

from handlers.languages import Language
from handlers.numbers.goals import DOLLAR, Figure, Goal
from handlers.numbers.span import Kind, Span
from handlers.tickets.when import MONTHS

THIN = "\u202f"
GAP = "\u00a0"
_SIGNS: Mapping[Language, tuple[str, str]] = {"es": (THIN, "."), "en": (",", "."), "pt": (".", ",")}
_DOLLARS: Mapping[Language, str] = {"es": f"US${GAP}", "en": "$", "pt": f"US${GAP}"}
_WEEKDAYS: Mapping[Language, str] = {
    "es": "lun mar mié jue vie sáb dom",
    "en": "Mon Tue Wed Thu Fri Sat Sun",
    "pt": "seg ter qua qui sex sáb dom",
}
NOTHING = DASH = "\u2013"
MINUS = "\u2212"


@dataclass(frozen=True)
class Formats:
    """Writes in one language, times in one zone. None is a dash: there is no data."""

    language: Language
    zone: tzinfo = UTC

    def number(self, value: float | None, decimals: int = 0) -> str:
        """A number, rounded."""
        if value is None:
            return NOTHING
        group, point = _SIGNS[self.language]
        written = f"{value:,.{decimals}f}".replace("-", MINUS)
        return written.translate({ord(","): group, ord("."): point})

    def share(self, value: float | None, decimals: int = 0) -> str:
        """A share in percent."""
        if value is None:
            return NOTHING
        return f"{self.number(100 * value, decimals)}{GAP if self.language == 'es' else ''}%"

    def money(self, micros: float | None, decimals: int | None = None) -> str:
        """Millionths of a dollar as dollars, the finer the less they are."""
        if micros is None:
            return NOTHING
        dollars = abs(micros) / DOLLAR
        if decimals is None:
            decimals = 2 if dollars >= 1 or not dollars else 3 if dollars >= 0.01 else 4
        return f"{MINUS if micros < 0 else ''}{_DOLLARS[self.language]}{self.number(dollars, decimals)}"

    def span(self, seconds: float | None) -> str:
        """A span of time, with its two largest units at most."""
        if seconds is None:
            return NOTHING
        if seconds < 0.1:
            return f"{self.number(1000 * seconds)}{GAP}ms"
        if seconds < 60:
            return f"{self.number(seconds, 1)}{GAP}s"
        minutes = round(seconds / 60)
        if minutes < 60:
            return f"{minutes}{GAP}min"
        hours, minutes = divmod(minutes, 60)
        if hours < 48:
            return f"{hours}{GAP}h" + (f"{GAP}{minutes:02}{GAP}min" if minutes else "")
        days, hours = divmod(hours, 24)
        return f"{days}{GAP}d" + (f"{GAP}{hours}{GAP}h" if hours else "")

    def goal(self, figure: Figure, value: float | None) -> str:
        """A value of one of the five figures, in its unit. Availability is never rounded up."""
        match figure.goal:
            case Goal.ANSWERED:
                return self.span(value)
            case Goal.RATED:
                return self.number(value, 1 if value is not None and value == round(value, 1) else 2)
            case Goal.COST:
                return self.money(None if value is None else value * DOLLAR)
            case Goal.AVAILABLE:
                return self.share(None if value is None else math.floor(value * 10_000) / 10_000, 2)
        return self.share(value, 1)

    def target(self, figure: Figure) -> str:
        """The goal of one of the five figures."""
        match figure.goal:
            case Goal.ANSWERED:
                return f"{self.number(figure.target)}{GAP}s"
            case Goal.RATED:
                return self.number(figure.target)
            case Goal.COST:
                return self.money(figure.target * DOLLAR, 2)
        return self.share(figure.target)

    def change(self, figure: Figure) -> str:
        """By how much it differs from before, without a sign."""
        by = abs(figure.change or 0)
        match figure.goal:
            case Goal.ANSWERED:
                return self.span(by)
            case Goal.COST:
                return self.money(by * DOLLAR)
            case Goal.RATED:
                return self.number(by, 2)
        return self.number(100 * by, 2 if figure.goal is Goal.AVAILABLE else 1)

    def short(self, day: date, *, year: bool = False) -> str:
        """A day, as "26 nov"."""
        month = MONTHS[self.language][day.month - 1][:3]
        written = f"{month} {day.day}" if self.language == "en" else f"{day.day} {month}"
        return (f"{written}, {day.year}" if self.language == "en" else f"{written} {day.year}") if year else written

    def weekday(self, number: int) -> str:
        """The name of a day of the week, Monday 0."""
        return _WEEKDAYS[self.language].split()[number]

    def month(self, day: date) -> str:
        """The month of a day, as "noviembre 2026"."""
        return f"{MONTHS[self.language][day.month - 1]} {day.year}"

    def days(self, span: Span) -> str:
        """A span of days."""
        if span.length == 1:
            return f"{self.weekday(span.first.weekday())} {self.short(span.first, year=True)}"
        is_one_year = span.first.year == span.last.year
        return f"{self.short(span.first, year=not is_one_year)} {DASH} {self.short(span.last, year=True)}"

    def period(self, span: Span) -> str:
        """A day, or the days of a week or a month, in a table."""
        if span.length == 1:
            return f"{self.weekday(span.first.weekday())} {self.short(span.first)}"
        return f"{self.short(span.first)} {DASH} {self.short(span.last)}"

    def title(self, span: Span, kind: Kind) -> str:
        """A span as a heading."""
        return self.month(span.first) if kind is Kind.MONTH else self.days(span)

    def at(self, at: datetime) -> str:
        """A day with a time."""
        local = at.astimezone(self.zone)
        return f"{self.short(local.date())}, {local:%H:%M}"
