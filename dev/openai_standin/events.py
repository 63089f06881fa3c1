"""Streams of events, and work that ends when the client hangs up."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Coroutine, Sequence
from typing import Any

from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from dev.openai_standin.directives import ErrorEvent
from dev.openai_standin.run import Run
from dev.openai_standin.sse import DELTAS, DONE, KEEP_ALIVE, error_event, unusual

ALIVE_SECONDS = 0.1  # between two comments in a stream without events
KEPT_ALIVE = frozenset({"sse", "open", "endless"})


async def unless_hung_up(receive: Receive, work: Coroutine[Any, Any, None]) -> bool:
    """Do `work` to its end (True), or leave it when the client hangs up (False)."""
    working = asyncio.ensure_future(work)
    hanging_up = asyncio.ensure_future(_hung_up(receive))
    try:
        done, _ = await asyncio.wait({working, hanging_up}, return_when=asyncio.FIRST_COMPLETED)
        return working in done and working.result() is None
    finally:
        working.cancel()
        hanging_up.cancel()


async def _hung_up(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


class EventStream(Response):
    """The events of `run` past number `after`; `creating`: for the request that created it.

    If that client hangs up, a response that is not in the background stops.
    """

    media_type = "text/event-stream"

    def __init__(self, run: Run, *, after: int = -1, creating: bool = False) -> None:
        self.status_code = 200
        self.background = None
        self.init_headers({"cache-control": "no-cache"})
        self.run = run
        self.after = after
        self.creating = creating
        self.words = run.asked.words

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": self.raw_headers})
        if self.creating and "drop" in self.words:
            await self._send_the_first_words(send)
            return
        all_sent = await unless_hung_up(receive, self._send_all(send))
        if self.creating and not all_sent and not self.run.background:
            self.run.stop()

    async def _send_all(self, send: Send) -> None:
        after = self.after
        if self.creating and (self.run.asked.stall or "ends" in self.words):
            after = await self._send_the_first_words(send)
            await asyncio.sleep(self.run.asked.stall)
        if self.creating and "ends" in self.words:
            await _send(send, b"", more=False)
            return
        events = self.run.follow(after)
        async for batch in _kept_alive(events) if self.words & KEPT_ALIVE else events:
            await _send(send, self._formed(batch))
        if "sse" in self.words:
            await _send(send, DONE.replace(b"\n", b"\r\n"))
        while "open" in self.words:
            await _send(send, KEEP_ALIVE)
            await asyncio.sleep(ALIVE_SECONDS)
        await _send(send, b"", more=False)

    def _formed(self, events: Sequence[bytes]) -> bytes:
        if "sse" not in self.words:
            return b"".join(events)
        return b"".join(event if event == KEEP_ALIVE else unusual(event) for event in events)

    async def _send_the_first_words(self, send: Send) -> int:
        """Send all events up to the first words; gives the number of the last one.

        The body does not end after them, so the server closes the connection.
        """
        number = -1
        async for events in self.run.follow():
            for event in events:
                number += 1
                await _send(send, self._formed([event]))
                if event.startswith(DELTAS):
                    return number
        return number


class ErrorStream(Response):
    """A stream of a single error: no response was begun."""

    media_type = "text/event-stream"

    def __init__(self, error: ErrorEvent) -> None:
        super().__init__(error_event(error.code, nested=error.nested))


async def _kept_alive(events: AsyncIterator[list[bytes]]) -> AsyncIterator[list[bytes]]:
    """The events, and a comment whenever none has come for a while."""
    coming = asyncio.ensure_future(anext(events, None))
    try:
        while True:
            done, _ = await asyncio.wait({coming}, timeout=ALIVE_SECONDS)
            if not done:
                yield [KEEP_ALIVE]
            elif (batch := coming.result()) is None:
                return
            else:
                yield batch
                coming = asyncio.ensure_future(anext(events, None))
    finally:
        coming.cancel()


async def _send(send: Send, body: bytes, *, more: bool = True) -> None:
    await send({"type": "http.response.body", "body": body, "more_body": more})
