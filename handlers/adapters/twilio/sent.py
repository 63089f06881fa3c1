"""The texts of messages that Twilio still has.

https://www.twilio.com/docs/messaging/api/message-resource
"""

import asyncio
import re
from contextlib import suppress

from handlers.adapters.twilio.rest import COURTESY_SECONDS, TwilioRest

MESSAGE_SID = re.compile(r"(?:SM|MM)[0-9a-f]{32}")


class TwilioSentMessages:
    """Keeps the promises of SentMessages, for the messages that Twilio still has."""

    def __init__(self, rest: TwilioRest, *, seconds: float = COURTESY_SECONDS) -> None:
        """`seconds`: the time limit for a message."""
        self._client = rest.client
        self._seconds = seconds

    async def text_of(self, sid: str) -> str | None:
        """See SentMessages. None also for a message without text."""
        if not MESSAGE_SID.fullmatch(sid):  # it becomes part of an address
            return None
        with suppress(Exception):
            async with asyncio.timeout(self._seconds):
                return (await self._client.messages(sid).fetch_async()).body or None
        return None
