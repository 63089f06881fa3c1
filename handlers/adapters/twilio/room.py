"""Room for a number of bytes at once; when it is full, callers wait in line."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager


class Room:
    """Given whole, so that no waiting caller holds a part of it, and in order, so that nobody waits for ever."""

    def __init__(self, size: int) -> None:
        self._size = size
        self._free = size
        self._line = asyncio.Lock()
        self._freed = asyncio.Event()

    @asynccontextmanager
    async def of(self, size: int) -> AsyncIterator[None]:
        """Room for `size` bytes while the block lasts; for more than there is, all of it."""
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
