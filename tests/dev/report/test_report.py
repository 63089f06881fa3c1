"""`make report`: the page's figures in the terminal, of the days that are asked for, in the reader's language."""

import asyncio
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from dev.given import NotClear
from dev.made_up import days_of, events
from dev.report.__main__ import DEFAULT_DAYS, HOW, main, span_of
from dev.report.lines import Lines
from handlers.numbers.day import Day
from handlers.numbers.figures import by_period, figures_of
from handlers.numbers.formats import Formats
from handlers.numbers.report import Report
from handlers.numbers.span import Span
from handlers.pages.number_words import ALL_WORDS
from tests.dev.commands import Run, in_file, no_store, running, unread

TODAY = date(2026, 11, 26)
WEEK = Span(date(2026, 11, 20), TODAY)
AT = datetime(2026, 11, 26, 14, 32, tzinfo=UTC)


def report_of(days: Sequence[Day], span: Span = WEEK) -> Report:
    return Report(span, TODAY, AT, days, figures_of(days, days[0].counts if days else None), by_period(span, days))


def told(report: Report) -> list[str]:
    return list(Lines("en", Formats("en"), "UTC").of(report))


def test_each_figure_stands_there_as_the_page_writes_it() -> None:
    report, f = report_of(days_of(events(WEEK.first, 7, 1))), Formats("en")
    lines, figures = told(report), report.figures
    for figure, line in zip(figures.goals, lines[4:9], strict=True):
        assert line.startswith("✓" if figure.met else "✗")
        assert f"  {f.goal(figure, figure.value)}  " in line
        assert f.goal(figure, figure.before) in line
    (who,) = [line for line in lines if line.startswith("Who answered")]
    assert [f"{ALL_WORDS[f'who_{name}']['en']} {count}" in who for name, count in figures.who.items()] == [True] * 5
    (apps,) = [line for line in lines if line.startswith("Where they write")]
    told_apps = [f"{ALL_WORDS[f'app_{app.name}']['en']} {app.messages} ({f.money(app.micros)})" for app in figures.apps]
    assert apps.split("  ")[-1] == " · ".join(told_apps)
    (waits,) = [line for line in lines if line.startswith("How long they wait")]
    assert [f.span(span) in waits for span in (figures.waiting.all.p50, figures.waiting.all.p95)] == [True, True]
    for part in figures.spending.suppliers:
        assert f.money(part.micros) in "\n".join(lines)
    (total,) = [line for line in lines if line.startswith("  In all")]
    assert total.split()[2:] == [
        f.number(figures.messages),
        str(figures.conversations),
        f.money(figures.spending.micros),
    ]


def test_a_line_for_each_day_that_has_begun() -> None:
    span = Span(TODAY - timedelta(days=1), TODAY + timedelta(days=3))
    lines = told(report_of([Day("2026-11-25", {"messages/faq": 1234})], span))
    begin = lines.index("Messages and conversations") + 2
    assert [line.split("  ")[1] for line in lines[begin : begin + 3]] == ["Wed Nov 25", "Thu Nov 26", "In all"]
    assert "1,234" in lines[begin]
    assert [line for line in lines if line.startswith("Money")] == []


def test_what_is_not_known_is_said() -> None:
    counts = {"messages/faq": 9, "merged": 4, "talks/begun": 2, "known/no": 3, "survey/asked": 4, "survey/commented": 2}
    paid = {"money/twilio.in/-/micros/exact": 10_000, "money/meta.service/CL/unknown": 2, "free/meta/x": 7}
    free = {"money/meta.service/MX/units": 7, "money/meta.free/-/micros/estimated": -700}
    text = "\n".join(told(report_of([Day("2026-11-26", counts | paid | free)])))
    assert "  Rating                     No data" in text
    assert "  Cost of a conversation     ≥ $0.0046" in text
    assert "Asked: 4 · answered: 0 (0%)" in text
    assert "Comments: 2" in text
    assert "Questions that the assistant could not answer: 3" in text
    assert "Money: ≥ $0.0093" in text
    assert "Free at Meta: 7, worth $0.0007" in text
    assert "A price is missing (Meta: answers CL): 2 are not in the total" in text


def test_of_days_without_anything_it_says_what_fills_them() -> None:
    never = Report(WEEK, TODAY, None, [], figures_of([]), [])
    lines = told(never)
    assert lines[1] == "Nothing has been counted yet."
    assert lines[-1].startswith("There is nothing in these days. The numbers fill by themselves")


@pytest.mark.parametrize(
    ("given", "first", "last"),
    [
        ({}, TODAY - timedelta(days=DEFAULT_DAYS - 1), TODAY),
        ({"DAYS": "1", "FROM": ""}, TODAY, TODAY),
        ({"FROM": "2026-11-01"}, date(2026, 11, 1), TODAY),
        ({"FROM": "2026-11-01", "TO": "2026-11-30", "DAYS": "7"}, date(2026, 11, 1), date(2026, 11, 30)),
    ],
)
def test_the_days_that_are_asked_for(given: dict[str, str], first: date, last: date) -> None:
    assert span_of(given, TODAY) == Span(first, last)


@pytest.mark.parametrize(
    "given",
    [
        *({"DAYS": "0"}, {"DAYS": "401"}, {"DAYS": "week"}, {"DAYS": "9" * 12}, {"TO": "2026-11-30"}),
        *(
            {"FROM": "2026-11-31"},
            {"FROM": "2026-11-27"},
            {"FROM": "2024-01-01", "TO": "2026-01-01"},
            {"FROM": "9999-12-01", "TO": "9999-12-31"},
        ),
    ],
)
def test_days_that_are_none_are_not_guessed(given: dict[str, str]) -> None:
    with pytest.raises(NotClear, match="at most 400 days"):
        span_of(given, TODAY)


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Run:
    for name in ("LANGUAGE", "DAYS", "FROM", "TO"):
        monkeypatch.delenv(name, raising=False)
    return running(main, monkeypatch, capsys, {"SQLITE_PATH": tmp_path / "recado.db"})


def test_it_ends_well_when_nobody_reads_it_to_the_end(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    with unread(monkeypatch):
        assert run() == (0, "")


def test_it_reads_the_store_of_this_machine_in_the_language_that_is_asked_for(run: Run, tmp_path: Path) -> None:
    today = datetime.now(ZoneInfo("America/Bogota")).date().isoformat()  # so that this month has something counted
    counts: dict[str, Any] = {today: ({}, {}), "2026-11-26": ({"messages/faq": 1234}, {})}
    asyncio.run(in_file(tmp_path / "recado.db", lambda days: days.add(counts, [])))
    days = {"FROM": "2026-11-01", "TO": "2026-11-30", "TIME_ZONE": "America/Bogota"}
    code, said = run(**days, LANGUAGE="pt")
    assert code == 0
    assert said.startswith(f"{tmp_path / 'recado.db'}\n\nnovembro 2026\n")
    assert "(America/Bogota)" in said
    assert "Quem respondeu" in said
    assert "1.234" in said
    assert "Who answered" in run(**days, LANGUAGE="en_US:en", ASSISTANT_LANGUAGE="en")[1]
    assert "Quién respondió" in run(**days, LANGUAGE="de")[1]


def test_what_stops_it_is_said_with_what_to_do(run: Run, tmp_path: Path) -> None:
    assert run(DAYS="many") == (1, f"{HOW}\n")
    code, said = run(STORE="paper")
    assert (code, said.startswith("STORE")) == (1, True)
    code, said = run(SQLITE_PATH=str(tmp_path / "no" / "recado.db"))
    assert (code, "Name a file in a folder that is there" in said) == (1, True)


def test_a_store_that_does_not_answer_is_named_with_the_remedy(run: Run, tmp_path: Path) -> None:
    no_store(tmp_path / "recado.db")
    code, said = run()
    assert code == 1
    assert said.startswith("Broken off: the store does not answer (SQLITE_")
