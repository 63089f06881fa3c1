"""Tables of a report, for CSV and for a workbook. Names are in English, whatever the reader speaks. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from handlers.numbers.figures import Figures, figures_of
from handlers.numbers.goals import DOLLAR, ENDS
from handlers.numbers.report import Report
from handlers.numbers.waits import UP_TO, Times

Cell = str | int | float | date | None


@dataclass(frozen=True)
class Table:
    """A table by its name: a sheet of the workbook. A cell of None is empty."""

    name: str
    columns: Sequence[str]
    rows: Sequence[Sequence[Cell]]


def tables(report: Report) -> list[Table]:
    """All tables of a report; the first is that of its days."""
    figures = report.figures
    return [
        days_table(report),
        Table("goals", ("figure", "value", "goal", "met", "n", "before"), list(_goals(figures))),
        Table("hours", ("weekday", "hour", "messages", "conversations"), list(_hours(figures))),
        Table("waiting", ("up to seconds", "answers"), list(_waits(figures))),
        Table("apps", ("app", "messages", "conversations", "dollars", "units of unknown price"), list(_apps(figures))),
        Table("counts", ("kind", "what", "count"), list(_counts(figures))),
        Table("times", ("what", "n", "median seconds", "p90 seconds", "p95 seconds"), list(_times(figures))),
        Table(
            "money",
            ("line", "where", "units", "dollars", "of it estimated", "units of unknown price"),
            list(_money(figures)),
        ),
    ]


def days_table(report: Report) -> Table:
    """A row for each day that holds anything. Money is in dollars."""
    days = [(date.fromisoformat(day.date), figures_of([day])) for day in report.days]
    who = list(report.figures.who)
    apps = [app.name for app in report.figures.apps if app.messages]
    suppliers = [part.name for part in report.figures.spending.suppliers]
    columns = ["date", "messages", *(f"by {name}" for name in who), *(f"on {name}" for name in apps)]
    columns += ["conversations", *(f"ended {end}" for end in ENDS)]
    columns += ["median seconds", "within 3 s", "ratings", "mean rating", "tickets opened", "tickets closed"]
    columns += [
        "dollars",
        *(f"dollars {name}" for name in suppliers),
        "units of unknown price",
        "minutes checked",
        "minutes bad",
    ]
    return Table("days", columns, [_day(day, figures, who, apps, suppliers) for day, figures in days])


def _day(day: date, figures: Figures, who: Sequence[str], apps: Sequence[str], suppliers: Sequence[str]) -> list[Cell]:
    answered, spending, survey, tickets = figures.goals[0], figures.spending, figures.survey, figures.tickets
    paid = {part.name: part.micros for part in spending.suppliers}
    wrote = {app.name: app.messages for app in figures.apps}
    return [
        day,
        figures.messages,
        *(figures.who.get(name, 0) for name in who),
        *(wrote.get(name, 0) for name in apps),
        figures.conversations,
        *(figures.ends.get(end, 0) for end in ENDS),
        answered.value,
        answered.share,
        survey.answered,
        survey.mean,
        sum(tickets.opened.values()),
        sum(tickets.closed.values()),
        spending.micros / DOLLAR,
        *(paid.get(name, 0) / DOLLAR for name in suppliers),
        spending.unknown,
        figures.checked,
        figures.bad,
    ]


def _goals(figures: Figures) -> Iterator[Sequence[Cell]]:
    for figure in figures.goals:
        met = {True: "yes", False: "no", None: "no data" if figure.value is None else "a price is missing"}[figure.met]
        yield str(figure.goal), figure.value, figure.target, met, figure.n, figure.before


def _waits(figures: Figures) -> Iterator[Sequence[Cell]]:
    up_to: tuple[Cell, ...] = (*UP_TO, "more")
    yield from zip(up_to, figures.waiting.within, strict=True)


def _hours(figures: Figures) -> Iterator[Sequence[Cell]]:
    for weekday, (messages, talks) in enumerate(zip(figures.hours, figures.talk_hours, strict=True), 1):
        for hour in range(24):
            yield weekday, hour, messages[hour], talks[hour]


def _apps(figures: Figures) -> Iterator[Sequence[Cell]]:
    for app in figures.apps:
        yield app.name, app.messages, app.conversations, app.micros / DOLLAR, app.unknown


def _counts(figures: Figures) -> Iterator[Sequence[Cell]]:
    tickets, survey, subjects = figures.tickets, figures.survey, figures.subjects
    kinds: dict[str, Mapping[str, int]] = {
        "messages by who answered": figures.who,
        "conversations by how they ended": figures.ends,
        "tickets by why they were opened": tickets.opened,
        "tickets by how they were closed": tickets.closed,
        "tickets by who had them": tickets.by,
        "ratings": {str(score): count for score, count in enumerate(survey.scores, 1)},
        "survey": {"asked": survey.asked, "commented": survey.commented},
        "not asked": survey.not_asked,
        "topics": subjects.topics,
        "moods": subjects.moods,
        "other": {
            "merged": figures.merged,
            "not known": subjects.unknown,
            "free at Meta": figures.spending.free_messages,
        },
    }
    for kind, counts in kinds.items():
        yield from ((kind, name, count) for name, count in counts.items())


def _times(figures: Figures) -> Iterator[Sequence[Cell]]:
    tickets = figures.tickets
    every: dict[str, Times] = {
        **{f"wait for {who}": times for who, times in figures.waiting.by.items()},
        "a person's first words": tickets.first,
        "a person's first words, in opening hours": tickets.first_open,
        "until closed": tickets.solved,
        "until closed, in opening hours": tickets.solved_open,
    }
    yield from ((name, times.n, times.p50, times.p90, times.p95) for name, times in every.items())


def _money(figures: Figures) -> Iterator[Sequence[Cell]]:
    for cost in figures.spending.lines:
        yield cost.line, cost.where, cost.units, cost.micros / DOLLAR, cost.estimated / DOLLAR, cost.unknown
