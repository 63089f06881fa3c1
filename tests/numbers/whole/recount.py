"""The figures of some days, counted plainly from what happened: lists, sorted and summed, without any histogram."""

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, tzinfo
from functools import cached_property
from typing import Any

from tests.numbers.whole.compare import Near, Spread
from tests.numbers.whole.exact import over, quantile, times
from tests.numbers.whole.happened import Came, Happened
from tests.numbers.whole.minutes import minutes_of
from tests.numbers.whole.spending import Spendings
from tests.numbers.whole.talks import Talk, talks_of
from tests.numbers.whole.with_people import survey_of, tickets_of

AUTOMATIC = ("assistant", "faq", "command")


@dataclass
class Recount:
    """Counts again. `opening_hours`: the business's, as its setting has them."""

    happened: Happened
    zone: tzinfo
    opening_hours: str
    dates: dict[datetime, str] = field(default_factory=dict)

    @cached_property
    def spendings(self) -> Spendings:
        return Spendings(self.happened, self.zone)

    @cached_property
    def talks(self) -> list[Talk]:
        return talks_of(self.happened)

    def day(self, at: datetime) -> str:
        if at not in self.dates:
            self.dates[at] = at.astimezone(self.zone).date().isoformat()
        return self.dates[at]

    def figures(self, first: str, last: str, before: tuple[str, str] | None) -> dict[str, Any]:
        """All figures of these days. `before`: the days to compare with."""

        def here(at: datetime | None) -> bool:
            return at is not None and first <= self.day(at) <= last

        came = self.came(first, last)
        own = [(one, answer) for one in came if (answer := one.counted) and answer.is_own]
        minutes = self.minutes_of(first, last)
        talks = [talk for talk in self.talks if here(talk.begun or talk.first)]
        waited = {
            who: [(answer.at - one.at).total_seconds() for one, answer in own if answer.who == who]
            for who in (*AUTOMATIC, "person")
        }
        automatic = [seconds for who in AUTOMATIC for seconds in waited[who]]
        return {
            "goals": self.goals(first, last, before),
            "messages": len(came),
            "conversations": sum(talk.begun is not None for talk in talks),
            "who": dict(Counter(one.counted.who if one.counted else "nobody" for one in came)),
            "merged": sum(one.counted is not None and not one.counted.is_own for one in came),
            "apps": self.apps(first, last, came, talks),
            "ends": dict(Counter(talk.end for talk in talks if talk.end)),
            "hours": self.grid([one.at for one in came]),
            "talk_hours": self.grid([talk.begun for talk in talks if talk.begun]),
            "waiting": {
                "all": times(automatic),
                "within": Spread(automatic, (1, 2, 3, 5, 10, 15, 60)),
                "by": {who: times(waits) for who, waits in waited.items() if waits},
                "parts": {
                    part: Near(sum(answer.parts.get(part, 0) for _, answer in own) / len(own))
                    for part in ("assistant", "store")
                    if own
                },
                "turns": len(own),
            },
            "tickets": tickets_of(self.happened, here, self.opening_hours, self.zone),
            "survey": survey_of(self.happened, here),
            "subjects": {
                "topics": dict(self.subjects(came, 0)),
                "moods": dict(self.subjects(came, 1)),
                "unknown": sum(answer.who == "assistant" and not answer.known for _, answer in own),
            },
            "spending": self.spendings.of(first, last, came),
            "checked": len(minutes),
            "bad": sum(minutes),
        }

    def apps(self, first: str, last: str, came: Sequence[Came], talks: Sequence[Talk]) -> list[dict[str, Any]]:
        """What came in each app, and what was paid there."""
        messages, paid = Counter(one.app for one in came), self.spendings.by_app(first, last)
        begun = Counter(talk.app for talk in talks if talk.begun)
        found = [
            {
                "name": name,
                "messages": messages[name],
                "conversations": begun[name],
                **dict(zip(("micros", "unknown"), paid.get(name, (0, 0)), strict=True)),
            }
            for name in {*messages, *begun, *paid}
        ]
        return sorted(found, key=lambda app: (-app["messages"], -app["micros"], app["name"]))

    def goals(self, first: str, last: str, before: tuple[str, str] | None) -> list[dict[str, Any]]:
        """The five figures, each compared with that of the days before."""
        now, old = self.five(first, last), self.five(*before) if before else None
        return [{**goal, "before": old[number]["value"] if old else None} for number, goal in enumerate(now)]

    def five(self, first: str, last: str) -> list[dict[str, Any]]:
        """The five figures without a comparison."""
        waits = [
            (one.counted.at - one.at).total_seconds()
            for one in self.came(first, last)
            if one.counted and one.counted.is_own and one.counted.who in AUTOMATIC
        ]
        prompt = sum(seconds <= 3 for seconds in waits)
        median = quantile(waits, 0.5)
        talks = [talk for talk in self.talks if first <= self.day(talk.begun or talk.first) <= last]
        ends = [talk.end for talk in talks if talk.end]
        scores = [
            one.score
            for one in self.happened.asked.values()
            if one.answered_at and first <= self.day(one.answered_at) <= last
        ]
        minutes = self.minutes_of(first, last)
        begun, money = sum(talk.begun is not None for talk in talks), self.spendings.lines(first, last).values()
        micros, unknown = sum(line["micros"] for line in money), any(line["unknown"] for line in money)
        cost = micros / 1_000_000 / begun if begun and (micros or unknown) else None
        is_cheap = cost is not None and cost < 0.05
        return [
            {
                "goal": "answered",
                "value": Near.bucket(median, most=3 if median <= 3 else math.inf) if median is not None else None,
                "n": len(waits),
                "met": median <= 3 if median is not None else None,
                "at_least": False,
                "share": Near(prompt / len(waits)) if waits else None,
            },
            over("resolved", sum(end in ("contained", "verified") for end in ends), len(ends), 0.8),
            over("rated", sum(scores), len(scores), 4),
            {
                "goal": "cost",
                "value": None if cost is None else Near(cost),
                "n": begun if cost is not None else 0,
                "met": None if cost is None or (unknown and is_cheap) else is_cheap,
                "at_least": cost is not None and unknown,
                "share": None,
            },
            over("available", sum(not is_bad for is_bad in minutes), len(minutes), 0.99),
        ]

    def came(self, first: str, last: str) -> list[Came]:
        """The messages of these days."""
        return [one for day, messages in self.days.items() if first <= day <= last for one in messages]

    @cached_property
    def days(self) -> dict[str, list[Came]]:
        found = dict[str, list[Came]]()
        for one in self.happened.came.values():
            found.setdefault(self.day(one.at), []).append(one)
        return found

    def minutes_of(self, first: str, last: str) -> list[bool]:
        """The minutes of these days, and whether they were bad."""
        return [is_bad for day, minutes in self.minutes.items() if first <= day <= last for is_bad in minutes]

    @cached_property
    def minutes(self) -> dict[str, list[bool]]:
        found = dict[str, list[bool]]()
        for minute, is_bad in minutes_of(self.happened).items():
            found.setdefault(self.day(minute), []).append(is_bad)
        return found

    def grid(self, times: Sequence[datetime]) -> tuple[tuple[int, ...], ...]:
        """How many fall into each hour of the week."""
        local = Counter((at.astimezone(self.zone).weekday(), at.astimezone(self.zone).hour) for at in times)
        return tuple(tuple(local[day, hour] for hour in range(24)) for day in range(7))

    def subjects(self, came: Sequence[Came], which: int) -> Counter[str]:
        """Topics, or moods: of answers, and those found at night."""
        found = [(one.counted.topic, one.counted.mood)[which] for one in came if one.counted and one.counted.is_own]
        return Counter([name for name in found if name] + self.labels(came, which))

    def labels(self, came: Sequence[Came], which: int) -> list[str]:
        """Topics, or moods, found at night; a mood that the answer gave already is none."""
        return [one.label[which] for one in came if one.label and not (which and one.answer and one.answer.mood)]
