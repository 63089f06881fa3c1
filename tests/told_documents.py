"""Documents in memory of which one commit fails when told, for tests of what becomes of a turn then."""

from collections.abc import Sequence

from handlers.adapters.memory import MemoryDocuments
from handlers.errors import StoreUnavailable
from handlers.stores.documents import Write


class ToldDocuments(MemoryDocuments):
    """Keeps the promises of Documents. A commit that fails was not done, or was and nobody hears of it."""

    def __init__(self) -> None:
        super().__init__()
        self._left = 0
        self._done = False

    def fail(self, number: int, *, done: bool) -> None:
        """Let the commit of this number fail, counted from now on from 1. `done`: it is done all the same."""
        self._left, self._done = number, done

    @property
    def has_failed(self) -> bool:
        """True once that commit came."""
        return self._left <= 0

    async def commit(self, writes: Sequence[Write]) -> list[object]:
        """See Documents."""
        self._left -= 1
        if self._left == 0 and not self._done:
            raise StoreUnavailable("told", remedy="none")
        versions = await super().commit(writes)
        if self._left == 0:
            raise StoreUnavailable("told", remedy="none")
        return versions
