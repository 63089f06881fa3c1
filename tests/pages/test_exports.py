"""What is taken away: a table as CSV that no spreadsheet takes for formulas."""

import csv
import io
from datetime import date

import pytest

from handlers.pages.exports import BOM, as_csv, disarmed
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
