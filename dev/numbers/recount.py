"""A day counted anew, beside what is stored of it. Pure."""

from collections import Counter
from collections.abc import Iterator, Mapping

from dev.reprice.apps import paid_by_app
from dev.reprice.pricing import moved
from handlers.numbers.day import Day
from handlers.numbers.tally import Tally

# Counted of messages alone, so that a recount of all messages is what there is.
KINDS = frozenset({"messages", "hour", "waited", "prompt", "asked", "part", "turns", "merged", "known", "app"})
# Counted of other things, too (labels, talks that nobody answered): a recount of messages is the least that there is.
ALSO = ("topic/", "mood/", "talks/begun", "talk/")


def recounted(before: Day, counts: Mapping[str, int]) -> Day:
    """The day with what was counted of its messages.

    Money is counted elsewhere, too, and may have got other prices since: a line of it is taken only if there is more,
    and what apps cost changes with it. All else stays as it is.
    """
    after = Counter({name: count for name, count in before.counts.items() if not _is_of_messages(name)})
    for name, count in counts.items():
        if _is_of_messages(name):
            after[name] = count
        elif name.startswith(ALSO):
            after[name] = max(after[name], count)
    for line in _richer(before.counts, counts):
        after = Counter({name: count for name, count in after.items() if not name.startswith(line)})
        after.update({name: count for name, count in counts.items() if name.startswith(line)})
    total = {**after, **paid_by_app(after, moved(before.counts, after))}
    return Day(before.date, {name: count for name, count in total.items() if count}, before.samples)


def changes(before: Day, after: Day) -> tuple[int, int]:
    """How many counts are higher afterwards, and how many lower."""
    names = {*before.counts, *after.counts}
    more = [after.counts.get(name, 0) - before.counts.get(name, 0) for name in names]
    return sum(one > 0 for one in more), sum(one < 0 for one in more)


def messages_of(day: Day) -> int:
    """How many messages customers wrote that day."""
    return sum(Tally(day.counts).under("messages").values())


def _is_of_messages(name: str) -> bool:
    return name.partition("/")[0] in KINDS


def _richer(before: Mapping[str, int], counts: Mapping[str, int]) -> Iterator[str]:
    """The lines of money with more units than before, each as its names begin."""
    for name, count in counts.items():
        if name.startswith("money/") and name.endswith("/units") and count > before.get(name, 0):
            yield name.removesuffix("units")
