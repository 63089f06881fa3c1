"""Events posted to the helpdesk's address, signed, with neither redirects nor a look at what comes back.

https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
"""

import asyncio
from collections.abc import Callable
from datetime import datetime

from aiohttp import ClientError, ClientSession
from standardwebhooks import Webhook

from handlers.errors import HelpdeskGone, HelpdeskUnavailable
from handlers.tickets.helpdesk import HelpdeskEvent

SECONDS = 5.0
MOST_AT_ONCE = 8  # a helpdesk that was down gets all that waited
REMEDY = "see that HELPDESK_URL answers 2xx within 5 seconds, without a redirect"


class PostToHelpdesk:
    """Keeps the promises of Helpdesk. `now` dates the signature."""

    def __init__(self, url: str, secret: str, *, now: Callable[[], datetime], seconds: float = SECONDS) -> None:
        self._url = url
        self._webhook = Webhook(secret)
        self._now = now
        self._seconds = seconds
        self._turns = asyncio.Semaphore(MOST_AT_ONCE)
        self._session: ClientSession | None = None

    async def close(self) -> None:
        """Close the connections."""
        if self._session:
            await self._session.close()

    async def post(self, event: HelpdeskEvent) -> None:
        """See Helpdesk."""
        async with self._turns:
            try:
                async with asyncio.timeout(self._seconds):
                    status = await self._status(event)
            except (ClientError, TimeoutError) as problem:  # their messages contain the address
                raise HelpdeskUnavailable(type(problem).__name__, remedy=REMEDY) from None
        if status == 410:
            raise HelpdeskGone("410", remedy=REMEDY)
        if not 200 <= status < 300:
            raise HelpdeskUnavailable(str(status), remedy=REMEDY)

    async def _status(self, event: HelpdeskEvent) -> int:
        self._session = self._session or ClientSession()  # made for the first event, when a loop is running
        at = self._now()
        headers = {
            "Content-Type": "application/json",
            "webhook-id": event.id,
            "webhook-timestamp": str(int(at.timestamp())),
            "webhook-signature": self._webhook.sign(event.id, at, event.body),
        }
        body = event.body.encode()
        async with self._session.post(self._url, data=body, headers=headers, allow_redirects=False) as response:
            return response.status
