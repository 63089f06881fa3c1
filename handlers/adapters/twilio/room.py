"""Room for so many bytes at once: whoever finds none waits in line."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager


class Room:
    """Given as a whole, so that nobody who waits holds a part of it, and in order, so that nobody waits for ever."""

    def __init__(self, size: int) -> None:
        self._size = size
        self._free = size
        self._line = asyncio.Lock()
        self._freed = asyncio.Event()

    @asynccontextmanager
    async def of(self, size: int) -> AsyncIterator[None]:
        """Room for `size` bytes while the block lasts; all there is, for more than that."""
        taken = min(size, self._size)
        async with self._line:
            while self._free < taken:
                self._freed.clear()
                await self._freed.wait()
            self._free -= taken
        try:
            yield
        finally:
            self._free += taken
            self._freed.set()
