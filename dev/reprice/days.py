"""A month's days at the prices of now: shown line by line, then written, each over the day as it was read."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from dev.reprice.pricing import moved, repriced
from handlers.money.prices import Prices
from handlers.numbers.day import summed
from handlers.numbers.span import Span
from handlers.numbers.tally import Cost, Tally
from handlers.stores.days import StoredDays
from handlers.stores.documents import Conflict

TRIES = 3
SAME = "Each line has the prices of now already."
NOTHING = "Nothing is counted of that month."
AGAIN = "Not written, since they changed again and again: {}. Run it again."
OTHERS = (
    "This changes days that are counted already. The deployed function goes on counting by its own prices: if these are"
    " newer, deploy first."
)


@dataclass(frozen=True)
class Repricing:
    """Counts the money of a month's days anew. The clock may add to them meanwhile: such a day is read again."""

    days: StoredDays
    prices: Prices
    say: Callable[[str], None]

    async def __call__(self, month: Span, *, agree: Callable[[], bool]) -> int:
        """0 if it was written, or nobody agreed, or nothing changes; 1 if some days changed all the time."""
        before = await self.days.of(month.first.isoformat(), month.last.isoformat())
        after = [repriced(day, self.prices) for day in before]
        changed = [old.date for old, new in zip(before, after, strict=True) if old != new]
        if not changed:
            self.say(SAME if before else NOTHING)
            return 0
        for line in _table(summed(before), summed(after)):
            self.say(line)
        self.say(OTHERS)
        if not agree():
            return 0
        for _ in range(TRIES):
            changed = [date for date in changed if not await self._is_put(date)]
        self.say(AGAIN.format(", ".join(changed)) if changed else "Written.")
        return int(bool(changed))

    async def _is_put(self, date: str) -> bool:
        """False if the day changed since it was read."""
        day, version = (await self.days.seen([date]))[date]
        try:
            await self.days.put(repriced(day, self.prices), version)
        except Conflict:
            return False
        return True


def _table(before: Mapping[str, int], after: Mapping[str, int]) -> list[str]:
    rows = [
        ("line", "before", "after"),
        *((_named(new), _shown(old), _shown(new)) for old, new in moved(before, after)),
    ]
    rows.append(("all", _dollars(_micros(before)), _dollars(_micros(after))))
    return [f"{name:<36} {old:>26} {new:>26}" for name, old, new in rows]


def _named(cost: Cost) -> str:
    return f"{cost.line} {cost.where}".strip()


def _shown(cost: Cost) -> str:
    unknown = f" + {cost.unknown:,} unknown" if cost.unknown else ""
    return _dollars(cost.micros) + unknown


def _dollars(micros: int) -> str:
    return f"{'-' if micros < 0 else ''}${abs(micros) / 1_000_000:,.4f}"


def _micros(counts: Mapping[str, int]) -> int:
    return sum(cost.micros for cost in Tally(counts).costs())
