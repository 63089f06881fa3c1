"""Work that outlasts the request it was begun for: a later request for the same joins it, instead of paying anew."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Generic, TypeVar

T = TypeVar("T")

KEPT_SECONDS = 60.0  # that a result waits for somebody to come back for it


class UnderWay(Generic[T]):
    """What this process is at, by a name of each work."""

    def __init__(self) -> None:
        self._tasks: dict[str, asyncio.Future[T]] = {}

    def __contains__(self, name: str) -> bool:
        return name in self._tasks

    async def result(self, name: str, begin: Callable[[], Awaitable[T]]) -> T:
        """What comes of the work of this name, begun unless it is. Raises what it raises, to all who wait."""
        task = self._tasks.get(name)
        if task is None:
            task = self._tasks[name] = asyncio.ensure_future(begin())
            task.add_done_callback(lambda ended: self._ended(name, ended))
        result = await asyncio.shield(task)
        self._tasks.pop(name, None)
        return result

    def _ended(self, name: str, task: "asyncio.Future[T]") -> None:
        if task.cancelled() or task.exception():
            self._tasks.pop(name, None)
        else:
            task.get_loop().call_later(KEPT_SECONDS, self._tasks.pop, name, None)
