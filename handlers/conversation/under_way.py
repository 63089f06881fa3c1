"""Work that outlasts its request: a later request for the same work joins it, instead of paying again."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Generic, TypeVar

T = TypeVar("T")

KEPT_SECONDS = 60.0  # that a result is kept for a later request


class UnderWay(Generic[T]):
    """The work under way in this process, by name."""

    def __init__(self) -> None:
        self._tasks: dict[str, asyncio.Future[T]] = {}

    def __contains__(self, name: str) -> bool:
        return name in self._tasks

    async def result(self, name: str, begin: Callable[[], Awaitable[T]]) -> T:
        """The result of the work with this name, started if need be. All who wait get its exception."""
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
