"""A report's lines for a terminal: the page's figures, in the page's words. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from handlers.languages import Language
from handlers.numbers.apps import App
from handlers.numbers.figures import Figures
from handlers.numbers.formats import Formats
from handlers.numbers.goals import LOWER_IS_BETTER, Figure
from handlers.numbers.report import Report
from handlers.numbers.waits import Times
from handlers.pages.number_rows import Bar, Rows
from handlers.pages.number_words import ALL_WORDS, label_in

MARKS = {True: "✓", False: "✗", None: " "}
BETWEEN = " · "


@dataclass(frozen=True)
class Lines:
    """Writes reports in one language. `zone`: its name."""

    language: Language
    formats: Formats
    zone: str

    def of(self, report: Report) -> Iterator[str]:
        """All lines; what there is nothing of is left out."""
        figures, rows = report.figures, Rows(self.formats, label_in(self.language))
        yield self.formats.title(report.span, report.span.kind(report.today))
        at = report.at
        yield self._t("as_of", at=self.formats.at(at), zone=self.zone) if at else self._t("not_counted")
        yield ""
        yield f"{self._t('five')} ({self._t('compared', days=self.formats.days(report.span.before()))})"
        yield from table([self._goal(figure, figures) for figure in figures.goals])
        if figures.is_empty:
            yield from ("", f"{self._t('empty')} {self._t('empty_how')}")
            return
        yield from ("", self._t("volume"))
        yield from table([self._head(), *self._periods(report, rows)])
        yield ""
        yield from table([*self._counts(figures, rows), *self._tickets(figures, rows), *self._said(figures, rows)])
        yield from self._money(figures, rows)

    def _t(self, name: str, **fields: str) -> str:
        return ALL_WORDS[name][self.language].format(**fields)

    def _goal(self, figure: Figure, figures: Figures) -> list[str]:
        name, f = self._t(f"goal_{figure.goal}"), self.formats
        goal = self._t("under" if figure.goal in LOWER_IS_BETTER else "over", goal=f.target(figure))
        if figure.value is None:
            return [f"  {name}", self._t("no_data"), goal, "", ""]
        value = f.goal(figure, figure.value)
        shown = self._t("at_least", value=value) if figure.at_least else value
        before = self._t("before", value=f.goal(figure, figure.before)) if figure.before is not None else ""
        of = self._t(f"of_{figure.goal}", n=f.number(figure.n), share=f.share(figure.share), bad=f.number(figures.bad))
        return [f"{MARKS[figure.met]} {name}", shown, goal, before, of]

    def _head(self) -> list[str]:
        counted = (self._t(name).capitalize() for name in ("messages", "conversations"))
        return ["  " + self._t("period"), *counted, self._t("money")]

    def _periods(self, report: Report, rows: Rows) -> Iterator[list[str]]:
        for span, figures in report.periods:
            if span.first <= report.today:
                yield [f"  {self.formats.period(span)}", *self._volume(figures, rows)]
        yield [f"  {self._t('paid')}", *self._volume(report.figures, rows)]

    def _volume(self, figures: Figures, rows: Rows) -> tuple[str, ...]:
        f, spending = self.formats, figures.spending
        paid = rows.dollars(spending.micros, spending.unknown)
        return f.number(figures.messages), f.number(figures.conversations), paid

    def _counts(self, figures: Figures, rows: Rows) -> Iterator[list[str]]:
        yield from self._row("who", rows.counted("who_", figures.who))
        if figures.merged:
            yield ["", self._t("merged", n=self.formats.number(figures.merged))]
        yield from self._row("apps", [self._app(app, rows) for app in figures.apps if len(figures.apps) > 1])
        yield from self._row("ends", rows.counted("end_", figures.ends))
        if figures.waiting.all.n:
            yield [self._t("waiting"), self._times(figures.waiting.all, "half", "nine_of_ten", "nineteen_of_twenty")]
            yield from self._row("parts", rows.of(figures)["part_rows"])

    def _app(self, app: App, rows: Rows) -> Bar:
        paid = rows.dollars(app.micros, app.unknown)
        return rows.label("app_", app.name), app.messages, f"{self.formats.number(app.messages)} ({paid})", ""

    def _tickets(self, figures: Figures, rows: Rows) -> Iterator[list[str]]:
        tickets = figures.tickets
        yield from self._row("opened_why", rows.counted("why_", tickets.opened))
        yield from self._row("closed_why", rows.counted("reason_", tickets.closed))
        yield from self._row("closed_by", rows.counted("agent_", tickets.by))
        for name, times, is_open in (
            ("first_words", tickets.first, False),
            ("first_words", tickets.first_open, True),
            ("solved", tickets.solved, False),
            ("solved", tickets.solved_open, True),
        ):
            if times.n:
                told = f"{self._t(name)}, {self._t('in_open_hours')}" if is_open else self._t(name)
                yield [told, self._times(times, "half", "nine_of_ten")]

    def _said(self, figures: Figures, rows: Rows) -> Iterator[list[str]]:
        f, survey, subjects = self.formats, figures.survey, figures.subjects
        if survey.asked:
            asked, answered = f.number(survey.asked), f.number(survey.answered)
            share = f.share(survey.answered / survey.asked)
            yield [self._t("survey"), self._t("survey_asked", asked=asked, answered=answered, share=share)]
        if survey.answered:
            yield from self._row("goal_rated", rows.of(figures)["score_rows"])
        if survey.commented:
            yield ["", self._t("commented", n=f.number(survey.commented))]
        yield from self._row("not_asked", rows.counted("not_", survey.not_asked))
        yield from self._row("topics", rows.counted("topic_", subjects.topics))
        yield from self._row("moods", rows.counted("mood_", subjects.moods))
        if subjects.unknown:
            yield ["", self._t("unknown_n", n=f.number(subjects.unknown))]

    def _money(self, figures: Figures, rows: Rows) -> Iterator[str]:
        f, spending, made = self.formats, figures.spending, rows.of(figures)
        if not spending.lines:
            return
        parts = [rows.dollars(spending.micros, spending.unknown)]
        if spending.estimated:
            parts.append(self._t("estimated", money=f.money(spending.estimated)))
        yield from ("", f"{self._t('money')}: {', '.join(parts)}")
        yield from table([*self._row("supplier", made["supplier_rows"]), *self._row("countries", made["country_rows"])])
        if spending.free_messages:
            yield "  " + self._t("free", n=f.number(spending.free_messages), money=f.money(spending.free_micros))
        for name, saved in (("faq_saved", spending.faq_saved), ("merging_saved", spending.merging_saved)):
            if saved:
                yield "  " + self._t(name, money=f.money(saved))
        for line in spending.lines:
            if line.unknown:
                told = f"{rows.label('line_', line.line)} {line.where}".strip()
                yield "  " + self._t("no_price", line=told, units=f.number(line.unknown))

    def _row(self, name: str, bars: Sequence[Bar]) -> list[list[str]]:
        return [[self._t(name), BETWEEN.join(f"{label} {shown}" for label, _, shown, _ in bars)]] if bars else []

    def _times(self, times: Times, *names: str) -> str:
        shares: Mapping[str, float | None] = {
            "half": times.p50,
            "nine_of_ten": times.p90,
            "nineteen_of_twenty": times.p95,
        }
        return BETWEEN.join(f"{self._t(name)} {self.formats.span(shares[name])}" for name in names)


def table(rows: Sequence[Sequence[str]]) -> list[str]:
    """The rows with their columns below each other, two spaces between them."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows]
