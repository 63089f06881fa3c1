"""Callers: who calls, and how often they may."""

import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field

from starlette.requests import Request

MOST_CALLERS = 1000


def caller(request: Request) -> str:
    """The address of who calls: the one that Google's front end saw, since callers may write any before it."""
    seen = request.headers.get("x-forwarded-for", "").rpartition(",")[2].strip()
    return seen or (request.client.host if request.client else "")


@dataclass
class Pace:
    """At most so many requests within so many seconds of each caller, in this process.

    `callers`: so many are told apart; of more, those who have not called for longest begin anew.
    """

    most: int
    seconds: float
    now: Callable[[], float] = time.monotonic
    callers: int = MOST_CALLERS
    _seen: OrderedDict[str, tuple[float, int]] = field(default_factory=OrderedDict, repr=False)

    def __call__(self, who: str) -> bool:
        """True if this caller may go on."""
        now = self.now()
        began, count = self._seen.pop(who, (now, 0))
        if now - began >= self.seconds:
            began, count = now, 0
        self._seen[who] = (began, count + 1)
        if len(self._seen) > self.callers:
            self._seen.popitem(last=False)
        return count < self.most
