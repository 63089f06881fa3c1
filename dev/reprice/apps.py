"""What apps cost, after lines of money changed: a day keeps it as sums, which change line by line. Pure.

Fees for messages are of a known app. What changes at OpenAI and Google is shared out by customers' messages, and what
gets known by the units that each app had of unknown price. So all apps together stay what was paid in all.
"""

from collections import Counter
from collections.abc import Iterable, Mapping

from handlers.conversation.contact import Channel
from handlers.money.prices import LABELS
from handlers.numbers.day import app_of
from handlers.numbers.tally import Cost, Tally


def paid_by_app(counts: Mapping[str, int], moved: Iterable[tuple[Cost, Cost]]) -> dict[str, int]:
    """The counts of what apps cost; `counts`: the day's, with those of before. `moved`: lines as they were and are."""
    tally = Tally(counts)
    paid, messages = Counter(tally.under("paid")), tally.under("app")
    shared = [(old, new) for old, new in moved if not _is_told(old, new, paid)]
    micros = sum(new.micros - old.micros for old, new in shared)
    for app, part in _shares(micros, messages).items():
        paid[f"{app}/micros"] += part
    unknown = {name.removesuffix("/unknown"): n for name, n in paid.items() if name.endswith("/unknown") and n}
    for app, part in _shares(sum(new.unknown - old.unknown for old, new in shared), unknown).items():
        paid[f"{app}/unknown"] += part
    return {f"paid/{name}": count for name, count in paid.items()}


def _is_told(old: Cost, new: Cost, paid: Counter[str]) -> bool:
    """True if the line is one app's, which is told what changed."""
    app = _app_in(new)
    if not app:
        return False
    paid[f"{app}/micros"] += new.micros - old.micros
    paid[f"{app}/unknown"] += new.unknown - old.unknown
    return True


def _app_in(cost: Cost) -> str:
    """The app that a line and its place belong to, "-" for none; "" if all share it."""
    if cost.supplier == "meta":
        return Channel.WHATSAPP
    if cost.supplier == "twilio":
        return cost.where or Channel.WHATSAPP
    return app_of("") if cost.line.startswith(LABELS) else ""


def _shares(of: int, weights: Mapping[str, int]) -> dict[str, int]:
    """A number in whole parts by these weights, which together are the number; all for no app if there are none."""
    total, found, done, weighed = sum(weights.values()), dict[str, int](), 0, 0
    if not total:
        return {app_of(""): of}
    for name, weight in weights.items():
        weighed += weight
        found[name] = of * weighed // total - done
        done += found[name]
    return found
