"""Status callbacks: what Twilio posts to a message's StatusCallback as it goes on its way, signed like a webhook.

https://www.twilio.com/docs/messaging/guides/outbound-message-status-in-status-callbacks
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlencode

import httpx2

from dev.phone import NO_CERTIFICATES, sign

if TYPE_CHECKING:
    from dev.twilio_standin.state import Sent

SECONDS = 15.0
API_VERSION = "2010-04-01"
# A message's last status -> what is posted about it; its first, queued, never is.
WAYS = {
    "delivered": ("sent", "delivered"),
    "read": ("sent", "delivered", "read"),
    "sent": ("sent",),
    "undelivered": ("sent", "undelivered"),
    "failed": ("failed",),
}


@dataclass(frozen=True)
class Callback:
    """One request about one message: the address, and the form's fields."""

    url: str
    form: tuple[tuple[str, str], ...]

    async def post(self, token: str) -> None:
        """Post it as Twilio does, once: nobody repeats a status callback."""
        signature = sign(self.url, self.form, token=token)
        headers = {"Content-Type": "application/x-www-form-urlencoded; charset=UTF-8", "X-Twilio-Signature": signature}
        with suppress(httpx2.HTTPError):
            async with httpx2.AsyncClient(timeout=SECONDS, trust_env=False, verify=NO_CERTIFICATES) as client:
                await client.post(self.url, content=urlencode(self.form).encode(), headers=headers)


def callbacks_of(message: Sent, url: str, how: str) -> Iterator[Callback]:
    """All that is posted about a message, in its order. `how`: twice, reversed, strange, or "" for none of these."""
    statuses = list(WAYS.get(message.status, ()))
    if how == "reversed":
        statuses.reverse()
    if how == "strange":
        statuses.insert(0, "teleported")
    for status in statuses:
        yield from [Callback(url, tuple(_fields(message, status)))] * (2 if how == "twice" else 1)


def _fields(message: Sent, status: str) -> Iterator[tuple[str, str]]:
    prefix, _, address = message.to.rpartition(":")
    yield from {"SmsSid": message.sid, "SmsStatus": status, "MessageSid": message.sid, "MessageStatus": status}.items()
    yield from {"AccountSid": message.account, "From": message.from_, "To": message.to}.items()
    yield "ApiVersion", API_VERSION
    if prefix:
        yield from {"ChannelPrefix": prefix, "ChannelToAddress": address, "ChannelInstallSid": "XE" + "0" * 32}.items()
        if status in ("delivered", "read"):
            yield "EventType", status.upper()
    if status in ("failed", "undelivered") and message.error:
        yield "ErrorCode", str(message.error)
