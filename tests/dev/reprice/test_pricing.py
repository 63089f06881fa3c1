"""A day at other prices: its money follows its units, and nothing gets surer, smaller or rounder by it."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dev.reprice.pricing import CREDIT, moved, repriced
from handlers.conversation.facts import Charge
from handlers.money.prices import Prices, load_prices
from handlers.numbers.counts import Counts
from handlers.numbers.day import Day
from handlers.numbers.free import credited
from tests.spent import LEDGER
from tests.writing import ANA

DATE = "2026-11-26"
ON = date(2026, 11, 26)
PRICES = load_prices()
MEXICO, GERMANY = "money/meta.service/MX", "money/meta.service/DE"


def day(**counts: int) -> Day:
    return Day(DATE, counts)


def counted(*charges: Charge, free: int = 1_000, messages: int = 0) -> Day:
    """The day with these charges as the clock counts it; so many messages of the month are still free."""
    counts = Counts()
    counts.charge(ON, charges, "+1")
    off, _ = credited(counts.served, {DATE[:7]: {"+1": 1_000 - free}})
    total = counts.days[DATE]
    for name, count in off.get(DATE, {}).items():
        total[name] += count
    total["messages/assistant"] = messages
    return Day(DATE, {name: count for name, count in total.items() if count})


@given(st.lists(st.tuples(st.sampled_from(["MX", "DE", "JP"]), st.integers(1, 30)), max_size=9), st.integers(0, 99))
def test_at_the_same_prices_a_day_stays_as_it_is(sent: list[tuple[str, int]], free: int) -> None:
    charges = [PRICES.charge("meta.service", units, ON, where) for where, units in sent]
    assert repriced(before := counted(*charges, free=free), PRICES) == before


@pytest.mark.parametrize("hour", range(24))
def test_around_the_beginning_of_a_quarter_what_was_charged_is_what_its_day_has(hour: int) -> None:
    mexico = ZoneInfo("America/Mexico_City")
    prices, at = load_prices(zone=mexico), datetime(2026, 9, 30, 18, tzinfo=UTC) + timedelta(hours=hour)
    counts = Counts()
    counts.charge(
        at.astimezone(mexico).date(), replace(LEDGER, prices=prices).heard(ANA, ["Hola"], "es", at).charges, ""
    )
    for date_, found in counts.days.items():
        charged = Day(date_, {name: count for name, count in found.items() if count})
        assert repriced(charged, prices) == charged


@given(st.lists(st.integers(1, 3_000), min_size=1, max_size=40))
def test_what_amounts_were_rounded_by_is_no_change(tokens: list[int]) -> None:
    charges = [PRICES.charge("openai.cached", units, ON, "gpt-6-luna") for units in tokens]
    assert repriced(before := counted(*charges, messages=len(tokens)), PRICES) == before


@given(st.integers(1, 40), st.integers(0, 50), st.sampled_from(["0.004", "0.02"]))
def test_another_price_gives_what_would_have_been_counted_with_it(units: int, free: int, price: str) -> None:
    newer = load_prices(f"MX={price}")
    before = counted(PRICES.charge("meta.service", units, ON, "MX"), free=free)
    after = repriced(before, newer)
    as_counted = counted(newer.charge("meta.service", units, ON, "MX"), free=free)
    both = [sum(count for name, count in one.counts.items() if name.startswith(MEXICO)) for one in (after, as_counted)]
    assert both[0] == both[1]
    assert after.counts.get(CREDIT, 0) == as_counted.counts.get(CREDIT, 0)


@given(st.integers(1, 40), st.integers(0, 50), st.integers(0, 9))
def test_what_was_unknown_becomes_known_and_its_free_ones_are_taken_off(units: int, free: int, others: int) -> None:
    """Which country's messages were free is not kept, so this is exact where all others had no price either."""
    newer = load_prices("JP=0.03")
    charges = [PRICES.charge("meta.service", units, ON, "JP")]
    charges += [PRICES.charge("meta.service", others, ON, "KR")] if others else []
    after = repriced(counted(*charges, free=free), newer).counts
    assert after["money/meta.service/JP/micros/estimated"] == units * 30_000
    assert "money/meta.service/JP/unknown" not in after
    assert after.get(CREDIT, 0) == -min(free, units) * 30_000
    assert after.get("money/meta.service/KR/unknown", 0) == max(0, others - max(0, free - units))


def test_of_several_countries_the_free_ones_change_as_all_do_together() -> None:
    charges = [PRICES.charge("meta.service", 10, ON, where) for where in ("MX", "DE")]
    after = repriced(counted(*charges, free=5), load_prices("MX=0.017")).counts
    assert (after[f"{MEXICO}/micros/estimated"], after[f"{GERMANY}/micros/estimated"]) == (170_000, 550_000)
    assert after[CREDIT] == -(5 * 8_500 * 720_000 // 635_000)


def test_a_line_whose_price_became_known_within_the_day_gets_it_for_all_its_units() -> None:
    mixed = Day(
        DATE,
        {"money/meta.service/JP/units": 5, "money/meta.service/JP/unknown": 2}
        | {"money/meta.service/JP/micros/estimated": 60_000, "free/meta/+1": 1, CREDIT: -20_000},
    )
    after = repriced(mixed, load_prices("JP=0.02")).counts
    assert (after["money/meta.service/JP/micros/estimated"], after[CREDIT]) == (100_000, -20_000)
    assert "money/meta.service/JP/unknown" not in after


def dearer(line: str, where: str = "", times: int = 2) -> Prices:
    """The prices with one that is so many times as high."""
    (price, *older) = PRICES.prices[line, where]
    higher = replace(price, micros=price.micros * times, listed=price.listed * Decimal(times))
    return replace(PRICES, prices={**PRICES.prices, (line, where): [higher, *older]})


def test_an_amount_gets_no_surer_than_it_was_counted() -> None:
    name = "money/twilio.out/-"
    before = Day(DATE, {f"{name}/units": 4, f"{name}/micros/exact": 15_000, f"{name}/micros/estimated": 5_000})
    after = repriced(before, dearer("twilio.out")).counts
    assert (after[f"{name}/micros/exact"], after[f"{name}/micros/estimated"]) == (30_000, 10_000)
    ((old, new),) = moved(before.counts, after)
    assert (old.micros, new.micros, new.estimated) == (20_000, 40_000, 10_000)


def test_answers_whose_tokens_nobody_told_stay_unknown_beside_others() -> None:
    name = "money/openai.output/gpt-6-luna"
    before = Day(DATE, {f"{name}/units": 1_100, f"{name}/unknown": 100, f"{name}/micros/exact": 500})
    assert repriced(before, PRICES) == before
    after = repriced(before, dearer("openai.output", "gpt-6-luna")).counts
    assert (after[f"{name}/micros/exact"], after[f"{name}/unknown"]) == (1_000, 100)


def test_what_has_no_price_stays_as_it_was() -> None:
    gone = Day(DATE, {"money/openai.input/gone/units": 9, "money/openai.input/gone/micros/exact": 7})
    none = Day(DATE, {"money/twilio.out/sms/units": 9, "money/twilio.out/sms/unknown": 9, "known/no": 3})
    assert [repriced(one, PRICES) for one in (gone, none)] == [gone, none]


def test_a_line_that_is_gone_is_shown_as_moved() -> None:
    ((old, new),) = moved({CREDIT: -5}, {})
    assert (old.micros, new.micros, new.line) == (-5, 0, "meta.free")


@pytest.mark.parametrize("on", ["2026-09-30", "2026-10-01"])
def test_each_day_gets_the_prices_that_held_on_it(on: str) -> None:
    before = Day(on, {f"{MEXICO}/units": 4, f"{MEXICO}/unknown": 4})
    known = PRICES.charge("meta.service", 4, datetime.fromisoformat(on).replace(tzinfo=UTC).date(), "MX").micros
    assert repriced(before, PRICES).counts.get(f"{MEXICO}/micros/estimated", 0) == known
