"""Leases of a ceiling's money: a process takes a slice of the day's and the month's, and spends it by itself. Pure.

All amounts are millionths of a US dollar.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

AHEAD = timedelta(seconds=10)  # a slice lasts about so long at the pace of the last one,
GROWS = 3  # but is at most so many times what was spent of that,
SHARE = 8  # and at most this part of what is left: so little is lost with a process near the ceiling
NEAR, REACHED = 80, 100  # percent


@dataclass(frozen=True)
class Budget:
    """One period's money. `period`: "2026-11-26" or "2026-11"; `said`: the percent of it that was told of last.

    `taken` by processes, which may not have spent it yet. It may go over `limit` by what is spent without asking.
    """

    period: str
    limit: int
    taken: int = 0
    said: int = 0


@dataclass(frozen=True)
class Lease:
    """A process's slice of the periods `of`, taken `at`. `left`: not spent yet, below 0 a debt; `used`: spent of it."""

    left: int = 0
    used: int = 0
    of: frozenset[str] = frozenset()
    at: datetime | None = None


@dataclass(frozen=True)
class Leased:
    """What came of asking: the new lease, and the budgets as they are to be stored.

    `full`: the period that lacks money for all that was needed, "" for none; `room`: what is left in that one.
    `crossed`: the budgets of which people have to be told now, `said` being how much.
    """

    lease: Lease
    budgets: tuple[Budget, ...]
    full: str = ""
    room: int = 0
    crossed: tuple[Budget, ...] = ()


def leased(budgets: Sequence[Budget], lease: Lease, needs: Sequence[int], now: datetime) -> Leased:
    """Take what is needed, and some more for what comes next; without needs, all that is left is given back.

    If not all fits, those of the needs that do, the first ones first. Debts are taken in any case.
    """
    free = {budget.period: budget.limit - budget.taken + _credit(budget, lease) for budget in budgets}
    tightest = min(free, key=lambda period: free[period])
    room = max(0, free[tightest])
    fitting = _fitting(needs, room)
    is_full = fitting < sum(needs)
    more = 0 if is_full or not needs else min(_ahead(lease, now), (room - fitting) // SHARE)
    left = max(fitting + more, min(lease.left, room) if is_full else 0)
    taken = [replace(budget, taken=budget.taken + left - _credit(budget, lease)) for budget in budgets]
    full = tightest if is_full else ""
    told = [_told(budget, is_reached=budget.period == full) for budget in taken]
    crossed = tuple(after for before, after in zip(taken, told, strict=True) if after != before)
    new = Lease(left, of=frozenset(free), at=now)
    return Leased(new, tuple(told), full, room - left if is_full else 0, crossed)


def _credit(budget: Budget, lease: Lease) -> int:
    """What the budget has in the lease already; a debt is every budget's."""
    return lease.left if budget.period in lease.of else min(lease.left, 0)


def _fitting(needs: Sequence[int], room: int) -> int:
    total = 0
    for need in needs:
        total += need if total + need <= room else 0
    return total


def _ahead(lease: Lease, now: datetime) -> int:
    """What will be spent soon at the pace of the last lease; nothing in a process that begins or was at rest."""
    if lease.at is None or lease.used <= 0:
        return 0
    age = max((now - lease.at) / AHEAD, 1 / GROWS)
    return int(lease.used / age)


def _told(budget: Budget, *, is_reached: bool) -> Budget:
    """The budget, if people have to be told now."""
    percent = REACHED if is_reached else NEAR if 100 * budget.taken >= NEAR * budget.limit else 0
    return replace(budget, said=percent) if percent > budget.said else budget


def is_month(period: str) -> bool:
    """True for a month, False for a day."""
    return period.count("-") == 1


def periods(now: datetime, day: int | None, month: int | None) -> Mapping[str, int]:
    """The limits in force, by period. `now`: in the business's time zone; None: no limit."""
    every = {f"{now:%Y-%m-%d}": day, f"{now:%Y-%m}": month}
    return {period: limit for period, limit in every.items() if limit is not None}
