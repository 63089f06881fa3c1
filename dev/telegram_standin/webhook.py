"""Posts updates as Telegram does: one of a chat at a time, again until 2xx; and does what the response asks for.

https://core.telegram.org/bots/api#setwebhook; its pauses: https://github.com/tdlib/telegram-bot-api
"""

from __future__ import annotations

import asyncio
import json
from collections import defaultdict
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

import httpx2

from dev.telegram_standin.state import State

SECONDS = 60.0  # then Telegram hangs up
HEADER = "X-Telegram-Bot-Api-Secret-Token"


@dataclass
class Webhook:
    """Posts to `url` with `secret`, "" for none."""

    state: State
    url: str
    secret: str
    transport: httpx2.AsyncBaseTransport | None = None
    seconds: float = SECONDS
    pause: Callable[[float], Awaitable[None]] = asyncio.sleep
    _turns: dict[int, asyncio.Lock] = field(default_factory=lambda: defaultdict(asyncio.Lock))

    async def post(self, update: dict[str, Any], *, tries: int = 1) -> int:
        """The last status, 0 for none: of as many tries as it takes to get a 2xx."""
        async with self._turns[_chat_of(update)]:
            for number in range(tries):
                status = await self._once(update)
                if 200 <= status < 300:
                    return status
                self.state.last_error = f"Wrong response from the webhook: {status}"
                if number + 1 < tries:
                    await self.pause(2.0**number if number else 0)
        return status

    async def _once(self, update: dict[str, Any]) -> int:
        headers = {"Content-Type": "application/json", **({HEADER: self.secret} if self.secret else {})}
        try:
            async with httpx2.AsyncClient(transport=self.transport, timeout=self.seconds) as client:
                answer = await client.post(self.url, content=json.dumps(update).encode(), headers=headers)
        except httpx2.HTTPError:
            return 0
        if 200 <= answer.status_code < 300 and answer.content:
            called = answer.json()
            self.state.respond(called.pop("method"), called)
        return answer.status_code


def _chat_of(update: dict[str, Any]) -> int:
    message = update.get("message") or update.get("callback_query", {}).get("message")
    chat = message.get("chat") if isinstance(message, dict) else None
    return int(chat["id"]) if isinstance(chat, dict) else 0
