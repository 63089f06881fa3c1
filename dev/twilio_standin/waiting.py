"""Waiting in the stand-in for Twilio: for some seconds, for a sign, or for enough other requests."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from functools import partial

from dev.serving import RequestLog


@dataclass
class Waiting(RequestLog):
    """Requests that wait go on at once when the stand-in stops or is told to `hurry`.

    `together`: requests for files wait until so many of them have come.
    """

    together: int = field(default=0, kw_only=True)
    _waiting: set[asyncio.Future[bool]] = field(default_factory=set)
    _gathered: list[asyncio.Future[bool]] = field(default_factory=list)
    _stopped: bool = False

    def stop(self) -> None:
        """See RequestLog. From any thread."""
        self._stopped = True
        self._let_go(goes_on=False)

    def hurry(self) -> None:
        """Let all that wait at this moment go on, as if the time had passed. From any thread."""
        self._let_go(goes_on=True)

    async def pause(self, seconds: float) -> bool:
        """Wait; False if the stand-in is stopped meanwhile."""
        if self._stopped or not seconds:
            await asyncio.sleep(0)  # without it an endless file would block all other requests
            return not self._stopped
        return await self._wait(seconds)

    async def meet(self) -> bool:
        """Wait until enough requests have come, if any are needed; False if the stand-in is stopped meanwhile."""
        if self.together == 0:
            return not self._stopped
        here: asyncio.Future[bool] = asyncio.get_running_loop().create_future()
        self._gathered.append(here)
        self._waiting.add(here)
        if len(self._gathered) >= self.together:
            for waiter in self._gathered:
                _end(waiter, goes_on=True)
        try:
            return await here
        finally:
            self._waiting.discard(here)
            self._gathered.remove(here)

    async def _wait(self, seconds: float) -> bool:
        here: asyncio.Future[bool] = asyncio.get_running_loop().create_future()
        self._waiting.add(here)
        try:
            return await asyncio.wait_for(here, seconds)
        except TimeoutError:
            return True
        finally:
            self._waiting.discard(here)

    def _let_go(self, *, goes_on: bool) -> None:
        for waiter in list(self._waiting):
            waiter.get_loop().call_soon_threadsafe(partial(_end, waiter, goes_on=goes_on))


def _end(waiting: asyncio.Future[bool], *, goes_on: bool) -> None:
    if not waiting.done():
        waiting.set_result(goes_on)
