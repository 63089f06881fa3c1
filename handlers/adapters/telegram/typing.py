"""The typing indicator, which lasts five seconds, and the end of a button's waiting.

https://core.telegram.org/bots/api#sendchataction
"""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress

from handlers.adapters.telegram.rest import COURTESY_SECONDS, TelegramFailure, TelegramRest
from handlers.conversation.messages import Message

EVERY = 4.5  # seconds
MOST = 6  # times, so that a request that was forgotten does not type for ever


class TelegramTyping:
    """Keeps the promises of Typing."""

    def __init__(self, rest: TelegramRest, *, pause: Callable[[float], Awaitable[None]] = asyncio.sleep) -> None:
        self._rest = rest
        self._pause = pause

    async def show(self, message: Message) -> None:
        """See Typing."""
        chat = {"chat_id": int(message.contact.customer), "action": "typing"}
        with suppress(TelegramFailure):
            for _ in range(MOST):
                await self._rest.call("sendChatAction", chat, seconds=COURTESY_SECONDS)
                await self._pause(EVERY)

    async def acknowledge(self, pressed: str) -> None:
        """Let a pressed button wait no longer. Never raises, since it is only a courtesy.

        https://core.telegram.org/bots/api#answercallbackquery
        """
        with suppress(TelegramFailure):
            await self._rest.call("answerCallbackQuery", {"callback_query_id": pressed}, seconds=COURTESY_SECONDS)
