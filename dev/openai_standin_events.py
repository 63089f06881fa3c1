"""Answers of the stand-in that take their time: streams of events, and work that ends when the client hangs up."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from typing import Any

from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from dev.openai_standin_run import Run


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
    """The events of `run` past number `after`; `creating` is the request that created it.

    If that one hangs up, a response that is not in the background stops.
    """

    media_type = "text/event-stream"

    def __init__(self, run: Run, *, after: int = -1, creating: bool = False) -> None:
        self.status_code = 200
        self.background = None
        self.init_headers({"cache-control": "no-cache"})
        self.run = run
        self.after = after
        self.creating = creating

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": self.raw_headers})
        if self.creating and self.run.drop:
            await self._send_the_first_words(send)
            return
        all_sent = await unless_hung_up(receive, self._send_all(send))
        if self.creating and not all_sent and not self.run.background:
            self.run.stop()

    async def _send_all(self, send: Send) -> None:
        async for events in self.run.follow(self.after):
            await send({"type": "http.response.body", "body": b"".join(events), "more_body": True})
        await send({"type": "http.response.body", "body": b""})

    async def _send_the_first_words(self, send: Send) -> None:
        # The server closes the connection when the body was announced and does not end.
        async for events in self.run.follow():
            for event in events:
                await send({"type": "http.response.body", "body": event, "more_body": True})
                if event.startswith(_DELTAS):
                    return


_DELTAS = (b"event: response.output_text.delta", b"event: response.refusal.delta")
