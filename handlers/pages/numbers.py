"""The page with the numbers, and the same to take away."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from starlette.responses import JSONResponse, Response

from handlers.numbers.formats import Formats
from handlers.numbers.goals import LOWER_IS_BETTER
from handlers.numbers.report import Report, Reports
from handlers.numbers.span import Kind, Span, last_days, month_of, span_in, week_of
from handlers.pages import charts
from handlers.pages.examples import Examples
from handlers.pages.exports import as_csv, as_json
from handlers.pages.guard import HEADERS
from handlers.pages.number_rows import Rows
from handlers.pages.number_words import ALL_WORDS, label_in
from handlers.pages.rendering import Pages
from handlers.pages.tables import days_table, tables
from handlers.pages.visits import Show, Visit

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True)
class NumbersPages:
    """Shows the numbers to those who may see them. `old_prices`: suppliers whose prices nobody has checked lately."""

    reports: Reports
    examples: Examples
    zone: str
    old_prices: Callable[[date], Sequence[str]]
    has_answers: bool = False
    pages: Pages = field(default_factory=lambda: Pages(ALL_WORDS))

    @property
    def handlers(self) -> Mapping[str, Show]:
        """What is shown at which address, by GET."""
        shown = {"": self.page, ".json": self.json, ".csv": self.csv, ".xlsx": self.xlsx, "/examples": self._examples}
        return {f"/numbers{ending}": self._guarded(show) for ending, show in shown.items()}

    def _guarded(self, show: Show) -> Show:
        async def guarded(visit: Visit) -> Response:
            if not visit.sees_numbers:
                return self.pages("notice.html", visit.language, status=403, said="numbers_not_yours")
            return await show(visit)

        return guarded

    async def page(self, visit: Visit) -> Response:
        """GET /numbers: all figures of a span."""
        visit.log("numbers")
        report, formats = await self._report(visit), Formats(visit.language, self.reports.zone)
        shown, label = report.span.kind(report.today), label_in(visit.language)
        return self.pages(
            "numbers.html",
            visit.language,
            me=visit.session.agent,
            has_answers=self.has_answers,
            report=report,
            title=formats.title(report.span, shown),
            shown=shown,
            ranges=_ranges(report.today),
            zone=self.zone,
            old_prices=[label("supplier_", name) for name in self.old_prices(report.today)],
            by_goal=_by_goal(report),
            lower=LOWER_IS_BETTER,
            f=formats,
            draw=charts,
            label=label,
            **Rows(formats, label).of(report.figures),
        )

    async def json(self, visit: Visit) -> Response:
        """GET /numbers.json: the same for programs."""
        visit.log("numbers_json")
        return JSONResponse(as_json(await self._report(visit), self.zone), headers=HEADERS)

    async def csv(self, visit: Visit) -> Response:
        """GET /numbers.csv: the days as a table."""
        visit.log("numbers_csv")
        report = await self._report(visit)
        return Response(as_csv(days_table(report)), headers=_saved(report.span, "csv"), media_type="text/csv")

    async def xlsx(self, visit: Visit) -> Response:
        """GET /numbers.xlsx: all tables as a workbook."""
        from handlers.pages.workbook import workbook  # a twentieth of a second, for those who want one

        visit.log("numbers_xlsx")
        report = await self._report(visit)
        return Response(workbook(tables(report)), headers=_saved(report.span, "xlsx"), media_type=XLSX)

    async def _examples(self, visit: Visit) -> Response:
        return await self.examples(visit, self.pages)

    async def _report(self, visit: Visit) -> Report:
        return await self.reports.of(span_in(visit.query, self.reports.today))


def _ranges(today: date) -> list[tuple[Kind, Span]]:
    return [
        (Kind.DAY, Span(today, today)),
        (Kind.WEEK, week_of(today)),
        (Kind.MONTH, month_of(today)),
        (Kind.LAST, last_days(today)),
    ]


def _by_goal(report: Report) -> dict[str, list[Any]]:
    goals = [figure.goal for figure in report.figures.goals]
    return {goal: [figures.goals[at] for _, figures in report.periods] for at, goal in enumerate(goals)}


def _saved(span: Span, ending: str) -> dict[str, str]:
    name = f"recado-{span.first}-{span.last}.{ending}"
    return {**HEADERS, "Content-Disposition": f'attachment; filename="{name}"'}
