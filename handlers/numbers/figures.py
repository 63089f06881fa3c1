"""All figures of a range of days, typed: what pages, reports, JSON and exports show. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from handlers.conversation.facts import Who
from handlers.numbers.apps import App, apps_of
from handlers.numbers.day import Day, summed
from handlers.numbers.goals import ENDS, Figure, five
from handlers.numbers.span import Span
from handlers.numbers.spending import Spending, spending_of
from handlers.numbers.tally import Tally, most_first
from handlers.numbers.waits import Waiting, waiting_of
from handlers.numbers.with_people import Survey, Tickets, survey_of, tickets_of


@dataclass(frozen=True)
class Subjects:
    """What customers wrote about, and how they felt, where it is known; `unknown`: questions without an answer."""

    topics: Mapping[str, int]
    moods: Mapping[str, int]
    unknown: int


@dataclass(frozen=True)
class Figures:
    """All of it. `goals`: the five figures; `who`: messages by who answered; `merged`: those without an answer of their
    own; `apps`: those that customers write in; `hours`: messages by weekday (Monday first) and hour, `talk_hours`:
    conversations likewise; `ends`: what became of conversations, of those where it is known; `checked` and `bad`:
    minutes.
    """

    goals: tuple[Figure, ...]
    messages: int
    conversations: int
    who: Mapping[str, int]
    merged: int
    apps: tuple[App, ...]
    ends: Mapping[str, int]
    hours: tuple[tuple[int, ...], ...]
    talk_hours: tuple[tuple[int, ...], ...]
    waiting: Waiting
    tickets: Tickets
    survey: Survey
    subjects: Subjects
    spending: Spending
    checked: int
    bad: int

    @property
    def is_empty(self) -> bool:
        """True if nothing was counted but perhaps that the function is there."""
        tickets, survey = self.tickets, self.survey
        of_people = tickets.opened or tickets.closed or tickets.first.n
        of_surveys = survey.asked or survey.answered or survey.not_asked
        return not (self.messages or self.conversations or self.spending.lines or self.ends or of_people or of_surveys)


def figures_of(days: Sequence[Day], before: Mapping[str, int] | None = None) -> Figures:
    """The figures of these days; `before`: the counts of the range before, or briefs of them."""
    tally = Tally(summed(days))
    who = _in_order(tally.under("messages"), Who)
    return Figures(
        goals=five(tally, Tally(before) if before is not None else None),
        messages=sum(who.values()),
        conversations=tally.one("talks/begun"),
        who=who,
        merged=tally.one("merged"),
        apps=apps_of(tally),
        ends=_in_order(tally.under("talks"), ENDS),
        hours=_hours(days, "hour"),
        talk_hours=_hours(days, "talk/hour"),
        waiting=waiting_of(tally),
        tickets=tickets_of(tally),
        survey=survey_of(tally),
        subjects=Subjects(most_first(tally.under("topic")), most_first(tally.under("mood")), tally.one("known/no")),
        spending=spending_of(tally),
        checked=tally.one("minutes/checked"),
        bad=tally.one("minutes/bad"),
    )


def by_period(span: Span, days: Sequence[Day]) -> list[tuple[Span, Figures]]:
    """The figures of each day of the span, or of its weeks or months, in order; also where there are no days."""
    return [(period, figures_of([day for day in days if day.date in period])) for period in span.periods()]


def _hours(days: Iterable[Day], kind: str) -> tuple[tuple[int, ...], ...]:
    grid = [[0] * 24 for _ in range(7)]
    for day in days:
        weekday = date.fromisoformat(day.date).weekday()
        for hour, count in Tally(day.counts).under(kind).items():
            grid[weekday][int(hour)] += count
    return tuple(map(tuple, grid))


def _in_order(counts: Mapping[str, int], order: Iterable[str]) -> dict[str, int]:
    return {str(name): counts[name] for name in order if counts.get(name)}
