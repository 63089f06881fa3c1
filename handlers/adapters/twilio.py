"""Twilio's REST API: messages that no webhook waits for, what earlier ones said, and that an answer is being typed.

https://www.twilio.com/docs/messaging/api/message-resource
https://www.twilio.com/docs/whatsapp/api/typing-indicators-resource
"""

import asyncio
import logging
import re
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from aiohttp import ClientError, ClientSession
from twilio.base.exceptions import TwilioException
from twilio.http.async_http_client import AsyncTwilioHttpClient
from twilio.rest import Client

from handlers.adapters.twilio_errors import why_unlisted, why_unsent
from handlers.conversation.messages import Channel
from handlers.conversation.thread import Thread

SECONDS = 5.0
COURTESY_SECONDS = 2.0  # for what an answer is also good without
MESSAGE_SID = re.compile(r"(?:SM|MM)[0-9a-f]{32}")
# ValueError: an answer that is no JSON, such as a proxy's
FAILURES = (TwilioException, ClientError, TimeoutError, ValueError)
LATEST = 100  # messages of one customer
MOST_ON_A_PAGE = 1000
SKEW = timedelta(seconds=2)  # between Twilio's clock and ours; Twilio's times have no fractions either
NEVER_LEFT = frozenset({"failed", "canceled"})  # Twilio. What left and did not arrive was sent, as after any 201


class TwilioRest:
    """What all adapters here speak through: one client, one session. `base_url` is empty for Twilio's own hosts."""

    def __init__(self, *, account: str, key: str, secret: str, base_url: str, seconds: float = SECONDS) -> None:
        """After `seconds` a request is given up."""
        self._http = _HttpClient(base_url, seconds)
        self.client = Client(key, secret, account, http_client=self._http)

    async def close(self) -> None:
        """Close the connections to Twilio."""
        await self._http.close()


class TwilioOutbox:
    """Keeps the promises of Outbox. `render` turns texts in Markdown into a channel's messages."""

    def __init__(self, rest: TwilioRest, *, render: Callable[[Sequence[str], Channel], list[str]]) -> None:
        self._messages = rest.client.messages
        self._render = render

    def messages(self, text: str, channel: Channel) -> list[str]:
        """See Outbox."""
        return self._render([text], channel)

    async def send(self, thread: Thread, message: str) -> None:
        """See Outbox."""
        try:
            await self._messages.create_async(from_=thread.business, to=thread.sender, body=message)
        except FAILURES as problem:
            raise why_unsent(problem) from None

    async def has_sent(self, thread: Thread, message: str, since: datetime) -> bool:
        """See Outbox."""
        earliest = (since - SKEW).astimezone(UTC)
        return any(
            sent.body == message and sent.status not in NEVER_LEFT and sent.date_created >= earliest
            for sent in await self._sent(thread, earliest)
        )

    async def _sent(self, thread: Thread, earliest: datetime) -> list[Any]:
        """The messages to the thread's customer since that day, and the latest whenever they were sent.

        Not by date alone: that of a message is when it left Twilio's queue, and what waits there has none.
        """
        between = {"from_": thread.business, "to": thread.sender}
        day = earliest.date().isoformat()
        try:
            latest = await self._messages.list_async(**between, limit=LATEST)
            if len(latest) < LATEST:  # all there are
                return list(latest)
            return [*latest, *await self._messages.list_async(**between, date_sent_after=day, page_size=MOST_ON_A_PAGE)]
        except FAILURES as problem:
            raise why_unlisted(problem) from None


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
