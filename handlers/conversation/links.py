"""Links: addresses of ours that a carrier is given, each signed or called by the carrier's own signature. Pure.

A file that only we may fetch gets a signed link. It holds no number and no text, and ends after eleven hours: Twilio
keeps a message in its queue for up to ten (ValidityPeriod), and fetches the file when the message leaves.
https://www.twilio.com/docs/messaging/api/message-resource#message-properties
"""

import base64
import hashlib
import hmac
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from handlers.conversation.messages import Attachment
from handlers.errors import ForgedRequest

GOOD_FOR = timedelta(hours=11)
FILE, STATUS = "/file", "/status"  # the paths


@dataclass(frozen=True)
class Links:
    """Links of the function at `public_url`. The first of `secrets` signs; all verify, while one is being replaced."""

    public_url: str
    secrets: tuple[str, ...] = field(repr=False)
    now: Callable[[], datetime]

    def to_file(self, file: Attachment) -> str:
        """An address where anybody can fetch this file for some hours."""
        until = int((self.now() + GOOD_FOR).timestamp())
        named = f"{until} {file.media_type} {file.url}".encode()
        return f"{self.public_url}{FILE}?token={_coded(named)}.{_coded(_mark(self.secrets[0], named))}"

    def to_report(self, ticket: str) -> str:
        """The address where a carrier reports what became of a ticket's message. It has one query parameter only."""
        return f"{self.public_url}{STATUS}?ticket={ticket}"

    def file_of(self, token: str) -> Attachment:
        """The file of a link. Raises ForgedRequest if we did not sign it, or it is too old."""
        try:
            named, mark = (_decoded(part) for part in token.split("."))
        except ValueError:
            raise ForgedRequest("no link of ours") from None
        if not any(hmac.compare_digest(mark, _mark(secret, named)) for secret in self.secrets):
            raise ForgedRequest("no link of ours")
        until, media_type, url = named.decode().split(" ", 2)
        if self.now() > datetime.fromtimestamp(int(until), UTC):
            raise ForgedRequest("a link that has ended")
        return Attachment(url, media_type)


def _mark(secret: str, named: bytes) -> bytes:
    """The mark of a file, by a key of its own: a link's mark proves nothing elsewhere that the secret is used."""
    key = hmac.digest(secret.encode(), b"recado: links to files", hashlib.sha256)
    return hmac.digest(key, named, hashlib.sha256)


def _coded(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


def _decoded(text: str) -> bytes:
    return base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
