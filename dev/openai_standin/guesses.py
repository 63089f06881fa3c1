"""A guess at the tool that a customer's text needs, so that tools answer without a model; pure but for today's date.

A tool is guessed if the text shares words with its name and description, and holds all the arguments that it needs:
one word is enough beside an argument, or if it names something of the customer's own, as in "mi pedido".
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterable, Mapping
from datetime import date, timedelta

from dev.openai_standin.calls import Wanted
from dev.openai_standin.days import ENGLISH_DAY, NAMED_DAY, NAMES, NEAR, dated
from dev.openai_standin.response import JSON

LEAST_LETTERS = 4  # shorter words say nothing about a tool
STEM = 5
CODE = re.compile(r"\b[A-Za-z]{1,4}-?\d{2,}\b")
TIME = re.compile(r"(?:\b(a las?|at|às)\s+)?\b(\d{1,2})(?::(\d{2}))?(?:\s*(am|pm|hrs?|h)\b)?(?![\w/-])", re.IGNORECASE)
NUMBER = re.compile(r"(?<![\w.,:/-])\d+(?:[.,]\d+)?(?![\w:/-])")
OWN = re.compile(r"\b(?:mis?|my|meus?|minhas?) ([a-z]+)")
UNKNOWN = object()


def guessed(functions: Mapping[str, JSON], text: str, today: date) -> list[Wanted]:
    """The one call that this text seems to need, or none."""
    words, own = _stems(text), {word[:STEM] for word in OWN.findall(_plain(text))}
    scored = [(words & _stems(_about(tool)), tool) for tool in functions.values()]
    for shared, tool in sorted(scored, key=lambda each: -len(each[0])):
        arguments = arguments_in(tool["parameters"] or {}, text, today)
        if arguments is not None and len(shared) >= (1 if any(arguments.values()) or shared & own else 2):
            return [Wanted(tool["name"], json.dumps(arguments, ensure_ascii=False))]
    return []


def arguments_in(schema: JSON, text: str, today: date) -> dict[str, object] | None:
    """The arguments that a text holds; None if one that is needed is not there."""
    found = {name: _value(inner, schema, text, today) for name, inner in schema.get("properties", {}).items()}
    return None if UNKNOWN in found.values() else found


def _value(schema: JSON, root: JSON, text: str, today: date) -> object:
    choices = [_resolved(each, root) for each in schema.get("anyOf", [schema])]
    values = (_one(each, text, today) for each in choices)
    found = next((value for value in values if value is not UNKNOWN), UNKNOWN)
    return None if found is UNKNOWN and {"type": "null"} in choices else found


def _resolved(schema: JSON, root: JSON) -> JSON:
    name = schema.get("$ref", "").rpartition("/")[2]
    resolved: JSON = root.get("$defs", {}).get(name, {}) if name else schema
    return resolved


def _one(schema: JSON, text: str, today: date) -> object:
    """A value of this type in the text, or UNKNOWN."""
    if allowed := schema.get("enum"):
        return next((value for value in allowed if _plain(str(value)) in _plain(text)), UNKNOWN)
    kind = schema.get("type")
    if kind in ("integer", "number"):
        numbers = [number.replace(",", ".") for number in NUMBER.findall(_without_days(_without_times(text)))]
        whole = next((number for number in numbers if kind == "number" or "." not in number), None)
        return UNKNOWN if whole is None else float(whole) if "." in whole else int(whole)
    if kind != "string":
        return UNKNOWN
    if schema.get("format") == "date":
        return _date(text, today) or UNKNOWN
    if schema.get("format") == "time":
        return _time(text) or UNKNOWN
    pattern = re.compile(schema["pattern"].strip("^$")) if schema.get("pattern") else CODE
    match = pattern.search(text)
    return match[0] if match else UNKNOWN


def _time(text: str) -> str:
    match = next(filter(_is_time, TIME.finditer(text)), None)
    if not match:
        return ""
    hour, minute = int(match[2]), int(match[3] or 0)
    hour += 12 if (match[4] or "").lower() == "pm" and hour < 12 else 0
    return f"{hour:02}:{minute:02}:00" if hour < 24 and minute < 60 else ""


def _without_times(text: str) -> str:
    return TIME.sub(lambda match: " " if _is_time(match) else match[0], text)


def _without_days(text: str) -> str:
    return ENGLISH_DAY.sub(" ", NAMED_DAY.sub(" ", text))


def _is_time(match: re.Match[str]) -> bool:
    """True if it says more than a bare number."""
    return bool(match[1] or match[3] or match[4])


def _date(text: str, today: date) -> str:
    plain = _plain(text)
    if day := dated(plain, today):
        return day.isoformat()
    for number, names in enumerate(NAMES):
        if any(re.search(rf"\b{name}\b", plain) for name in names):
            return (today + timedelta((number - today.weekday()) % 7 or 7)).isoformat()  # today has a word of its own
    days = next((days for word, days in NEAR if re.search(rf"\b{word}\b", plain)), None)
    return "" if days is None else (today + timedelta(days)).isoformat()


def _about(tool: JSON) -> str:
    return f"{tool['name'].replace('_', ' ')} {tool.get('description') or ''}"


def _stems(text: str) -> set[str]:
    return {word[:STEM] for word in _words(text) if len(word) >= LEAST_LETTERS}


def _words(text: str) -> Iterable[str]:
    return re.findall(r"[a-z]+", _plain(text))


def _plain(text: str) -> str:
    return "".join(letter for letter in unicodedata.normalize("NFD", text.lower()) if not unicodedata.combining(letter))
