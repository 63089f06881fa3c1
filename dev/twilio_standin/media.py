"""Files that came with messages: behind a key and a redirect to storage, as with Twilio.

https://www.twilio.com/docs/messaging/api/media-resource
"""

from __future__ import annotations

import gzip
import secrets
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response, StreamingResponse

VERSION = "2010-04-01"
PIECE = 64 * 1024
ACCOUNT = "AC" + "0" * 32

Pause = Callable[[float], Awaitable[bool]]


@dataclass(frozen=True)
class File:
    """One file, and what goes wrong with it: nothing unless a test asks for it.

    `hops`: so many redirects lead to it, each to storage; the last may lead `elsewhere`, to this URL. `sized`: its size
    is announced; `lacking`: so many bytes fewer come than were announced. `endless`: it comes again and
    again, its size unannounced. `waits`: seconds before the first byte; `seconds` before each piece of 64 KiB. `gone`:
    storage has deleted it. `status`: storage answers with this one, after `first_statuses`. `packed`: it comes in
    gzip's format, even if the client does not accept that.
    """

    content: bytes
    media_type: str
    hops: int = 1
    elsewhere: str = ""
    sized: bool = True
    lacking: int = 0
    endless: bool = False
    waits: float = 0.0
    seconds: float = 0.0
    gone: bool = False
    status: int = 200
    first_statuses: tuple[int, ...] = ()
    packed: bool = False
    account: str = ACCOUNT
    message: str = field(default_factory=lambda: f"MM{secrets.token_hex(16)}")
    sid: str = field(default_factory=lambda: f"ME{secrets.token_hex(16)}")

    @property
    def path(self) -> str:
        """The path of its URL, as Twilio writes it."""
        return f"/{VERSION}/Accounts/{self.account}/Messages/{self.message}/Media/{self.sid}"

    async def answer(self, request: Request, hop: int, pause: Pause, fetched: Counter[str]) -> Response:
        """The answer at the address after `hop` redirects; `pause` waits, and is False when the server stops.

        `fetched`: how often storage was asked for each file.
        """
        if hop < self.hops:
            storage = f"{request.base_url}storage/{self.sid}/{hop + 1}"
            there = self.elsewhere if self.elsewhere and hop + 1 == self.hops else storage
            return RedirectResponse(there)
        fetched[self.sid] += 1
        status = next(iter(self.first_statuses[fetched[self.sid] - 1 :]), self.status)
        await pause(self.waits)
        if self.gone:
            return gone_from_storage()
        if status != 200:
            return refused_by_storage(status, "Refused", "As the file asks.")
        sent = gzip.compress(self.content) if self.packed else self.content
        headers = {"content-length": str(len(sent) + self.lacking)} if self.sized and not self.endless else {}
        headers |= {"content-encoding": "gzip"} if self.packed else {}
        return StreamingResponse(self._pieces(sent, pause), media_type=self.media_type, headers=headers)

    async def _pieces(self, sent: bytes, pause: Pause) -> AsyncIterator[bytes]:
        again = True
        while again:
            for start in range(0, len(sent), PIECE):
                if not await pause(self.seconds):
                    return
                yield sent[start : start + PIECE]
            again = self.endless


def gone_from_storage() -> Response:
    return refused_by_storage(404, "NoSuchKey", "The specified key does not exist.")


def refused_by_storage(status: int, code: str, message: str) -> Response:
    """An error of Amazon's S3, which the files are in: https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html"""
    document = f'<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>{code}</Code><Message>{message}</Message></Error>'
    return Response(document, status, media_type="application/xml")
