"""The short form of a report: the figures as the page has them, in one message, in three languages."""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from typing import get_args

import pytest

from dev.made_up import days_of, events
from handlers.channels.markup.text import to_whatsapp
from handlers.languages import Spoken
from handlers.numbers.day import Day
from handlers.numbers.figures import figures_of
from handlers.numbers.formats import DASH, Formats
from handlers.numbers.goals import Goal
from handlers.numbers.report import Report
from handlers.numbers.short import short_form
from handlers.numbers.span import Span
from handlers.tickets import code

LANGUAGES: tuple[Spoken, ...] = get_args(Spoken)
ONE_MESSAGE = 1600  # UTF-16 units
TODAY = date(2026, 11, 26)
WEEK = Span(date(2026, 11, 20), TODAY)
AT = datetime(2026, 11, 26, 14, 32, tzinfo=UTC)
LINK = "https://recado-123456789.us-central1.run.app/numbers"


def report_of(days: Sequence[Day], span: Span = WEEK, before: Mapping[str, int] | None = None) -> Report:
    return Report(span, TODAY, AT, days, figures_of(days, before), [])


def shown(report: Report, language: Spoken = "es", link: str = "") -> str:
    """As the phone shows it."""
    return to_whatsapp(short_form(report, language, UTC, link))


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_busy_week_fits_one_message_and_names_no_ticket(language: Spoken) -> None:
    topics = {f"topic/{letter * 40}": 1_234_567 for letter in "&*_"}
    dear = {"money/meta.service/MX/micros/estimated": 10**12, "money/meta.service/CO/unknown": 1}
    days = [*days_of(events(WEEK.first, 7, 1)), Day("2026-11-26", {**topics, **dear})]
    text = shown(report_of(days, before=days[0].counts), language, LINK)
    assert 800 < len(text.encode("utf-16-le")) // 2 <= ONE_MESSAGE
    assert code.split(text)[0] == ""


def test_each_of_the_five_stands_against_its_goal_and_the_days_before() -> None:
    days, before = days_of(events(WEEK.first, 7, 1)), days_of(events(date(2026, 11, 13), 7, 2))
    report = report_of(days, before={name: count for day in before for name, count in day.counts.items()})
    formats, text = Formats("es"), shown(report)
    for figure, name in zip(
        report.figures.goals,
        ("Espera de una", "Resueltas sin", "Calificación", "Costo por conversación", "Disponible"),
        strict=True,
    ):
        (line,) = [line for line in text.splitlines() if name in line]
        assert line.startswith("✅" if figure.met else "❌")
        assert f"*{formats.goal(figure, figure.value)}*" in line
        assert formats.target(figure) in line
        assert f"antes {formats.goal(figure, figure.before)}" in line


def test_what_is_not_known_is_said_and_never_nothing() -> None:
    counts = {"messages/faq": 2, "talks/begun": 2, "known/no": 3, "tickets/closed/solved": 1}
    paid = {"money/twilio.in/-/micros/exact": 10_000, "money/meta.service/CL/unknown": 2, "topic/other": 2}
    text = shown(report_of([Day("2026-11-26", counts | paid)]))
    assert "⚪ Calificación: sin datos" in text
    assert "⚪ Costo por conversación: *al menos US$\u00a00.0050* (meta: menos de US$\u00a00.05)" in text
    assert "Dinero: al menos US$\u00a00.010 (Twilio US$\u00a00.010, Meta al menos US$\u00a00.00)" in text
    assert "Preguntas que el asistente no supo contestar: 3" in text
    assert "Casos para personas: 0 · cerrados: 1" in text
    assert "Temas: otros 2" in text


def test_without_people_questions_money_and_topics_there_is_no_line_about_them() -> None:
    text = shown(report_of([Day("2026-11-26", {"messages/faq": 1234})]), "en")
    assert text.splitlines()[-1] == "Messages: 1,234 · conversations: 0"


def test_days_under_way_say_until_when_they_were_counted_and_others_do_not() -> None:
    assert shown(report_of([], Span(TODAY, TODAY)), "en") == (
        "*Numbers, Thu Nov 26, 2026*\nCounted up to Nov 26, 14:32\n\nNothing was counted in these days."
    )
    last = Span(date(2026, 11, 16), date(2026, 11, 22))
    assert shown(report_of([], last), "pt", LINK) == (
        f"*Números, 16 nov {DASH} 22 nov 2026*\n\nNestes dias não há nada contado.\n\nTudo, com gráficos: {LINK}"
    )
    never = Report(WEEK, TODAY, None, [], figures_of([]), [])
    assert "Contado" not in shown(never)


def test_every_goal_has_its_name() -> None:
    text = shown(report_of([Day("2026-11-26", {"messages/faq": 1})]))
    assert text.count("sin datos") == len(Goal)
