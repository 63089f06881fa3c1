"""Presence: which agents look at the same conversation now, as this process knows; it costs no read and no write.

Instances do not tell each other, so with several it may miss somebody: it is a courtesy. What holds is the ticket.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

LASTS = timedelta(seconds=20)  # a page asks every five
MOST_PLACES = 1000


@dataclass
class Presence:
    """Remembers who looked where, and when."""

    now: Callable[[], datetime]
    _seen: dict[str, dict[str, datetime]] = field(default_factory=dict)

    def others(self, place: str, agent: str) -> list[str]:
        """Note that the agent looks at this place; return who else does."""
        now = self.now()
        there = {name: at for name, at in self._seen.pop(place, {}).items() if now - at < LASTS}
        self._seen[place] = {**there, agent: now}
        if len(self._seen) > MOST_PLACES:
            del self._seen[next(iter(self._seen))]
        return sorted(name for name in there if name != agent)
