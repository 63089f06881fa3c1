"""The numbers to take away: as JSON, and a table as CSV. Pure.

A cell of text that a spreadsheet would take for a formula gets an apostrophe before it: topics and agents' names are
written by people. https://owasp.org/www-community/attacks/CSV_Injection
"""

import csv
import io
from dataclasses import asdict
from typing import Any

from handlers.numbers.figures import Figures
from handlers.numbers.report import Report
from handlers.numbers.waits import UP_TO
from handlers.pages.tables import Cell, Table

VERSION = 1  # of the JSON: another one where a reader of the old one would go wrong
BOM = "\ufeff"  # without it Excel takes UTF-8 for something else
FORMULA = ("=", "+", "-", "@", "\t", "\r")


def as_json(report: Report, zone: str) -> dict[str, Any]:
    """The report as JSON; docs/numbers.md has its shape. Money in millionths of a dollar, times in seconds."""
    before = report.span.before()
    return {
        "version": VERSION,
        "from": report.span.first.isoformat(),
        "to": report.span.last.isoformat(),
        "compared_with": {"from": before.first.isoformat(), "to": before.last.isoformat()},
        "time_zone": zone,
        "counted_at": report.at.isoformat(timespec="seconds") if report.at else None,
        **_figures(report.figures),
        "periods": [
            {"from": span.first.isoformat(), "to": span.last.isoformat(), **_in_short(figures)}
            for span, figures in report.periods
        ],
    }


def as_csv(table: Table) -> str:
    """The table, in UTF-8 with a mark that says so."""
    written = io.StringIO(BOM)
    written.seek(0, io.SEEK_END)
    rows = csv.writer(written)
    rows.writerow(map(disarmed, table.columns))
    rows.writerows([disarmed(cell) for cell in row] for row in table.rows)
    return written.getvalue()


def disarmed(cell: Cell) -> Cell:
    """The cell, no formula."""
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(FORMULA) else cell


def _figures(figures: Figures) -> dict[str, Any]:
    shape = asdict(figures)
    shape["goals"] = _goals_shape(figures)
    shape["waiting"]["up_to"] = UP_TO
    return shape


def _goals_shape(figures: Figures) -> dict[str, Any]:
    fields = ("value", "target", "met", "n", "before", "at_least", "share")
    return {str(figure.goal): {name: getattr(figure, name) for name in fields} for figure in figures.goals}


def _in_short(figures: Figures) -> dict[str, Any]:
    goals = {str(figure.goal): figure.value for figure in figures.goals}
    return {"messages": figures.messages, "conversations": figures.conversations, "goals": goals}
