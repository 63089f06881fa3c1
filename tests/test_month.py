"""A month is lived through the real stores and the real counting: its page and `make cost` come to the same."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from dev.cost import Bill, Use, bill
from dev.models import DEFAULT
from handlers.conversation.messages import Reply, Usage
from handlers.conversation.turn import Turn
from handlers.money.prices import load_prices
from handlers.money.reckoning import Reckoning
from handlers.numbers.day import summed
from handlers.numbers.figures import Figures
from handlers.numbers.free import FREE
from handlers.numbers.goals import Goal
from handlers.numbers.report import Report, Reports
from handlers.numbers.span import Span
from handlers.stores.briefs import StoredBriefs
from handlers.stores.days import StoredDays
from tests import writing
from tests.counted import fold, folding
from tests.kept import Stores
from tests.spent import RENDERED

USE = Use(messages=4, model=DEFAULT)
DAYS, A_DAY = 30, 10  # 1,200 answers: past Meta's free ones
ANSWERS = DAYS * A_DAY * USE.messages
NOVEMBER = Span(date(2026, 11, 1), date(2026, 11, 30))
MEXICO = 0.0085  # Meta's price of a message
# Amounts are whole millionths of a dollar. Google's of an answer are rounded by up to half of one each: the function's
# time, the documents read and those written; and the fee for its request, less than half of one, is not counted.
ROUNDED = ANSWERS * 4 * 0.5 / 1_000_000


async def talk(kept: Stores, clock: Any, customer: str) -> None:
    """A conversation as `make cost` assumes it: each question carries all messages before it."""
    for said in range(USE.messages):
        turn = await kept.threads.open_turn(writing.message("¿Abren el domingo?", customer=customer))
        assert isinstance(turn, Turn)
        told = USE.instructions + (said + 1) * USE.question + said * USE.answer
        turn.usage, turn.seconds = Usage(told, 0, USE.answer), {"assistant": USE.seconds}
        clock.go_on(seconds=USE.seconds)
        await kept.threads.close_turn(turn, Reply(("Sí, de 7 a 14.",)))
        clock.go_on(minutes=1)


async def live(kept: Stores, clock: Any) -> Report:
    """The month: customers in Mexico, counted by the clock at the end of each day; and what the page shows of it."""
    reckon = Reckoning(load_prices(), clock, USE.model, "gpt-transcribe", RENDERED)
    kept = replace(kept, threads=replace(kept.threads, reckon=reckon))
    for day in range(DAYS):
        clock.time = datetime(2026, 11, 1, 15, tzinfo=UTC) + timedelta(days=day)
        for number in range(A_DAY):
            await talk(kept, clock, f"+52155123456{number:02}")
        await fold(folding(kept))
    keeping = kept.threads.keeping
    return await Reports(StoredDays(keeping), StoredBriefs(keeping), UTC, clock).of(NOVEMBER)


def paid(figures: Figures) -> dict[str, float]:
    """Dollars by supplier."""
    return {part.name: part.micros / 1_000_000 for part in figures.spending.suppliers}


def listed(month: Bill) -> dict[str, float]:
    """Likewise, of `make cost`."""
    return {"twilio": month.twilio, "meta": month.meta, "openai": month.openai, "google": month.run + month.firestore}


async def test_the_page_and_make_cost_come_to_the_same(kept: Stores, clock: Any) -> None:
    report = await live(kept, clock)
    month, figures = bill(DAYS * A_DAY, USE, meta=MEXICO), report.figures
    assert (figures.messages, figures.conversations, figures.merged) == (ANSWERS, DAYS * A_DAY, 0)
    assert figures.spending.unknown == 0
    assert figures.spending.free_messages == FREE
    exact = {name: dollars for name, dollars in paid(figures).items() if name != "google"}
    assert exact == pytest.approx({name: listed(month)[name] for name in exact}, abs=1e-9)
    assert paid(figures)["google"] == pytest.approx(listed(month)["google"], abs=ROUNDED)
    assert sum(paid(figures).values()) == pytest.approx(month.total, abs=ROUNDED)
    [cost] = [figure for figure in figures.goals if figure.goal is Goal.COST]
    assert cost.value == pytest.approx(month.total / (DAYS * A_DAY), abs=ROUNDED / (DAYS * A_DAY))


async def test_they_assume_the_same_units(kept: Stores, clock: Any) -> None:
    """Without rounding: as many tokens, milliseconds and documents."""
    report = await live(kept, clock)
    units = summed(report.days)
    told, answered = USE.tokens
    assert units[f"money/openai.input/{USE.model}/units"] == DAYS * A_DAY * told
    assert units[f"money/openai.output/{USE.model}/units"] == DAYS * A_DAY * answered
    assert units["money/google.run/-/units"] == ANSWERS * USE.seconds * 1_000
    assert units["money/google.reads/-/units"] == ANSWERS * 2
    assert units["money/google.writes/-/units"] == ANSWERS * 5
