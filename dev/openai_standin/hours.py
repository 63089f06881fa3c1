"""What the stand-in says about opening hours, where Recado told it some: looked up, not thought. Pure.

The hours are in the instructions, the time in the note that goes with a question: handlers/instructions.py and
handlers/tickets/hours_note.py.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta

from dev.openai_standin.days import NAMES, NEAR, dated
from handlers.languages import Language
from handlers.tickets.hours import Hours, hours_of
from handlers.tickets.when import day_named, when

GIVEN = re.compile(
    r"The business is open (?P<week>.+) \(in OpenStreetMap's syntax\), by the clocks of (?P<zone>[\w/+-]+)\."
    r"(?: It is closed on (?P<days>[^:]+): a country)?"
)
NOW = re.compile(r"Now at the business: \w+ (\d{4}-\d{2}-\d{2} \d{2}:\d{2})")
ASKED = re.compile(
    r"\b(?:abr(?:e|en|is|em|iran)|abiert[oa]s?|abert[oa]s?|cierra[ns]?|cerrad[oa]s?|fecham?|fechad[oa]s?|horarios?|open(?:ing)?"
    r"|closed?|opening hours|business hours)\b"
)
ANY_MOMENT = re.compile(r"\b(?:abiert[oa]s?|abert[oa]s?|cerrad[oa]s?|fechad[oa]s?|ahora|ahorita|agora|now)\b")
MORNING = re.compile(r"\b(?:en|por|de|da|a) (?:la )?manh?a(?:na)?\b")  # no "tomorrow"
NO_ONE_DAY = re.compile(r"\b(?:festivos?|feriados?|holidays?)\b")  # of which Recado tells only those that are near
WEEKEND = re.compile(r"\b(?:fin(?:es)? de semana|weekends?|fi(?:m|ns) de semana)\b")
OPENS: Mapping[Language, tuple[str, str, str]] = {  # on a day; between the spans of a day; not on that day
    "es": ("abrimos de {} a {}", " y de {} a {}", "no abrimos"),
    "en": ("we are open from {} to {}", " and from {} to {}", "we are closed"),
    "pt": ("abrimos das {} às {}", " e das {} às {}", "não abrimos"),
}
AT_PRESENT: Mapping[Language, tuple[str, str]] = {  # open; closed, and when it opens
    "es": ("Sí, está abierto.", "Ahora está cerrado. Abrimos {}."),
    "en": ("Yes, we are open.", "We are closed now. We open {}."),
    "pt": ("Sim, estamos abertos.", "Agora está fechado. Abrimos {}."),
}


def hours_told(text: str, instructions: str, notes: Sequence[str], language: Language) -> str:
    """The answer to a question about opening hours; "" to another, or where no hours were given."""
    given, now = GIVEN.search(instructions), next(filter(None, map(NOW.search, reversed(notes))), None)
    asked = plain(text)
    if not (given and now and ASKED.search(asked)) or NO_ONE_DAY.search(asked):
        return ""
    hours = hours_of(given["week"], given["zone"], given["days"] or "")
    moment = datetime.fromisoformat(now[1]).replace(tzinfo=hours.zone)
    today = moment.date()
    days = days_in(asked, today)
    if not days and ANY_MOMENT.search(asked):
        return _now(hours, moment, language)
    return " ".join(_day(hours, today, day, language) for day in days or [today])


def days_in(asked: str, today: date) -> list[date]:
    """The days that a text without accents names: none, one, or those of a weekend."""
    if WEEKEND.search(asked):
        return sorted(today + timedelta((number - today.weekday()) % 7) for number in (5, 6))
    day = _day_in(MORNING.sub(" ", asked), today)
    return [day] if day else []


def _day_in(asked: str, today: date) -> date | None:
    if day := dated(asked, today):
        return day
    for word, days in NEAR:
        if re.search(rf"\b{word}\b", asked):
            return today + timedelta(days)
    for number, names in enumerate(NAMES):
        if any(re.search(rf"\b{name}s?\b", asked) for name in names):
            return today + timedelta((number - today.weekday()) % 7)
    return None


def _day(hours: Hours, today: date, day: date, language: Language) -> str:
    opens, more, closed = OPENS[language]
    name = day_named(day, (day - today).days, language)
    spans = [] if day in hours.closing_days else hours.week[day.weekday()]
    times = [f"{minutes // 60 % 24}:{minutes % 60:02}" for span in spans for minutes in span]
    said = (opens + more * (len(spans) - 1)).format(*times) if spans else closed
    return f"{name[0].upper()}{name[1:]} {said}."


def _now(hours: Hours, moment: datetime, language: Language) -> str:
    opened, closed = AT_PRESENT[language]
    if hours.is_open(moment):
        return f"{opened} {_day(hours, moment.date(), moment.date(), language)}"
    opens = hours.next_opening(moment)
    return closed.format(when(opens, moment, hours.zone, language)) if opens else closed.partition(".")[0] + "."


def plain(text: str) -> str:
    """Small letters without accents."""
    letters = unicodedata.normalize("NFD", text.casefold())
    return "".join(letter for letter in letters if not unicodedata.combining(letter))
