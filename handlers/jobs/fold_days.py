"""What happened is counted: added to the days in numbers, each thing once, however often a tick breaks off."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass

from handlers.conversation import clock
from handlers.conversation.clock import Done, seconds_left
from handlers.numbers.ports import Found, Uncounted

PAGE = 3600  # that are read at once
AT_ONCE = 450  # that are counted by one commit: a write each, and those of days
LEAST_SECONDS = 5.0

Page = tuple[Sequence[Found], str | None]
LAST: Page = ([], None)


@dataclass(frozen=True)
class FoldDays:
    """Counts what is due until nothing is left or the time is over; the next tick goes on.

    There is one writer at a time, since most of it goes into the same day. The next page is read meanwhile.
    """

    sources: Sequence[Uncounted]

    async def __call__(self, until: float) -> Done:
        """Return how much was counted. A source that fails does not hinder the others."""
        ended: list[Done | BaseException] = []
        for source in self.sources:
            ended += await asyncio.gather(self._all_of(source, until), return_exceptions=True)
        return clock.together(ended)

    async def _all_of(self, source: Uncounted, until: float) -> Done:
        done, page = 0, await _following(source, "")
        while page != LAST and seconds_left(until) > LEAST_SECONDS:
            found, behind = page
            counted, page = await asyncio.gather(self._counted(source, found, until), _following(source, behind))
            done += counted
            if counted < len(found):  # another was first with some: what is left is found anew
                page = await _following(source, "")
        return Done(done)

    async def _counted(self, source: Uncounted, found: Sequence[Found], until: float) -> int:
        """Count these, and return how many were; fewer if another was first, or no time is left."""
        for begin in range(0, len(found), AT_ONCE):
            if seconds_left(until) < LEAST_SECONDS or not await source.count(found[begin : begin + AT_ONCE]):
                return begin
        return len(found)


async def _following(source: Uncounted, behind: str | None) -> Page:
    return LAST if behind is None else await source.due(behind, most=PAGE)
