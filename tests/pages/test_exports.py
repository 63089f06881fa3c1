"""What is taken away: JSON as the docs show it, and a table as CSV that no spreadsheet takes for formulas."""

import csv
import io
import json
import re
from datetime import UTC, date, datetime
from typing import Any

import pytest

from dev.made_up import days_of, events
from dev.processes import ROOT
from handlers.numbers.day import summed
from handlers.numbers.figures import by_period, figures_of
from handlers.numbers.report import Report
from handlers.numbers.span import Span
from handlers.pages.exports import BOM, as_csv, as_json, disarmed
from handlers.pages.tables import Table


@pytest.mark.parametrize("text", ["=1+1", "+52", "-1", "@sum", "\tx", "\rx"])
def test_a_text_that_could_be_a_formula_stays_a_text(text: str) -> None:
    assert disarmed(text) == f"'{text}"


@pytest.mark.parametrize("cell", ["pan", "", "a=b", -3, 0.5, None, date(2026, 11, 26)])
def test_any_other_cell_stays_as_it_is(cell: str | float | date | None) -> None:
    assert disarmed(cell) == cell


def test_a_table_is_read_back_as_it_was() -> None:
    rows = [(date(2026, 11, 26), -3, 'a, "b"\nc'), (None, 0.5, "ñ")]
    written = as_csv(Table("days", ("date", "=n", "text"), rows))
    assert written.startswith(BOM)
    assert list(csv.reader(io.StringIO(written.removeprefix(BOM), newline=""))) == [
        ["date", "'=n", "text"],
        ["2026-11-26", "-3", 'a, "b"\nc'],
        ["", "0.5", "ñ"],
    ]


def shape(told: Any, shown: Any) -> Any:
    """The names in what is told, as deep as the docs show it; where they show "..." or names of a business, no more."""
    if isinstance(shown, list) and shown and isinstance(shown[0], dict):
        return [shape(told[0], shown[0])]
    if not isinstance(shown, dict) or "..." in shown:
        return None
    return {name: shape(told[name], shown[name]) if name in shown else None for name in told}


def test_json_has_the_names_that_the_docs_show() -> None:
    (block,) = re.findall(r"```json\n(.*?)```", (ROOT / "docs" / "numbers.md").read_text(), re.DOTALL)
    shown, span = json.loads(block), Span(date(2026, 11, 1), date(2026, 11, 30))
    days = days_of(events(span.first, span.length, seed=3, most=40))
    figures = figures_of(days, summed(days))
    report = Report(span, span.last, datetime(2026, 11, 30, tzinfo=UTC), days, figures, by_period(span, days))
    told = json.loads(json.dumps(as_json(report, "UTC")))
    for kinds in (told, shown):  # names of these are the business's or the month's own
        for name in ("who", "ends"):
            kinds[name] = None
        for name, which in {
            "waiting": ("by", "parts"),
            "tickets": ("opened", "closed", "by"),
            "survey": ("not_asked",),
            "subjects": ("topics", "moods"),
        }.items():
            kinds[name] |= dict.fromkeys(which)
    assert shape(told, shown) == shape(shown, shown)
