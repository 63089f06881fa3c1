"""Ports of what the business knows."""

from typing import Protocol

from handlers.knowledge.entry import Entry


class Taught(Protocol):
    """Keeps the entries of the FAQ that people of the business taught."""

    async def entries(self) -> tuple[Entry, ...]:
        """All that are in force now. Raises StoreUnavailable."""
        ...
