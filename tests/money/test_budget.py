"""Leases: never more than the ceiling, smaller near it, few for many messages, and nothing lost or made of nothing."""

import random
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from handlers.money.budget import AHEAD, GROWS, NEAR, REACHED, SHARE, Budget, Lease, Leased, is_month, leased, periods

NOW = datetime(2026, 11, 26, 12, tzinfo=UTC)
DAY, MONTH = "2026-11-26", "2026-11"
DOLLAR = 1_000_000

micros = st.integers(0, 10 * DOLLAR)
needs = st.lists(st.integers(1, DOLLAR), max_size=6)
leases = st.builds(
    Lease,
    left=st.integers(-DOLLAR, DOLLAR),
    used=st.integers(-DOLLAR, 5 * DOLLAR),
    of=st.sets(st.sampled_from([DAY, MONTH, "2026-11-25"])).map(frozenset),
    at=st.none() | st.integers(0, 3600).map(lambda seconds: NOW - timedelta(seconds=seconds)),
)
budgets = st.tuples(
    st.builds(Budget, st.just(DAY), micros.filter(bool), micros, st.sampled_from([0, NEAR, REACHED])),
    st.builds(Budget, st.just(MONTH), micros.filter(bool), micros, st.sampled_from([0, NEAR, REACHED])),
)


def of_day(limit: int, taken: int = 0, said: int = 0) -> Budget:
    return Budget(DAY, limit, taken, said)


@given(budgets, leases, needs)
def test_nothing_is_lost_or_made_of_nothing(budgets: tuple[Budget, ...], lease: Lease, needs: list[int]) -> None:
    """What a budget lacks more is what the lease has more; a budget that was not in the lease pays for all of it."""
    found = leased(budgets, lease, needs, NOW)
    for before, after in zip(budgets, found.budgets, strict=True):
        had = lease.left if before.period in lease.of else min(lease.left, 0)
        assert after.taken - before.taken == found.lease.left - had
    assert found.lease.of == {DAY, MONTH}


@given(budgets, leases, needs)
def test_no_ceiling_is_passed_by_what_is_asked_for(budgets: tuple[Budget, ...], lease: Lease, needs: list[int]) -> None:
    """A debt was spent already: it is taken whatever the ceiling says."""
    found = leased(budgets, lease, needs, NOW)
    debt = max(0, -lease.left)
    for before, after in zip(budgets, found.budgets, strict=True):
        assert after.taken <= max(before.limit, before.taken + debt)
    assert found.lease.left >= 0


@given(budgets, leases, needs)
def test_all_is_granted_or_the_tightest_ceiling_is_named(
    budgets: tuple[Budget, ...], lease: Lease, needs: list[int]
) -> None:
    found = leased(budgets, lease, needs, NOW)
    if not found.full:
        assert found.lease.left >= sum(needs)
    else:
        assert found.lease.left < sum(needs)
        full = next(after for after in found.budgets if after.period == found.full)
        assert full.limit - full.taken == min(after.limit - after.taken for after in found.budgets)
        assert found.room == max(0, full.limit - full.taken) or full.taken > full.limit


@given(budgets, leases)
def test_without_needs_all_is_given_back(budgets: tuple[Budget, ...], lease: Lease) -> None:
    assert leased(budgets, lease, [], NOW).lease.left == 0


def test_what_fits_is_granted_the_first_ones_first() -> None:
    found = leased([of_day(100)], Lease(), [60, 50, 30, 20], NOW)
    assert (found.lease.left, found.full, found.room) == (90, DAY, 10)


def test_a_process_that_begins_takes_only_what_it_needs() -> None:
    assert leased([of_day(DOLLAR)], Lease(), [1000, 1000], NOW).lease.left == 2000


def test_the_next_slice_lasts_as_long_as_the_pace_says_and_grows_by_no_more_than_the_bound() -> None:
    def more(used: int, age: timedelta, limit: int = 100 * DOLLAR) -> int:
        lease = Lease(0, used, frozenset({DAY}), NOW - age)
        return leased([of_day(limit)], lease, [1000], NOW).lease.left - 1000

    assert more(20_000, AHEAD) == 20_000
    assert more(20_000, 10 * AHEAD) == 2_000
    assert more(20_000, timedelta(0)) == GROWS * 20_000
    assert more(DOLLAR, AHEAD, limit=DOLLAR + 1000) == DOLLAR // SHARE
    assert more(-5, AHEAD) == 0  # more was put back than spent


def test_a_debt_is_paid_with_the_next_slice() -> None:
    found = leased([of_day(DOLLAR, 500)], Lease(-300, of=frozenset({DAY})), [1000], NOW)
    assert (found.lease.left, found.budgets[0].taken) == (1000, 1800)


def test_what_is_left_of_yesterday_belongs_to_the_month_alone() -> None:
    lease = Lease(700, of=frozenset({"2026-11-25", MONTH}))
    day, month = leased([of_day(DOLLAR), Budget(MONTH, DOLLAR, 5000)], lease, [1000], NOW).budgets
    assert (day.taken, month.taken) == (1000, 5300)


def test_a_refusal_keeps_what_is_left_for_smaller_needs() -> None:
    lease = Lease(700, of=frozenset({DAY}))
    found = leased([of_day(DOLLAR, DOLLAR - 100)], lease, [1000], NOW)
    assert (found.lease.left, found.full, found.room, found.budgets[0].taken) == (700, DAY, 100, DOLLAR - 100)


def test_people_are_told_once_when_it_is_near_and_once_when_it_is_reached() -> None:
    def told(found: Leased) -> list[int]:
        return [budget.said for budget in found.crossed]

    near = leased([of_day(1000, 700)], Lease(), [100], NOW)
    assert told(near) == [NEAR]
    again = leased(near.budgets, near.lease, [150], NOW)
    assert told(again) == []
    reached = leased(again.budgets, Lease(), [200], NOW)
    assert told(reached) == [REACHED]
    assert told(leased(reached.budgets, Lease(), [200], NOW)) == []
    assert told(leased([of_day(1000, 799)], Lease(), [1], NOW)) == [NEAR]
    assert told(leased([of_day(1000, 798)], Lease(), [1], NOW)) == []
    assert told(leased([of_day(100)], Lease(), [200], NOW)) == [REACHED]  # only that, not both


def test_of_two_ceilings_each_is_told_of_by_itself() -> None:
    found = leased([of_day(10_000, 0), Budget(MONTH, 1000, 500)], Lease(), [600], NOW)
    assert [(budget.period, budget.said) for budget in found.crossed] == [(MONTH, REACHED)]
    assert found.full == MONTH


def test_the_periods_are_those_of_the_moment_and_of_the_limits_that_are_set() -> None:
    assert periods(NOW, 5, 7) == {DAY: 5, MONTH: 7}
    assert periods(NOW, None, 7) == {MONTH: 7}
    assert periods(NOW, 5, None) == {DAY: 5}
    assert [is_month(period) for period in (DAY, MONTH)] == [False, True]


def writes_for(messages: int, a_second: float, limit: int, cost: int = 18_500, likely: int = 20_900) -> int:
    """The leases that one process takes for so many messages, each answered two seconds later, one after another."""
    chance, lease, budget = random.Random(1), Lease(), of_day(limit)  # noqa: S311 - no secret
    leases, now, closing = 0, NOW, list[datetime]()
    for _ in range(messages):
        now += timedelta(seconds=chance.expovariate(a_second))
        while closing and closing[0] <= now:
            closing.pop(0)
            lease = Lease(lease.left + likely - cost, lease.used - likely + cost, lease.of, lease.at)
        if lease.left < likely:
            found = leased([budget], lease, [likely], now)
            assert not found.full
            lease, budget, leases = found.lease, found.budgets[0], leases + 1
        lease = Lease(lease.left - likely, lease.used + likely, lease.of, lease.at)
        closing.append(now + timedelta(seconds=2))
    return leases


def test_a_thousand_messages_are_a_few_writes() -> None:
    """Of a day's ceiling that they do not come near; docs/money.md says so."""
    assert writes_for(1000, 20, 100 * DOLLAR) <= 15
    assert writes_for(1000, 2, 100 * DOLLAR) <= 60
    assert writes_for(1000, 1, 100 * DOLLAR) <= 100
    assert writes_for(1000, 0.01, 100 * DOLLAR) <= 1000  # one every 100 seconds: each asks for itself
