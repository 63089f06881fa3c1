"""A day in numbers: counts by name, which only ever add up. So a month is the sum of its days, whatever is asked.

A name is one of the kinds below with what it is about, joined by "/", as in "waited/assistant/52". Days are those of
the business's time zone. In brackets: which day and hour.

- `messages/{who}`: customers' messages by who answered (Who) [when the message came]; `hour/{0-23}`: all of them
- `app/{app}`: the same messages by the app that they came in (Channel), "-" where that is not known; `talk/app/{app}`:
  conversations that began
- `waited/{who}/{bucket}`: seconds until the reply, of those that were answered; `prompt`: of these, answered within
  PROMPT by the assistant, FAQ or a command; `asked`: how many of those there are
- `part/{part}`: milliseconds of all turns in each part, and `turns`, how many
- `merged`: messages that were answered together with a later one, without an answer of their own
- `known/no`, `topic/{topic}`, `mood/{mood}`: answers of the assistant, and of people and the FAQ once labelled
- `talks/begun` [when its first message came], `talk/hour/{0-23}`; `talks/{resolution}`: conversations once it is known
  what became of them (Resolution), on the day they began
- `tickets/opened/{why}` [opened]; `tickets/closed/{reason}` [closed]; `first/{bucket}`, `first_open/{bucket}`: seconds
  until the first words of a person, in calendar and in opening hours [those words]; `solved/{bucket}`,
  `solved_open/{bucket}`: until it was closed [closed]; `tickets/by/{agent}`: closed, by who had it
- `survey/asked` [asked]; `survey/{1-5}`, `survey/commented` [answered]; `survey/not/{reason}`: not asked
- `money/{line}/{where}/units`, `.../micros/exact`, `.../micros/estimated`, `.../unknown`: units, millionths of a
  dollar, units of unknown price [when it was paid for]; `where` is "-" if the line has none
- `paid/{app}/micros`, `paid/{app}/unknown`: the same money by app, of customers' and agents' messages; "-" for what
  belongs to none. Free ones are taken off
- `free/meta/{business}`: delivered messages that were within Meta's free ones; their money is taken off again by
  `money/meta.free/-/micros/estimated`, which is negative
- `minutes/checked`, `minutes/bad`: of availability, see availability.py; `late/{minute}`: messages without an
  answer in time, by the minute of the day in which they came
"""

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta, tzinfo

from handlers.conversation.facts import Who

PROMPT = timedelta(seconds=3)
AUTOMATIC = (Who.ASSISTANT, Who.FAQ, Who.COMMAND)  # whose answers can be prompt: no person writes them
MOST_SAMPLES = 20  # of a kind and day
_RATIO = 1.05  # between the bounds of two buckets: no figure is off by more than a twentieth
_FIRST = 0.01  # seconds: the bound of bucket 0


@dataclass(frozen=True)
class Day:
    """One day's numbers. `date`: "2026-11-26", in the business's time zone.

    `samples`: sids of some messages of a kind ("other": topic other; "unknown": known/no; "comment": ids of ratings
    with a comment), so that a page can show their words while they are kept.
    """

    date: str
    counts: Mapping[str, int] = field(default_factory=dict)
    samples: Mapping[str, Sequence[str]] = field(default_factory=dict)


def date_of(at: datetime, zone: tzinfo) -> str:
    """The date of a moment in the business's time zone, as in "2026-11-26"."""
    return at.astimezone(zone).date().isoformat()


def app_of(channel: str) -> str:
    """A channel as a part of a name."""
    return channel or "-"


def added(day: Day, counts: Mapping[str, int], samples: Mapping[str, Sequence[str]]) -> Day:
    """The day with more of both; of each kind the first samples stay."""
    total = Counter(day.counts)
    for name, count in counts.items():
        total[name] += count
    kinds = {*day.samples, *samples}
    more = {kind: (*day.samples.get(kind, ()), *samples.get(kind, ()))[:MOST_SAMPLES] for kind in sorted(kinds)}
    return Day(day.date, {name: count for name, count in total.items() if count}, more)


def by_date(days: Iterable[Day]) -> dict[str, tuple[Mapping[str, int], Mapping[str, Sequence[str]]]]:
    """Counts and samples by date, as they are added to the stored days."""
    found: dict[str, Day] = {}
    for day in days:
        found[day.date] = added(found.get(day.date, Day(day.date)), day.counts, day.samples)
    return {date: (day.counts, day.samples) for date, day in found.items()}


def summed(days: Iterable[Day]) -> Counter[str]:
    """The counts of all these days together."""
    total: Counter[str] = Counter()
    for day in days:
        for name, count in day.counts.items():
            total[name] += count
    return total


def bucket(seconds: float) -> int:
    """The bucket that holds these seconds: the first whose bound is not below them."""
    if seconds <= _FIRST:
        return 0
    found = math.ceil(math.log(seconds / _FIRST, _RATIO) - 1e-9)
    return max(0, found)


def bound(of: int) -> float:
    """The upper bound of a bucket, in seconds."""
    return _FIRST * _RATIO**of
