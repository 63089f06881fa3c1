"""A day in numbers: sums, histograms, percentiles."""

import math
import random

import pytest

from handlers.numbers.day import MOST_SAMPLES, Day, added, bound, bucket, summed
from handlers.numbers.tally import Tally


def test_days_add_up_in_any_order() -> None:
    one, other = Day("2026-11-25", {"merged": 2, "turns": 1}), Day("2026-11-26", {"merged": 3, "prompt": 4})
    assert summed([one, other]) == summed([other, one]) == {"merged": 5, "turns": 1, "prompt": 4}


def test_a_count_that_comes_to_nothing_is_not_kept() -> None:
    assert added(Day("2026-11-26", {"merged": 2}), {"merged": -2, "turns": 1}, {}).counts == {"turns": 1}


def test_of_each_kind_the_first_samples_stay() -> None:
    day = added(Day("2026-11-26"), {}, {"other": ["a", "b"]})
    day = added(day, {}, {"other": [str(number) for number in range(MOST_SAMPLES)], "unknown": ["c"]})
    assert day.samples["other"][:3] == ("a", "b", "0")
    assert len(day.samples["other"]) == MOST_SAMPLES
    assert day.samples["unknown"] == ("c",)


@pytest.mark.parametrize("seconds", [0, 0.0001, 0.01, 0.0105, 0.5, 2.9999, 3, 59, 3600, 86_400 * 30])
def test_a_bucket_holds_what_is_up_to_its_bound(seconds: float) -> None:
    held = bucket(seconds)
    assert seconds <= bound(held) * (1 + 1e-6)
    assert held == 0 or seconds > bound(held - 1) * (1 - 1e-6)
    assert bucket(bound(held)) == held


@pytest.mark.parametrize("share", [0.01, 0.5, 0.9, 0.95, 1])
def test_a_percentile_is_at_most_a_twentieth_above_the_exact_one(share: float) -> None:
    drawn = random.Random(share)  # noqa: S311 - no secret
    waits = sorted(drawn.lognormvariate(1, 1) for _ in range(999))
    counts: dict[str, int] = {"waited/faq/7": 5, "prompt": 3}
    for wait in waits:
        name = f"waited/assistant/{bucket(wait)}"
        counts[name] = counts.get(name, 0) + 1
    exact = waits[math.ceil(share * len(waits)) - 1]
    found = Tally(counts).spans("waited/assistant").at(share)
    assert found is not None
    assert exact <= found * (1 + 1e-6)
    assert found <= exact * 1.051


def test_there_is_no_percentile_of_nothing() -> None:
    assert Tally({"waited/faq/7": 5}).spans("waited/assistant").at(0.5) is None
