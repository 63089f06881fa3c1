"""Requests that a vendor's stand-in posts to the function, watched: each becomes a hop of its message's turn."""

from __future__ import annotations

import time
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field

import httpx2

from dev.phone import NO_CERTIFICATES
from dev.phone_page.inputs import Troubles
from dev.phone_page.records import Hop, Turn
from dev.phone_page.state import PageState


def _connections() -> httpx2.AsyncBaseTransport:
    return httpx2.AsyncHTTPTransport(verify=NO_CERTIFICATES, trust_env=False)


@dataclass
class Watched(httpx2.AsyncBaseTransport):
    """A transport for the requests of one delivery. `messages`: how many messages the body of an answer holds."""

    page: PageState
    turn: Turn
    delivery: int
    messages: Callable[[str], int]
    inner: httpx2.AsyncBaseTransport = field(default_factory=_connections)

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        """Send it on; the answer comes whole."""
        begun, path = time.perf_counter(), request.url.path
        try:
            response = await self.inner.handle_async_request(request)
            body = await response.aread()
        except httpx2.HTTPError as error:
            self._note(Hop(self.delivery, path, None, _ms_since(begun), "", 0, False, type(error).__name__))
            raise
        status, document = response.status_code, body.decode(errors="replace")
        messages = self.messages(document) if status < 300 else 0
        problem = f"HTTP {status}" if status >= 300 else ""
        self._note(Hop(self.delivery, path, status, _ms_since(begun), document, messages, False, problem))
        kind = {"content-type": response.headers.get("content-type", "")}
        return httpx2.Response(status, headers=kind, content=body, request=request)

    async def aclose(self) -> None:
        """Close the connections."""
        await self.inner.aclose()

    def _note(self, hop: Hop) -> None:
        self.turn.hops.append(hop)
        self.page.publish_turn(self.turn)


async def in_deliveries(
    page: PageState, turn: Turn, troubles: Troubles, deliver: Callable[[int], Coroutine[None, None, None]]
) -> None:
    """Deliver a message once, or twice if troubles ask for it: `deliver` gets 1 and then 2, or 0 for the only time."""
    turn.open = 2 if troubles.twice else 1
    for number in range(1, turn.open + 1):
        try:
            await deliver(number if troubles.twice else 0)
        finally:
            turn.open -= 1
            turn.ended = time.monotonic()
            page.publish_turn(turn)


def flattened(value: object, name: str = "") -> list[tuple[str, str]]:
    """JSON as pairs, for the panel: each value by its path, such as message.chat.id."""
    if isinstance(value, dict):
        inside = [(f"{name}.{key}" if name else str(key), each) for key, each in value.items()]
    elif isinstance(value, list):
        inside = [(f"{name}.{number}", each) for number, each in enumerate(value)]
    else:
        return [(name, str(value))]
    return [pair for path, each in inside for pair in flattened(each, path)]


def _ms_since(begun: float) -> float:
    return round((time.perf_counter() - begun) * 1000, 1)
