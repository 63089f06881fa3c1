"""Messages pushed by LINE's Messaging API, each with a key by which LINE takes it once.

https://developers.line.biz/en/docs/messaging-api/retrying-api-request/
"""

import asyncio
import uuid
from collections.abc import Callable
from datetime import datetime

from aiohttp import ClientConnectorError, ClientError, ClientSession

from handlers.conversation.contact import Channel
from handlers.conversation.links import Links
from handlers.conversation.outgoing import file_in, file_text, template_in
from handlers.conversation.thread import Thread
from handlers.errors import OutboxRefused, OutboxUnavailable, OutboxUnclear

SECONDS = 5.0
KEYS = uuid.UUID("6f0d3f3e-8f0b-5d0a-9a39-0f5b8a4f3f11")  # the name space of our keys

UNREACHABLE = "see the network, LINE_API_BASE_URL if it is set, and LINE's status page"
KEY = "set LINE_ACCESS_TOKEN to a channel access token of the channel"
PASSING = {401: KEY, 403: KEY, 429: "none, if it passes; else raise the plan's messages a month"}
REFUSED = "none: LINE does not take this message, or does not know the customer any more"


class LineOutbox:
    """Keeps the promises of Outbox, but for `has_sent`: LINE lists no messages.

    What may have been sent is sent again: LINE refuses a key that it has taken in the last 24 hours.
    """

    def __init__(self, token: str, *, base_url: str, write: Callable[[str], list[str]], links: Links) -> None:
        self._url = f"{base_url}/v2/bot/message/push"
        self._token = {"Authorization": f"Bearer {token}"}
        self._write = write
        self._links = links
        self._session: ClientSession | None = None

    async def close(self) -> None:
        """Close the connections."""
        if self._session:
            await self._session.close()

    def messages(self, text: str, channel: Channel) -> list[str]:
        """See Outbox. A file is one message, and a template, which LINE has not."""
        if template_in(text):
            return [text]
        enclosed = file_in(text)
        if enclosed is None:
            return self._write(text)
        first, *others = self._write(enclosed.caption) if enclosed.caption else [""]
        return [file_text(enclosed.file, first), *others]

    async def send(self, thread: Thread, message: str) -> None:
        """See Outbox."""
        if template_in(message):
            raise OutboxRefused("template", remedy="none: LINE has no templates")
        body = {"to": thread.contact.customer, "messages": [{"type": "text", "text": self._shown(message)}]}
        try:
            async with asyncio.timeout(SECONDS):
                status = await self._status(body, _key(thread, message))
        except ClientConnectorError as problem:
            raise OutboxUnavailable(type(problem).__name__, remedy=UNREACHABLE) from None
        except (ClientError, TimeoutError) as problem:
            raise OutboxUnclear(type(problem).__name__, remedy=UNREACHABLE) from None
        _check(status)

    async def has_sent(self, thread: Thread, message: str, since: datetime) -> bool:
        """False: it is sent again, with the same key."""
        return False

    async def _status(self, body: object, key: str) -> int:
        self._session = self._session or ClientSession()  # made for the first message, when a loop is running
        headers = {**self._token, "X-Line-Retry-Key": key}
        async with self._session.post(self._url, json=body, headers=headers, allow_redirects=False) as response:
            await response.read()  # an answer that breaks off says nothing
            return response.status

    def _shown(self, message: str) -> str:
        """The words of a message; a file as a link of ours, since LINE takes no other kinds than pictures and films."""
        enclosed = file_in(message)
        if enclosed is None:
            return message
        link = self._links.to_file(enclosed.file)
        return f"{enclosed.caption}\n\n{link}" if enclosed.caption else link


def _key(thread: Thread, message: str) -> str:
    """The same for each try of a message that the thread keeps; of two equal texts that wait together one goes out."""
    if thread.unsent is None:
        return str(uuid.uuid4())
    named = f"{thread.key} {thread.unsent.since.timestamp()} {thread.unsent.accepted} {message}"
    return str(uuid.uuid5(KEYS, named))


def _check(status: int) -> None:
    """Raises the error for LINE's answer: https://developers.line.biz/en/reference/messaging-api/#status-codes"""
    if status in (200, 409):  # 409: it has this key already
        return
    if status in PASSING:
        raise OutboxUnavailable(str(status), remedy=PASSING[status])
    if 400 <= status < 500:
        raise OutboxRefused(str(status), remedy=REFUSED)
    raise OutboxUnclear(str(status), remedy=UNREACHABLE)
