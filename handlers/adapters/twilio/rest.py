"""The client of Twilio's REST API that all adapters here use.

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
COURTESY_SECONDS = 2.0  # for extras that an answer can do without
# ValueError: an answer that is not JSON, such as a proxy's
FAILURES = (TwilioException, ClientError, TimeoutError, ValueError)


class TwilioRest:
    """One client and one session for all adapters here. `base_url` is empty for Twilio's own hosts."""

    def __init__(self, *, account: str, key: str, secret: str, base_url: str, seconds: float = SECONDS) -> None:
        """`seconds`: the time limit of a request."""
        self._http = _HttpClient(base_url, seconds)
        self.client = Client(key, secret, account, http_client=self._http)

    async def close(self) -> None:
        """Close the connections to Twilio."""
        await self._http.close()


class _HttpClient(AsyncTwilioHttpClient):  # type: ignore[misc]
    """The SDK's client, for another host if one is set. It logs nothing: the SDK's would log what is sent."""

    session: Any

    def __init__(self, base_url: str, seconds: float) -> None:
        quiet = logging.getLogger("recado.twilio")
        quiet.disabled = True
        super().__init__(pool_connections=False, logger=quiet)
        self._base_url = base_url.rstrip("/")
        self._seconds = seconds

    async def request(self, method: str, url: str, *arguments: Any, **more: Any) -> Any:
        """Send the request to our host, over one session, made for the first request, when a loop is running."""
        self.session = self.session or ClientSession()
        if self._base_url:  # pragma: no branch - without one it goes to Twilio's own host, which no test may call
            # One host can stand for api.twilio.com and messaging.twilio.com: they share no path. A next page's address
            # has a query.
            url = self._base_url + urlsplit(url)._replace(scheme="", netloc="").geturl()
        async with asyncio.timeout(self._seconds):  # the SDK's own `timeout` never reaches aiohttp
            return await super().request(method, url, *arguments, **more)
