"""Ports of what the clock finds out for the numbers."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Protocol

from handlers.numbers.settling import Settled, Unsettled


class Talks(Protocol):
    """Finds conversations of which it is to be found out what became of them. All raise StoreUnavailable."""

    async def due(self, shard: str, *, most: int) -> list[str]:
        """The threads to look at by now, the longest due first. Shards are as in Debts."""
        ...

    async def settle(self, threads: Sequence[str], settle: Callable[[Unsettled], Settled]) -> int:
        """Count what `settle` makes of these threads that are still due, all or none; return how many those are.

        Each is counted once, whoever else does the same, and however this ends.
        """
        ...


class NotesMinutes(Protocol):
    """Keeps in which minutes the function could be reached."""

    async def note(self, at: datetime, *, is_good: bool) -> None:
        """Keep the result of this minute's check, and that those since the last one did not come; each once.

        The day's numbers follow, also those of messages that turned out late. Raises StoreUnavailable.
        """
        ...
