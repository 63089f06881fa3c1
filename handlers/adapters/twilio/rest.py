"""Twilio's REST API: the client that all adapters here speak through.

https://www.twilio.com/docs/usage/api
"""

import asyncio
import logging
from typing import Any
from urllib.parse import urlsplit

from aiohttp import ClientError, ClientSession
from twilio.base.exceptions import TwilioException
from twilio.http.async_http_client import AsyncTwilioHttpClient
from twilio.rest import Client

SECONDS = 5.0
COURTESY_SECONDS = 2.0  # for what an answer is also good without
# ValueError: an answer that is no JSON, such as a proxy's
FAILURES = (TwilioException, ClientError, TimeoutError, ValueError)


class TwilioRest:
    """What all adapters here speak through: one client, one session. `base_url` is empty for Twilio's own hosts."""

    def __init__(self, *, account: str, key: str, secret: str, base_url: str, seconds: float = SECONDS) -> None:
        """After `seconds` a request is given up."""
        self._http = _HttpClient(base_url, seconds)
        self.client = Client(key, secret, account, http_client=self._http)

    async def close(self) -> None:
        """Close the connections to Twilio."""
        await self._http.close()


class _HttpClient(AsyncTwilioHttpClient):  # type: ignore[misc]
    """The SDK's own, for another host where one is set; it logs nothing, since it would log what is sent."""

    session: Any

    def __init__(self, base_url: str, seconds: float) -> None:
        quiet = logging.getLogger("recado.twilio")
        quiet.disabled = True
        super().__init__(pool_connections=False, logger=quiet)
        self._base_url = base_url.rstrip("/")
        self._seconds = seconds

    async def request(self, method: str, url: str, *arguments: Any, **more: Any) -> Any:
        """Send the request, to our host, over one session that begins with the first: there is a loop by then."""
        self.session = self.session or ClientSession()
        if self._base_url:  # pragma: no branch - without one it is Twilio's own host, which no test may call
            # Of api.twilio.com and messaging.twilio.com: no path is on both. A query is in a next page's address.
            url = self._base_url + urlsplit(url)._replace(scheme="", netloc="").geturl()
        async with asyncio.timeout(self._seconds):  # the SDK's own `timeout` never reaches aiohttp
            return await super().request(method, url, *arguments, **more)
