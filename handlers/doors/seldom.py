"""Leave for what costs too much to do each time."""

import time
from collections.abc import Callable
from dataclasses import dataclass


@dataclass
class Seldom:
    """Says yes once, and then not again before `seconds` have passed: so a flood cannot ask for work."""

    seconds: float = 1.0
    now: Callable[[], float] = time.monotonic
    _next: float = 0.0

    def __call__(self) -> bool:
        """Whether it may be done now."""
        now = self.now()
        if now < self._next:
            return False
        self._next = now + self.seconds
        return True
