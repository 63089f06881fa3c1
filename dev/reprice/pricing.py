"""The money of a day at other prices, from its units. Pure."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from dev.reprice.apps import paid_by_app
from handlers.conversation.facts import Sure
from handlers.money.price_list import SERVICE
from handlers.money.prices import Prices
from handlers.numbers import free
from handlers.numbers.day import Day
from handlers.numbers.tally import Cost, Tally

CREDIT = f"money/{free.CREDIT}/-/micros/estimated"
UNTOLD = "openai.output"  # an answer's tokens may be a guess of ours: that stays unknown beside others that are known


@dataclass(frozen=True)
class Amount:
    """The money of one line and place, and its units of which no price is known."""

    exact: int
    estimated: int
    unknown: int

    @property
    def micros(self) -> int:
        """All that is known."""
        return self.exact + self.estimated


def repriced(day: Day, prices: Prices) -> Day:
    """The day with its money at the prices that hold on its date.

    What has no price now stays as it was, and so does what differs by no more than amounts were rounded.
    """
    tally, on, counts = Tally(day.counts), date.fromisoformat(day.date), Counter(day.counts)
    costs = [cost for cost in tally.costs() if cost.units]
    after = {_name(cost): _amount(cost, prices, on, _messages(tally)) for cost in costs}
    for name, amount in after.items():
        counts[f"{name}/micros/exact"] = amount.exact
        counts[f"{name}/micros/estimated"] = amount.estimated
        counts[f"{name}/unknown"] = amount.unknown
    served = [(cost, after[_name(cost)]) for cost in costs if cost.line == SERVICE]
    if any(_is_changed(*one) for one in served):
        free = sum(tally.under("free/meta").values())
        counts[CREDIT] = -_credit(served, free, -counts[CREDIT])
    counts = Counter({**counts, **paid_by_app(counts, moved(day.counts, counts))})
    return Day(day.date, {name: count for name, count in counts.items() if count}, day.samples)


def moved(before: Mapping[str, int], after: Mapping[str, int]) -> list[tuple[Cost, Cost]]:
    """The lines whose money is another than before, with what they were, the dearest first."""
    was = {_name(cost): cost for cost in Tally(before).costs()}
    now = {_name(cost): cost for cost in Tally(after).costs()}
    every = {name: Cost(cost.line, cost.where) for name, cost in {**now, **was}.items()}
    pairs = [(was.get(name, nothing), now.get(name, nothing)) for name, nothing in every.items()]
    return [(old, new) for old, new in pairs if old != new]


def _amount(cost: Cost, prices: Prices, on: date, messages: int) -> Amount:
    was = Amount(cost.micros - cost.estimated, cost.estimated, cost.unknown)
    untold = cost.unknown if cost.line == UNTOLD and cost.micros else 0
    charge = prices.charge(cost.line, cost.units - untold, on, cost.where)
    is_known = was.unknown == untold
    if charge.micros is None or (is_known and abs(charge.micros - was.micros) <= _rounding(cost, messages)):
        return was
    is_sure = charge.sure is Sure.EXACT and was.micros  # no amount gets surer than it was counted
    exact = charge.micros * was.exact // was.micros if is_sure else 0
    return Amount(exact, charge.micros - exact, untold)


def _rounding(cost: Cost, messages: int) -> int:
    """How much the sum of rounded amounts may be off: half a micro for each charge, of which a message has one."""
    return (min(cost.units, messages) + 1) // 2


def _credit(served: list[tuple[Cost, Amount]], free: int, was: int) -> int:
    """What the free messages were worth, in micros.

    It is not kept which countries they went to. Those to a country whose price was unknown are missing in its unknown
    ones; the worth of all others changes as much as their prices together.
    """
    worth, known = 0, [(cost, amount) for cost, amount in served if not cost.unknown and cost.micros]
    for cost, amount in served:
        if cost.micros:
            continue
        there = min(cost.units - cost.unknown, free)
        free -= there
        worth += amount.micros * there // cost.units
    before, after = sum(cost.micros for cost, _ in known), sum(amount.micros for _, amount in known)
    return worth + (was * after // before if before else was)


def _is_changed(cost: Cost, amount: Amount) -> bool:
    return (cost.micros, cost.unknown) != (amount.micros, amount.unknown)


def _messages(tally: Tally) -> int:
    return sum(tally.under("messages").values())


def _name(cost: Cost) -> str:
    return f"money/{cost.line}/{cost.where or '-'}"
