"""A week's opening hours, in the weekly part of OpenStreetMap's syntax. Pure.

https://wiki.openstreetmap.org/wiki/Key:opening_hours/specification

A day has its times in one rule alone. OpenStreetMap lets a later rule replace the day; many people who write "Fr
22:00-02:00" behind the daily hours mean both. Neither is guessed: such a line is refused.
"""

import re

EXAMPLE = "Mo-Fr 09:00-14:00,16:00-19:00; Sa 22:00-02:00; Su off"
DAYS = ("mo", "tu", "we", "th", "fr", "sa", "su")
HOUR, DAY = 60, 24 * 60  # minutes

Times = tuple[tuple[int, int], ...]  # minutes from the day's midnight: opens, closes; past 1440 it is the next day
Week = tuple[Times, ...]  # Monday's first

_DAY = rf"(?:{'|'.join(DAYS)})"
_DAYS = rf"{_DAY}(?:\s*-\s*{_DAY})?"
_TIMES = r"\d{1,2}:\d\d\s*-\s*\d{1,2}:\d\d"
_RULE = re.compile(
    rf"(?P<days>{_DAYS}(?:\s*,\s*{_DAYS})*)?\s*(?P<times>off|closed|{_TIMES}(?:\s*,\s*{_TIMES})*)", re.IGNORECASE
)


def week_of(text: str) -> Week:
    """The week that these rules describe. Raises ValueError, with a sentence for whoever wrote them."""
    rules = [rule.strip() for rule in re.sub("[\u2012-\u2014]", "-", text).split(";") if rule.strip()]
    week: dict[int, Times] = {}
    for rule in rules:
        days, times = _read("Mo-Su 00:00-24:00" if rule == "24/7" else rule)
        if twice := [day for day in days if day in week and times]:
            raise ValueError(
                f"has times for {DAYS[twice[0]].title()} in two rules: write all times of a day in one, separated by"
                f" commas, as in {EXAMPLE}"
            )
        week |= dict.fromkeys(days, times)
    if not any(week.values()):
        raise ValueError(f"never opens: name at least one day with its times, as in {EXAMPLE}")
    return tuple(week.get(day, ()) for day in range(7))


def _read(rule: str) -> tuple[list[int], Times]:
    """The days of a rule, and their times."""
    if re.search(r"\b(PH|SH)\b", rule):
        raise ValueError(f"has “{rule}”: write holidays into HOLIDAYS, as in HOLIDAYS=MX")
    found = _RULE.fullmatch(rule)
    if found is None:
        raise ValueError(
            f"has “{rule}”, which is not understood: write days (Mo Tu We Th Fr Sa Su) and times, as in {EXAMPLE}"
        )
    days, times = found["days"] or "Mo-Su", found["times"]
    return _days(days), () if times.lower() in ("off", "closed") else _times(times)


def _days(text: str) -> list[int]:
    """The numbers of the days, Monday's 0; a range may pass the week's end."""
    days: list[int] = []
    for part in text.lower().split(","):
        first, _, last = (day.strip() for day in part.partition("-"))
        begin = DAYS.index(first)
        days += [(begin + after) % 7 for after in range((DAYS.index(last or first) - begin) % 7 + 1)]
    return days


def _times(text: str) -> Times:
    """The intervals, in their order; one that ends before it begins goes on into the next day."""
    intervals = []
    for part in text.split(","):
        opens, closes = (_minutes(time) for time in part.split("-"))
        if opens >= DAY or opens == closes or closes > 2 * DAY:
            raise ValueError(f"has “{part.strip()}”, which is no time of a day: all day long is 00:00-24:00")
        intervals.append((opens, closes + DAY if closes < opens else closes))
    return tuple(sorted(intervals))


def _minutes(text: str) -> int:
    hours, minutes = (int(number) for number in text.split(":"))
    if minutes >= HOUR:
        raise ValueError(f"has “{text.strip()}”, which is no time of a day")
    return hours * HOUR + minutes
