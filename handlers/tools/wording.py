"""A call in the words that a customer confirms it by."""

from collections.abc import Mapping
from datetime import date, datetime, time

from handlers.languages import Language, Sentence, Spoken
from handlers.texts import IS_IT_RIGHT, escaped
from handlers.tools.loading import Tool

MOST_VALUE = 60  # characters of one argument
MOST = 300  # characters in all

YES = Sentence(es="sí", en="yes", pt="sim")
NO = Sentence(es="no", en="no", pt="não")


def question(action: str, spoken: Spoken) -> str:
    """The question whether to do it, in Markdown."""
    return f"{escaped(action.rstrip('.'))}. {IS_IT_RIGHT[spoken]}"


def sentence(tool: Tool, arguments: Mapping[str, object], language: Language) -> str:
    """The tool's title with these arguments, on one line; those that the title does not name follow in brackets.

    Without a title in the language, Spanish or any other serves; without any, the function's name.
    """
    titles = tool.options.title
    title = titles.get(language) or titles.get("es") or next(iter(titles.values()), "")
    values = dict.fromkeys(tool.signature.names, "")
    values |= {name: _said(value, language) for name, value in arguments.items()}
    if "{" in title:
        text = title.format_map(values)
    else:
        told = ", ".join(filter(None, values.values()))
        text = title + (f" ({told})" if told else "")
    return _cut(" ".join(text.split()), MOST)


def _said(value: object, language: Language) -> str:
    if isinstance(value, bool):
        return (YES if value else NO)[language]
    if isinstance(value, datetime):
        return f"{_day(value, language)} {value:%H:%M}"
    if isinstance(value, date):
        return _day(value, language)
    if isinstance(value, time):
        return f"{value:%H:%M}"
    if isinstance(value, list | tuple | set | frozenset):
        return _cut(", ".join(_said(each, language) for each in value), MOST_VALUE)
    return "" if value is None else _cut(" ".join(str(value).split()), MOST_VALUE)


def _day(day: date, language: Language) -> str:
    return day.isoformat()[:10] if language == "en" else f"{day.day}/{day.month}/{day.year}"


def _cut(text: str, most: int) -> str:
    return text if len(text) <= most else text[: most - 1] + "…"
