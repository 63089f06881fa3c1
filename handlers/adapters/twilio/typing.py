"""The typing indicator on WhatsApp.

https://www.twilio.com/docs/whatsapp/api/typing-indicators-resource
"""

import asyncio
from contextlib import suppress

from handlers.adapters.twilio.rest import COURTESY_SECONDS, TwilioRest
from handlers.conversation.contact import Channel
from handlers.conversation.messages import Message


class TwilioTyping:
    """Keeps the promises of Typing, on WhatsApp; elsewhere Twilio shows none. It also marks the message as read."""

    def __init__(self, rest: TwilioRest, *, seconds: float = COURTESY_SECONDS) -> None:
        """`seconds`: the time limit of a call."""
        self._indicator = rest.client.messaging.v2.typing_indicator  # imports it now, not while a customer waits
        self._seconds = seconds

    async def show(self, message: Message) -> None:
        """See Typing."""
        if message.contact.channel is not Channel.WHATSAPP:
            return
        with suppress(Exception):
            async with asyncio.timeout(self._seconds):
                await self._indicator.create_async(channel="whatsapp", message_id=message.sid)
