"""The memory of the stand-in for Meta: messages, files, typing, and the reports about messages."""

from __future__ import annotations

import asyncio
import secrets
from collections import deque
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

from dev.meta_standin import reports
from dev.meta_standin.directives import DirectiveReader, Directives
from dev.serving import RequestLog

KEPT = 10_000
APP = 1517776481860111  # the id of our app at Meta
SHOWN = "15550783881"  # digits of a number that nobody gave a name

Post = Callable[[bytes], Awaitable[None]]


@dataclass(frozen=True)
class File:
    """A file that a customer sent. `status`: what asking where it is is answered with, and `then` asking for itself.

    `at`: it is at another address than ours. `hops`: redirects before it. `sized`: its length is told. It takes
    `seconds`.
    """

    content: bytes
    media_type: str
    status: int = 200
    then: int = 200
    at: str = ""
    hops: int = 0
    sized: bool = True
    seconds: float = 0.0
    id: str = field(default_factory=lambda: str(secrets.randbelow(10**15) + 10**15))


@dataclass(frozen=True)
class Sent:
    """A message that was taken. `page`: the token's page, "" on WhatsApp; `line`: the number's id there."""

    id: str
    to: str
    text: str
    body: dict[str, Any]
    line: str = ""
    token: str = ""


@dataclass
class State(RequestLog):
    """All that one stand-in knows. `post`: takes what is to be posted to the function; without it, it is only kept.

    `shown`: the digits of each number, by its id. `typing`: the messages, and customers, whom we showed that we write.
    """

    base_url: str = ""
    sent: deque[Sent] = field(default_factory=lambda: deque(maxlen=KEPT))
    typing: deque[str] = field(default_factory=lambda: deque(maxlen=KEPT))
    reports: deque[bytes] = field(default_factory=lambda: deque(maxlen=KEPT))
    files: dict[str, File] = field(default_factory=dict)
    shown: dict[str, str] = field(default_factory=dict)
    pages: dict[str, tuple[str, str]] = field(default_factory=dict)  # by token: page or instagram, and the page's id
    post: Post | None = None
    directives: DirectiveReader = field(default_factory=DirectiveReader)
    ended: asyncio.Event = field(default_factory=asyncio.Event)

    def keep(self, file: File) -> str:
        """Keep a file; its id."""
        self.files[file.id] = file
        return file.id

    def stop(self) -> None:
        self.ended.set()

    async def pause(self, seconds: float) -> None:
        """Wait, unless the stand-in is stopped."""
        if seconds:
            with_limit = asyncio.wait_for(self.ended.wait(), seconds)
            await asyncio.gather(with_limit, return_exceptions=True)

    def take(self, message: Sent, asked: Directives) -> list[bytes]:
        """Keep a message; the reports about it."""
        self.sent.append(message)
        told = [*self._reports(message, asked)] * asked.reports
        self.reports += told
        return told

    async def tell(self, told: list[bytes]) -> None:
        """Post reports to the function."""
        for body in told if self.post else ():
            await self.post(body)  # type: ignore[misc]

    def _reports(self, message: Sent, asked: Directives) -> list[bytes]:
        if message.line:
            receipt = message.body.get("biz_opaque_callback_data", "")
            states = [("failed", asked.failed)] if asked.failed else [("sent", 0), ("delivered", 0)]
            shown = self.shown.get(message.line, SHOWN)
            every = [reports.status(message.id, state, message.to, receipt, code=code) for state, code in states]
            told = [reports.whatsapp(number=message.line, shown=shown, statuses=[one]) for one in every]
        else:
            kind, page = self.pages.get(message.token, ("page", "1"))
            said = {**message.body["message"], "mid": message.id, "app_id": APP}
            told = [reports.pages(kind, page, [reports.event(page, message.to, echo=True, message=said)])]
        return [reports.as_bytes(one) for one in told]

    def report(self) -> dict[str, Any]:
        """The messages that were taken, for tests that run the stand-in as a process."""
        return {"messages": [{"to": one.to, "text": one.text} for one in self.sent], "requests": len(self.requests)}
