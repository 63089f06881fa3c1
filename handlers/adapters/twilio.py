"""Twilio's REST API: messages that no webhook waits for.

https://www.twilio.com/docs/messaging/api/message-resource
"""

import asyncio
import logging
from collections.abc import Callable, Sequence
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
REMEDIES = {
    20003: "set TWILIO_ACCOUNT_SID, TWILIO_API_KEY_SID and TWILIO_API_KEY_SECRET to a valid API key of the account",
    63016: "more than 24 hours have passed since the customer wrote; only an approved template may be sent",
}


class TwilioOutbox:
    """Keeps the promises of Outbox. `render` turns texts in Markdown into a channel's messages."""

    def __init__(
        self,
        *,
        account: str,
        key: str,
        secret: str,
        base_url: str,
        render: Callable[[Sequence[str], Channel], list[str]],
    ) -> None:
        self._http = _HttpClient(base_url)
        self._client = Client(key, secret, account, http_client=self._http)
        self._render = render

    async def close(self) -> None:
        """Close the connections to Twilio."""
        await self._http.close()

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
            url = self._base_url + urlsplit(url).path
        async with asyncio.timeout(SECONDS):  # the SDK's own `timeout` never reaches aiohttp
            return await super().request(method, url, *arguments, **more)
