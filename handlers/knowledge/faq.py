"""The FAQ of a running function: the file's entries, and those that people taught.

These are read anew once a minute, and whenever this process may have changed them.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from handlers.errors import StoreUnavailable
from handlers.knowledge.entry import Entry
from handlers.knowledge.matching import NOTHING, Matcher
from handlers.knowledge.ports import Taught

FRESH_FOR = timedelta(minutes=1)  # so long after it was taught, every other process knows an entry


@dataclass
class Faq:
    """Gives the matcher of all entries. `entries`: the file's."""

    entries: Sequence[Entry]
    now: Callable[[], datetime]
    taught: Taught | None = None
    _of_file: Matcher = field(init=False, repr=False)
    _of_all: Matcher = field(init=False, repr=False)
    _last: tuple[Entry, ...] = ()
    _read_at: datetime | None = None
    _changes: int = 0

    def __post_init__(self) -> None:
        self._of_file = self._of_all = NOTHING.with_more(self.entries)

    async def matcher(self) -> Matcher:
        """The matcher as of at most a minute ago; of longer ago, if the store does not tell. Raises nothing."""
        if self.taught is not None and self._is_old(self.taught):
            # Before the read, so that nobody else reads meanwhile.
            self._read_at, self._changes = self.now(), self.taught.changes
            await self._read(self.taught)
        return self._of_all

    def _is_old(self, taught: Taught) -> bool:
        is_here_changed = taught.changes != self._changes
        return self._read_at is None or is_here_changed or self.now() - self._read_at >= FRESH_FOR

    async def _read(self, taught: Taught) -> None:
        try:
            entries = await taught.entries()
        except StoreUnavailable:
            return
        if entries != self._last:
            self._last, self._of_all = entries, self._of_file.with_more(entries)
