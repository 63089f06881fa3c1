"""The short form of a report: what fits one message of WhatsApp's, in our Markdown. Pure."""

from collections.abc import Iterator, Sequence
from datetime import tzinfo

from handlers.conversation.side import OTHER
from handlers.languages import Spoken, written_in
from handlers.numbers import short_texts as texts
from handlers.numbers.figures import Figures
from handlers.numbers.formats import Formats
from handlers.numbers.goals import LOWER_IS_BETTER, Figure
from handlers.numbers.report import Report
from handlers.numbers.spending import SUPPLIERS, Part, Spending
from handlers.texts import escaped

MARKS = {True: "✅", False: "❌", None: "⚪"}
MOST_TOPICS = 3
_BREAK = "\\\n"  # a new line of the same paragraph


def short_form(report: Report, language: Spoken, zone: tzinfo, link: str = "") -> str:
    """The five figures, and what else the business asks for most. `link`: to all of it, "" for none."""
    formats = Formats(written_in(language), zone)
    parts = [_head(report, language, formats)]
    if report.figures.is_empty:
        parts.append(texts.NOTHING[language])
    else:
        parts.append(_BREAK.join(_goal(figure, language, formats) for figure in report.figures.goals))
        parts.append(_BREAK.join(_rest(report.figures, language, formats)))
    if link:
        parts.append(texts.MORE[language].format(link=escaped(link)))
    return "\n\n".join(parts)


def _head(report: Report, language: Spoken, formats: Formats) -> str:
    """The days; and, while they are not over, until when all was counted."""
    title = texts.TITLE[language].format(days=formats.days(report.span))
    if report.at is None or report.span.last < report.today:
        return title
    return f"{title}{_BREAK}{texts.COUNTED[language].format(at=formats.at(report.at))}"


def _goal(figure: Figure, language: Spoken, formats: Formats) -> str:
    name = texts.FIVE[figure.goal][language]
    if figure.value is None:
        return f"{MARKS[None]} {name}: {texts.NO_DATA[language]}"
    value = formats.goal(figure, figure.value)
    shown = texts.AT_LEAST[language].format(value=value) if figure.at_least else value
    goal = texts.UNDER if figure.goal in LOWER_IS_BETTER else texts.OVER
    beside = [goal[language].format(goal=formats.target(figure))]
    if figure.before is not None:
        beside.append(texts.BEFORE[language].format(value=formats.goal(figure, figure.before)))
    return f"{MARKS[figure.met]} {name}: **{shown}** ({', '.join(beside)})"


def _rest(figures: Figures, language: Spoken, formats: Formats) -> Iterator[str]:
    number, tickets = formats.number, figures.tickets
    yield texts.MESSAGES[language].format(messages=number(figures.messages), talks=number(figures.conversations))
    if tickets.opened or tickets.closed:
        opened, closed = sum(tickets.opened.values()), sum(tickets.closed.values())
        yield texts.TICKETS[language].format(opened=number(opened), closed=number(closed))
    if figures.subjects.unknown:
        yield texts.UNKNOWN[language].format(n=number(figures.subjects.unknown))
    spending = figures.spending
    if spending.suppliers:
        parts = ", ".join(
            f"{SUPPLIERS.get(part.name, part.name)} {_paid(part, language, formats)}" for part in spending.suppliers
        )
        yield texts.MONEY[language].format(all=_paid(spending, language, formats), parts=escaped(parts))
    if figures.subjects.topics:
        yield texts.TOPICS[language].format(topics=escaped(_topics(figures, language, formats)))


def _paid(of: Part | Spending, language: Spoken, formats: Formats) -> str:
    paid = formats.money(of.micros)
    return texts.AT_LEAST[language].format(value=paid) if of.unknown else paid


def _topics(figures: Figures, language: Spoken, formats: Formats) -> str:
    most: Sequence[tuple[str, int]] = list(figures.subjects.topics.items())[:MOST_TOPICS]
    named = ((texts.OTHER_TOPIC[language] if name == OTHER else name, count) for name, count in most)
    return ", ".join(f"{name} {formats.number(count)}" for name, count in named)
