"""Meta's free messages: the first thousand that it delivers for a number of the business's in a month. Pure.

https://developers.facebook.com/docs/whatsapp/pricing; since 2026-10-01, as resellers quote it.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping

from handlers.money.price_list import SERVICE
from handlers.numbers.counts import Served
from handlers.numbers.day import app_of

FREE = 1_000  # delivered messages a month and number of the business's
CREDIT = "meta.free"  # the line that takes their money off again

# How many of the free ones are used up, by month ("2026-11") and number.
Used = Mapping[str, Mapping[str, int]]


def credited(served: Iterable[Served], used: Used) -> tuple[dict[str, Counter[str]], dict[str, dict[str, int]]]:
    """What is taken off again by date, since it was free, and what is used up then, of the months that changed.

    The money of free ones is taken off; of those whose price is not known, that they are.
    """
    days: defaultdict[str, Counter[str]] = defaultdict(Counter)
    after: dict[str, dict[str, int]] = {}
    for one in served:
        month, business, charge = one.date[:7], safe(one.business), one.charge
        here = after.get(month) or dict(used.get(month, {}))
        free = min(charge.units, FREE - here.get(business, 0))
        if free <= 0:
            continue
        after[month] = here | {business: here.get(business, 0) + free}
        day, app = days[one.date], app_of(one.channel)
        day[f"free/meta/{business}"] += free
        if charge.micros is None:
            day[f"money/{SERVICE}/{charge.where or '-'}/unknown"] -= free
            day[f"paid/{app}/unknown"] -= free
        else:
            worth = charge.micros * free // charge.units
            day[f"money/{CREDIT}/-/micros/estimated"] -= worth
            day[f"paid/{app}/micros"] -= worth
    return dict(days), after


def safe(business: str) -> str:
    """A number of the business's as a part of a name."""
    return business.replace("/", "-") or "-"
