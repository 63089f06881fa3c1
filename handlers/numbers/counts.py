"""What was counted, by day, before it is added to days."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

from handlers.conversation.facts import Charge
from handlers.money.price_list import SERVICE
from handlers.numbers.day import app_of


@dataclass(frozen=True)
class Served:
    """Messages that Meta delivered in an app for one of the business's numbers on this date: some may be free."""

    date: str
    business: str
    charge: Charge
    channel: str = ""


@dataclass
class Counts:
    """Counts and samples to be added to days, by date, and what Meta delivered, in order."""

    days: defaultdict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    samples: defaultdict[str, defaultdict[str, list[str]]] = field(
        default_factory=lambda: defaultdict(lambda: defaultdict(list))
    )
    served: list[Served] = field(default_factory=list)

    def charge(self, on: date, charges: Iterable[Charge], business: str, channel: str = "") -> None:
        """Add what was paid on this day for one of the business's numbers, and in one app, "" for none."""
        when, app = on.isoformat(), app_of(channel)
        day = self.days[when]
        for charge in charges:
            name = f"money/{charge.line}/{charge.where or '-'}"
            day[f"{name}/units"] += charge.units
            if charge.micros is None:
                day[f"{name}/unknown"] += charge.units
                day[f"paid/{app}/unknown"] += charge.units
            else:
                day[f"{name}/micros/{charge.sure}"] += charge.micros
                day[f"paid/{app}/micros"] += charge.micros
            if charge.line == SERVICE:
                self.served.append(Served(when, business, charge, channel))


def together(every: Sequence[Counts]) -> Counts:
    """All of these as one."""
    total = Counts()
    for counts in every:
        for when, day in counts.days.items():
            found = total.days[when]
            for name, count in day.items():
                found[name] += count
        for when, kinds in counts.samples.items():
            for kind, ids in kinds.items():
                total.samples[when][kind] += ids
        total.served += counts.served
    return total
