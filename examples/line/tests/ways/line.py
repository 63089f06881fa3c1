"""LINE, as its customers see it."""

import base64
import contextlib
import hashlib
import hmac
import itertools
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from dev import line_standin, twilio_standin
from dev.phone import Phone
from handlers.body import MOST_BYTES
from handlers.channels.line.write import MOST_UNITS
from tests.ways.way import posted

SECRET = "the channel secret"
BUSINESS = "U" + "0" * 32
KINDS = {"image": "image", "audio": "audio", "video": "video"}


@dataclass
class ByLine:
    """Keeps the promises of Way. Several events a request; answers come by REST."""

    line: line_standin.Standin
    settings: Mapping[str, str]
    most: int = MOST_UNITS
    most_body: int = MOST_BYTES
    redelivers_answers: bool = False
    _phone: Phone | None = None
    _last: tuple[bytes, str] = (b"", "")
    _ids: Iterator[int] = field(default_factory=lambda: itertools.count(444573844083572737))

    def connect(self, phone: Phone) -> None:
        self._phone = phone

    async def write(self, *texts: str, customer: str = "eva") -> int:
        said = [{"type": "text", "id": str(next(self._ids)), "quoteToken": "q", "text": text} for text in texts]
        return await self._post(*(self._event(each, customer) for each in said))

    async def write_file(self, content: bytes, media_type: str, *, customer: str = "eva") -> int:
        number, kind = str(next(self._ids)), KINDS.get(media_type.partition("/")[0], "file")
        self.line.state.files[number] = (content, media_type)
        about = {"contentProvider": {"type": "line"}, "fileName": f"a.{media_type.partition('/')[2]}"}
        return await self._post(self._event({"type": kind, "id": number, **about}, customer))

    async def write_strange(self, *, customer: str = "eva") -> int:
        follow = {**self._event({}, customer), "type": "follow"}
        group = {**self._event(_text("9"), customer), "source": {"type": "group", "groupId": "C1"}}
        unknown = {**self._event({}, customer), "type": "aKindOfTomorrow", "message": 7}
        return await self._post(follow, group, unknown, "no event")

    async def press(self, said: str, *, customer: str = "eva") -> int:
        return await self.write(said, customer=customer)

    async def again(self) -> int:
        return await self._post_raw(*self._last)

    async def forge(self, text: str, *, customer: str = "eva") -> list[int]:
        body, other = (_body(self._event(_text(number, text), customer)) for number in ("1", "2"))
        return [await self._post_raw(body, mark) for mark in ("", _mark(body, "another"), _mark(other))]

    async def post(self, body: bytes) -> int:
        return await self._post_raw(body, _mark(body))

    def got(self, customer: str = "eva") -> list[str]:
        return [text for to, text in self.line.state.sent if to == _id(customer)]

    def size(self, text: str) -> int:
        return len(text.encode("utf-16-le")) // 2

    def _event(self, message: Mapping[str, object], customer: str) -> dict[str, Any]:
        return {
            "type": "message",
            "mode": "active",
            "timestamp": 1462629479859,
            "source": {"type": "user", "userId": _id(customer)},
            "webhookEventId": "01FZ74A0TDDPYRVKNK77XKC3ZR",
            "deliveryContext": {"isRedelivery": False},
            "replyToken": "38ef843bde154d9b91c21320ffd17a0f",
            "message": message,
        }

    async def _post(self, *events: object) -> int:
        body = _body(*events)
        self._last = (body, _mark(body))
        return await self._post_raw(*self._last)

    async def _post_raw(self, body: bytes, mark: str) -> int:
        assert self._phone
        return await posted(self._phone, "/line", body, {"X-Line-Signature": mark})


def _text(number: str, text: str = "Hola") -> dict[str, str]:
    return {"type": "text", "id": number, "text": text}


def _id(customer: str) -> str:
    return "U" + hashlib.md5(customer.encode(), usedforsecurity=False).hexdigest()


def _body(*events: object) -> bytes:
    return json.dumps({"destination": BUSINESS, "events": events}).encode()


def _mark(body: bytes, secret: str = SECRET) -> str:
    return base64.b64encode(hmac.digest(secret.encode(), body, hashlib.sha256)).decode()


@contextlib.contextmanager
def by_line(_: twilio_standin.Standin) -> Iterator[ByLine]:
    """The way in by LINE's stand-in."""
    with line_standin.serve() as line:
        given = {"LINE_CHANNEL_SECRET": SECRET, "LINE_ACCESS_TOKEN": "right", "LINE_API_BASE_URL": line.base_url}
        yield ByLine(line, given)
