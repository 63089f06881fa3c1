"""Figures of days, held to a plain count of what happened in them."""

import itertools
import statistics
from collections import Counter
from collections.abc import Sequence
from datetime import date

import pytest

from dev.made_up import Event, days_of, events
from handlers.numbers.brief import brief
from handlers.numbers.day import Day, summed
from handlers.numbers.figures import by_period, figures_of
from handlers.numbers.goals import Figure, Goal
from handlers.numbers.span import Span

FIRST = date(2026, 11, 1)
WITHIN = 1.051  # what a histogram may be off by

made_up = pytest.mark.parametrize("seed", range(4))


def of_kind(happened: Sequence[Event], kind: str, *what: str) -> list[Event]:
    return [event for event in happened if event.kind == kind and (not what or event.what in what)]


def median(values: Sequence[float]) -> float:
    """The lowest value that at least half are not above."""
    return statistics.median_low(values)


def close(found: float | None, exact: float) -> bool:
    return found is not None and exact <= found * (1 + 1e-9) and found <= exact * WITHIN


def goal(figures: Sequence[Figure], wanted: Goal) -> Figure:
    (found,) = [figure for figure in figures if figure.goal is wanted]
    return found


@made_up
def test_the_five_figures_are_those_of_what_happened(seed: int) -> None:
    happened = events(FIRST, 7, seed)
    found = figures_of(days_of(happened)).goals
    waits = [
        one.seconds for one in of_kind(happened, "message", "assistant", "faq", "command") if not one.more["merged"]
    ]
    answered = goal(found, Goal.ANSWERED)
    assert answered.n == len(waits)
    assert close(answered.value, median(waits))
    assert answered.share == sum(wait <= 3 for wait in waits) / len(waits)
    assert answered.met is (median(waits) <= 3)
    well, decided = (
        of_kind(happened, "talk", "contained", "verified"),
        [one for one in of_kind(happened, "talk") if one.what],
    )
    assert goal(found, Goal.RESOLVED).value == len(well) / len(decided)
    assert goal(found, Goal.RESOLVED).n == len(decided)
    ratings = [int(one.what) for one in of_kind(happened, "rating")]
    assert goal(found, Goal.RATED).value == statistics.mean(ratings)
    paid, talks = sum(one.more["micros"] for one in of_kind(happened, "paid")), len(of_kind(happened, "talk"))
    assert goal(found, Goal.COST).value == pytest.approx(paid / 1e6 / talks)
    bad, checked = (sum(one.more[name] for one in of_kind(happened, "minutes")) for name in ("bad", "checked"))
    assert goal(found, Goal.AVAILABLE).value == pytest.approx(1 - bad / checked)


@made_up
def test_the_other_figures_too(seed: int) -> None:
    happened = events(FIRST, 7, seed)
    found = figures_of(days_of(happened))
    messages = of_kind(happened, "message")
    assert found.messages == len(messages)
    assert found.who == Counter(one.what for one in messages)
    came, talks = (Counter(one.app for one in of_kind(happened, kind)) for kind in ("message", "talk"))
    paid = Counter[str]()
    for one in of_kind(happened, "paid"):
        paid[one.app] += one.more["micros"]
    assert {app.name: (app.messages, app.conversations, app.micros) for app in found.apps} == {
        name: (count, talks[name], paid[name]) for name, count in came.items()
    }
    assert [app.name for app in found.apps] == [name for name, _ in came.most_common()]
    assert sum(app.micros for app in found.apps) == found.spending.micros
    assert found.conversations == len(of_kind(happened, "talk"))
    hours = Counter((one.on.weekday(), one.hour) for one in messages)
    assert all(found.hours[day][hour] == hours[day, hour] for day in range(7) for hour in range(24))
    assert sum(map(sum, found.talk_hours)) == found.conversations
    assert found.tickets.opened == Counter(one.what for one in of_kind(happened, "ticket"))
    assert close(found.tickets.first.p50, median([one.seconds for one in of_kind(happened, "ticket")]))
    assert found.tickets.solved_open.p50 is None
    assert found.subjects.topics == Counter(one.what for one in of_kind(happened, "topic"))
    assert list(found.subjects.topics.values()) == sorted(found.subjects.topics.values(), reverse=True)
    assert found.survey.scores == tuple(len(of_kind(happened, "rating", str(score))) for score in range(1, 6))
    turns = [one for one in messages if not one.more["merged"]]
    assert found.waiting.parts["assistant"] == pytest.approx(statistics.mean(one.more["assistant"] for one in turns))
    assert sum(found.waiting.within) == found.waiting.all.n
    waits = [one.seconds for one in turns if one.what in ("assistant", "faq", "command")]
    assert found.waiting.within[0] == pytest.approx(sum(wait <= 1 for wait in waits), abs=len(waits) / 10)


@made_up
def test_money_adds_up_by_supplier_country_and_line(seed: int) -> None:
    happened = events(FIRST, 7, seed)
    paid, found = of_kind(happened, "paid"), figures_of(days_of(happened)).spending
    assert found.micros == sum(one.more["micros"] for one in paid) == sum(part.micros for part in found.suppliers)
    assert found.micros == sum(cost.micros for cost in found.lines)
    assert found.estimated == sum(one.more["micros"] for one in paid if "estimated" in one.more)
    (mexico,) = [part for part in found.countries if part.name == "MX"]
    assert (mexico.units, mexico.micros) == (len(of_kind(happened, "paid", "meta.service/MX")), mexico.units * 8500)
    openai = sum(one.more["micros"] for one in paid if one.what.startswith("openai."))
    answers = [one for one in of_kind(happened, "message", "assistant") if not one.more["merged"]]
    assert found.faq_saved == round(len(of_kind(happened, "message", "faq")) * openai / len(answers))


@made_up
def test_briefs_give_the_same_five_figures_as_the_days_they_are_of(seed: int) -> None:
    days = days_of(events(FIRST, 9, seed))
    briefs = [Day(day.date, brief(day.counts)) for day in days]
    old, short = figures_of(days), figures_of(briefs)
    assert short.goals == old.goals
    assert (short.messages, short.conversations) == (old.messages, old.conversations)
    assert brief(summed(days)) == summed(briefs)
    compared = figures_of(days_of(events(FIRST, 2, seed + 9)), summed(briefs)).goals
    assert [figure.before for figure in compared] == [figure.value for figure in old.goals]


@pytest.mark.parametrize(("length", "shown"), [(1, 1), (62, 62), (63, 10), (200, 7)])
def test_periods_are_the_whole_span_once(length: int, shown: int) -> None:
    days = days_of(events(FIRST, length, 1, most=6))
    span = Span(FIRST, date.fromisoformat(days[-1].date))
    periods, whole = by_period(span, days), figures_of(days)
    assert len(periods) == shown
    assert sum(figures.messages for _, figures in periods) == whole.messages
    assert (periods[0][0].first, periods[-1][0].last) == (span.first, span.last)
    assert all(one.last < other.first for (one, _), (other, _) in itertools.pairwise(periods))


def test_without_data_nothing_is_met_or_missed_or_zero() -> None:
    found = figures_of([])
    assert found.is_empty
    assert [(figure.value, figure.met, figure.n, figure.is_better) for figure in found.goals] == [
        (None, None, 0, None)
    ] * 5
    assert found.survey.mean is None
    assert found.waiting.parts == {}
    assert found.spending.faq_saved is None
    assert figures_of([Day("2026-11-26", {"minutes/checked": 60})]).is_empty


@pytest.mark.parametrize(
    "name",
    [
        *("messages/faq", "talks/begun", "talks/returned", "money/twilio.out/-/units"),
        *("tickets/opened/asked", "tickets/closed/no_answer", "first/90"),
        *("survey/asked", "survey/5", "survey/not/window"),
    ],
)
def test_whatever_was_counted_besides_the_clock_s_checks_is_something(name: str) -> None:
    assert not figures_of([Day("2026-11-26", {name: 1})]).is_empty


def test_an_unknown_price_is_no_zero() -> None:
    cheap = {"talks/begun": 10, "money/twilio.in/-/units": 9, "money/twilio.in/-/micros/exact": 45_000}
    unknown = {"money/openai.input/acme/of-its-own/units": 70, "money/openai.input/acme/of-its-own/unknown": 70}
    found = figures_of(
        [Day("2026-11-26", {**cheap, **unknown, "messages/assistant": 1, "messages/faq": 3, "merged": 0})]
    )
    cost = goal(found.goals, Goal.COST)
    assert (cost.at_least, cost.met, cost.value) == (True, None, 0.0045)
    assert (found.spending.unknown, found.spending.faq_saved, found.spending.merging_saved) == (70, None, None)
    (line,) = [one for one in found.spending.lines if one.line == "openai.input"]
    assert (line.where, line.units, line.unknown) == ("acme/of-its-own", 70, 70)
    dear = figures_of([Day("2026-11-26", {**cheap, **unknown, "talks/begun": 1, "money/a.b/-/micros/exact": 90_000})])
    assert goal(dear.goals, Goal.COST).met is False  # whatever the rest costs


def test_a_message_of_unknown_price_leaves_open_what_merging_saved() -> None:
    paid = {"waited/assistant/52": 1, "money/openai.input/m/micros/exact": 10, "money/openai.input/m/units": 10}
    paid |= {"app/whatsapp": 2}
    known = figures_of(
        [Day("2026-11-26", {**paid, "merged": 1, "money/twilio.out/-/units": 1, "money/twilio.out/-/micros/exact": 5})]
    )
    assert (known.spending.faq_saved, known.spending.merging_saved) == (0, 15)
    both = {
        "money/meta.service/MX/units": 4,
        "money/meta.service/MX/micros/estimated": 27,
    }  # three of them without Twilio
    fees = {"money/twilio.out/-/units": 1, "money/twilio.out/-/micros/exact": 5}
    mixed = figures_of([Day("2026-11-26", {**paid, **fees, **both, "merged": 1, "app/telegram": 2})])
    assert mixed.spending.merging_saved == 10 + (5 + 27) / 4 * 2 / 4
    lost = figures_of([Day("2026-11-26", {**paid, "merged": 1, "money/meta.service/XX/unknown": 1})])
    assert (lost.spending.faq_saved, lost.spending.merging_saved) == (0, None)


def test_what_was_free_is_told_apart_and_taken_off() -> None:
    counts = {"money/meta.service/MX/units": 3, "money/meta.service/MX/micros/estimated": 25_500}
    free = {"money/meta.free/-/micros/estimated": -17_000, "free/meta/5215511110000": 2}
    found = figures_of([Day("2026-11-26", {**counts, **free})]).spending
    assert (found.micros, found.free_messages, found.free_micros) == (8_500, 2, 17_000)
    assert [(part.name, part.micros) for part in found.suppliers] == [("meta", 8_500)]
    assert [(part.name, part.micros, part.units) for part in found.countries] == [("MX", 25_500, 3)]


@pytest.mark.parametrize(
    ("now", "before", "is_better"),
    [
        ({"survey/5": 1}, {"survey/1": 1}, True),
        ({"survey/1": 1}, {"survey/5": 1}, False),
        ({"survey/5": 1}, {"survey/5": 2}, None),
    ],
)
def test_a_figure_is_better_or_worse_than_before(
    now: dict[str, int], before: dict[str, int], is_better: bool | None
) -> None:
    rated = goal(figures_of([Day("2026-11-26", now)], before).goals, Goal.RATED)
    assert rated.is_better is is_better


def test_a_shorter_wait_is_better() -> None:
    now = {"asked": 1, "prompt": 1, "waited/faq/1": 1}
    before = {"asked": 1, "prompt": 0, "waited/assistant/150": 1}
    answered = goal(figures_of([Day("2026-11-26", now)], before).goals, Goal.ANSWERED)
    assert (answered.is_better, answered.target) == (True, 3.0)


def test_the_brief_of_a_day_with_an_unknown_price_is_no_cheaper() -> None:
    counts = {"talks/begun": 1, "money/a.b/-/micros/exact": 5, "money/a.b/X/unknown": 2, "money/meta.free/-/units": 1}
    assert figures_of([Day("2026-11-26", brief(counts))]).goals == figures_of([Day("2026-11-26", counts)]).goals
