"""A bad day at OpenAI, for soaks: slow requests, some never answered, some cut in mid-answer; webhooks that come twice.

Mishaps are drawn by a seed, one for each request in the order in which they come.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from typing import Any

from starlette.responses import Response
from starlette.types import Message, Receive, Scope, Send

from dev.openai_standin.events import unless_hung_up

NEVER = 100_000.0  # seconds

Pausing = Coroutine[Any, Any, None]


@dataclass(frozen=True)
class Mishap:
    """The course of one request: seconds `before` it is done, and `after`, before it is answered.

    `never`: it is not answered until the client hangs up. `cut`: it breaks off after so many pieces of its body.
    """

    before: float = 0.0
    after: float = 0.0
    never: bool = False
    cut: int | None = None


@dataclass
class Unkind:
    """Draws mishaps: every request takes up to `most_seconds`; `never` and `cut` are shares of all requests.

    Of the webhooks the share `never` is not sent, and the share `twice` is sent twice.
    """

    seed: int
    most_seconds: float = 12.0
    never: float = 0.05
    twice: float = 0.1
    cut: float = 0.05
    _chance: random.Random = field(init=False, repr=False)

    def __post_init__(self) -> None:
        self._chance = random.Random(self.seed)  # noqa: S311 - no secret

    def mishap(self) -> Mishap:
        """Draw for the next request. It is done slowly or answered slowly, each as often."""
        seconds, is_before = self._chance.uniform(0, self.most_seconds), self._chance.random() < 0.5
        never, cut = self._chance.random() < self.never, self._chance.random() < self.cut
        pieces = self._chance.randrange(6) if cut else None
        return Mishap(seconds if is_before else 0.0, 0.0 if is_before else seconds, never, pieces)

    def webhook(self, times: int) -> list[float]:
        """The seconds after which each delivery of a webhook begins that should be sent so many `times`."""
        if self._chance.random() < self.never:
            return []
        times += self._chance.random() < self.twice and times > 0
        return [self._chance.uniform(0, self.most_seconds) for _ in range(times)]


class WithMishap(Response):
    """A response that meets a mishap. `pause` waits, or ends when the stand-in does."""

    def __init__(self, response: Response, mishap: Mishap, pause: Callable[[float], Pausing]) -> None:
        self.status_code = response.status_code
        self.background = None
        self.response = response
        self.mishap = mishap
        self.pause = pause

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        seconds = NEVER if self.mishap.never else self.mishap.after
        await unless_hung_up(receive, self.pause(seconds))
        # A client that has hung up gets nothing, but the response has to learn of it, to stop.
        try:
            await self.response(scope, receive, self._cutting(send))
        except _CutHere:
            return  # the server closes the connection, because the body was announced and does not end

    def _cutting(self, send: Send) -> Send:
        if self.mishap.cut is None:
            return send
        left = self.mishap.cut

        async def cut(message: Message) -> None:
            nonlocal left
            if message["type"] == "http.response.body":
                body: Any = message.get("body", b"")
                if not left or not message.get("more_body"):
                    await send({"type": "http.response.body", "body": body[: len(body) // 2], "more_body": True})
                    raise _CutHere
                left -= 1
            await send(message)

        return cut


class _CutHere(Exception):
    """The connection breaks here."""
