"""Permission for work that costs too much to do each time."""

import time
from collections.abc import Callable
from dataclasses import dataclass


@dataclass
class Seldom:
    """Gives permission once, then not again before `seconds` have passed, so that a flood cannot cause work."""

    seconds: float = 1.0
    now: Callable[[], float] = time.monotonic
    _next: float = 0.0

    def __call__(self) -> bool:
        """True if the work may be done now."""
        now = self.now()
        if now < self._next:
            return False
        self._next = now + self.seconds
        return True
