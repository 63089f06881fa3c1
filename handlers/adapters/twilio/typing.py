"""The typing indicator on WhatsApp.

https://www.twilio.com/docs/whatsapp/api/typing-indicators-resource
"""

import asyncio
from contextlib import suppress

from handlers.adapters.twilio.rest import COURTESY_SECONDS, TwilioRest


class TwilioTyping:
    """Keeps the promises of Typing, on WhatsApp; the message is marked as read by it."""

    def __init__(self, rest: TwilioRest, *, seconds: float = COURTESY_SECONDS) -> None:
        """After `seconds` it is given up."""
        self._indicator = rest.client.messaging.v2.typing_indicator  # imports it now, not while a customer waits
        self._seconds = seconds

    async def show(self, sid: str) -> None:
        """See Typing."""
        with suppress(Exception):
            async with asyncio.timeout(self._seconds):
                await self._indicator.create_async(channel="whatsapp", message_id=sid)
