"""A timeline: what is to happen, in the order of its time, which nobody waits for."""

import heapq
import itertools
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

Event = Callable[[], Awaitable[None]]


@dataclass
class Timeline:
    """Events by time; `now` is that of the one that happens, and goes on a little with each look at a clock."""

    now: datetime
    events: list[tuple[datetime, int, Event]] = field(default_factory=list)
    number: Iterator[int] = field(default_factory=itertools.count)

    def __call__(self) -> datetime:
        return self.now

    def at(self, when: datetime, event: Event) -> None:
        """Let this happen then, or now if that is over."""
        heapq.heappush(self.events, (max(when.astimezone(UTC), self.now), next(self.number), event))

    def after(self, seconds: float, event: Event) -> None:
        """Let this happen so long after now."""
        self.at(self.now + timedelta(seconds=seconds), event)

    async def run(self, until: datetime) -> None:
        """Let everything happen that comes before this time."""
        while self.events and self.events[0][0] < until:
            when, _, event = heapq.heappop(self.events)
            # No two things happen at the very same moment: messages are told apart by their times.
            self.now = max(when, self.now + timedelta(microseconds=1))
            await event()
        self.now = until
