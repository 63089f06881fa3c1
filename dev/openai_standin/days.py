"""The days that a text without accents names: today, a weekday, a date, a feast. Pure."""

import re
from datetime import date

from handlers.tickets.when import MONTHS

NEAR = (  # each with how far off it is
    *(("hoy", 0), ("hoje", 0), ("today", 0)),
    *(("pasado manana", 2), ("depois de amanha", 2), ("day after tomorrow", 2)),
    *(("manana", 1), ("amanha", 1), ("tomorrow", 1)),
)
NAMES = (  # from Monday
    ("lunes", "monday", "segunda"),
    ("martes", "tuesday", "terca"),
    ("miercoles", "wednesday", "quarta"),
    ("jueves", "thursday", "quinta"),
    ("viernes", "friday", "sexta"),
    ("sabado", "saturday"),
    ("domingo", "sunday"),
)
FEASTS = (  # each with its month and day; what holds another's name is first
    ("nochebuena|christmas eve|vespera de natal", 12, 24),
    ("navidad|christmas|natal", 12, 25),
    ("ano nuevo|new year|ano novo", 1, 1),
)
STEMS = (
    "ene jan",
    "feb fev",
    "mar",
    "abr apr",
    "may mai",
    "jun",
    "jul",
    "ago aug",
    "sep set",
    "oct out",
    "nov",
    "dic dec dez",
)
ISO = re.compile(r"\b(\d{4})-(\d{2})-(\d{2})\b")
DAY = re.compile(r"\b(\d{1,2})/(\d{1,2})(?:/(\d{4}))?\b")
NAMED_DAY = re.compile(r"\b(\d{1,2})(?:st|nd|rd|th|o|ro)? (?:de|of) ([a-zç]+)", re.IGNORECASE)
ENGLISH_DAY = re.compile(rf"\b({'|'.join(MONTHS['en'])}) (\d{{1,2}})(?:st|nd|rd|th)?\b(?!:)", re.IGNORECASE)


def dated(plain: str, today: date) -> date | None:
    """The date that a text has, without a year the next one; None if it has none, or one that no calendar has."""
    try:
        if match := ISO.search(plain):
            return date(int(match[1]), int(match[2]), int(match[3]))
        if match := DAY.search(plain):
            return _coming(int(match[1]), int(match[2]), int(match[3] or 0), today)
        if (match := NAMED_DAY.search(plain)) and (month := _month(match[2])):
            return _coming(int(match[1]), month, 0, today)
        if match := ENGLISH_DAY.search(plain):
            return _coming(int(match[2]), _month(match[1]), 0, today)
    except ValueError:
        return None
    return next(
        (_coming(day, month, 0, today) for name, month, day in FEASTS if re.search(rf"\b(?:{name})\b", plain)), None
    )


def _month(name: str) -> int:
    """1 for January; 0 for no month's name."""
    return next((number for number, stems in enumerate(STEMS, 1) if name[:3].lower() in stems.split()), 0)


def _coming(day: int, month: int, year: int, today: date) -> date:
    found = date(year or today.year, month, day)
    return found if year or found >= today else found.replace(year=found.year + 1)
