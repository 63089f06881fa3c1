"""Twilio's REST API: messages that no webhook waits for, what earlier ones said, and that an answer is being typed.

https://www.twilio.com/docs/messaging/api/message-resource
https://www.twilio.com/docs/whatsapp/api/typing-indicators-resource
"""

import asyncio
import logging
import re
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import Any
from urllib.parse import urlsplit

from aiohttp import ClientError, ClientSession
from twilio.base.exceptions import TwilioRestException
from twilio.http.async_http_client import AsyncTwilioHttpClient
from twilio.rest import Client

from handlers.conversation.messages import Channel
from handlers.conversation.thread import Thread
from handlers.errors import OutboxUnavailable

SECONDS = 5.0
COURTESY_SECONDS = 2.0  # for what an answer is also good without
MESSAGE_SID = re.compile(r"(?:SM|MM)[0-9a-f]{32}")
REMEDIES = {
    20003: "set TWILIO_ACCOUNT_SID, TWILIO_API_KEY_SID and TWILIO_API_KEY_SECRET to a valid API key of the account",
    63016: "more than 24 hours have passed since the customer wrote; only an approved template may be sent",
}


class TwilioRest:
    """What all adapters here speak through: one client, one session. `base_url` is empty for Twilio's own hosts."""

    def __init__(self, *, account: str, key: str, secret: str, base_url: str) -> None:
        self._http = _HttpClient(base_url)
        self.client = Client(key, secret, account, http_client=self._http)

    async def close(self) -> None:
        """Close the connections to Twilio."""
        await self._http.close()


class TwilioOutbox:
    """Keeps the promises of Outbox. `render` turns texts in Markdown into a channel's messages."""

    def __init__(self, rest: TwilioRest, *, render: Callable[[Sequence[str], Channel], list[str]]) -> None:
        self._client = rest.client
        self._render = render

    async def send(self, thread: Thread, texts: Sequence[str]) -> None:
        """See Outbox."""
        try:
            for message in self._render(texts, thread.channel):
                await self._client.messages.create_async(from_=thread.business, to=thread.sender, body=message)
        except TwilioRestException as problem:
            remedy = REMEDIES.get(problem.code, "see Twilio's page of this error code")
            raise OutboxUnavailable(str(problem.code), remedy=remedy) from None
        except (ClientError, TimeoutError) as problem:
            raise OutboxUnavailable(type(problem).__name__, remedy="see Twilio's status page") from None


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


class TwilioSent:
    """Keeps the promises of Sent, for the messages that Twilio still has."""

    def __init__(self, rest: TwilioRest, *, seconds: float = COURTESY_SECONDS) -> None:
        """After `seconds` a message cannot be had."""
        self._client = rest.client
        self._seconds = seconds

    async def text_of(self, sid: str) -> str | None:
        """See Sent. None for a message without text, too."""
        if not MESSAGE_SID.fullmatch(sid):  # it becomes part of an address
            return None
        with suppress(Exception):
            async with asyncio.timeout(self._seconds):
                return (await self._client.messages(sid).fetch_async()).body or None
        return None


class _HttpClient(AsyncTwilioHttpClient):  # type: ignore[misc]
    """The SDK's own, for another host where one is set; it logs nothing, since it would log what is sent."""

    session: Any

    def __init__(self, base_url: str) -> None:
        quiet = logging.getLogger("recado.twilio")
        quiet.disabled = True
        super().__init__(pool_connections=False, logger=quiet)
        self._base_url = base_url.rstrip("/")

    async def request(self, method: str, url: str, *arguments: Any, **more: Any) -> Any:
        """Send the request, to our host, over one session that begins with the first: there is a loop by then."""
        self.session = self.session or ClientSession()
        if self._base_url:  # pragma: no branch - without one it is Twilio's own host, which no test may call
            url = self._base_url + urlsplit(url).path  # of api.twilio.com and messaging.twilio.com: no path is on both
        async with asyncio.timeout(SECONDS):  # the SDK's own `timeout` never reaches aiohttp
            return await super().request(method, url, *arguments, **more)
