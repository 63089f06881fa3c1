"""The chat on the business's site, as visitors see it: a page that is open looks whenever something has happened."""

import contextlib
import itertools
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

import httpx2

from dev import twilio_standin
from dev.phone import Phone
from dev.visitor import Answered, Visitor
from handlers.body import MOST_BYTES

SITE = "https://shop.example"
CHAT = {"CHAT_SITES": f"{SITE}, https://www.shop.example", "CHAT_SECRET": "the secret of the chat, in the tests"}
MOST = 1_000_000  # a page takes texts of any length


@dataclass
class ByWeb:
    """Keeps the promises of Way."""

    settings: Mapping[str, str] = field(default_factory=lambda: CHAT)
    most: int = MOST
    most_body: int = MOST_BYTES
    redelivers_answers: bool = True
    visitors: dict[str, Visitor] = field(default_factory=dict)
    _phone: Phone | None = None
    _heard: dict[str, list[str]] = field(default_factory=dict)
    _last: tuple[str, dict[str, object]] = ("", {})
    _numbers: Iterator[int] = field(default_factory=lambda: itertools.count(1))

    def connect(self, phone: Phone) -> None:
        self._phone = Phone(phone.url, phone.public_url, phone.token, transport=phone.transport)
        if phone.transport:
            phone.transport = _ThenLook(phone.transport, self)

    async def write(self, *texts: str, customer: str = "eva") -> int:
        return max([await self._post(customer, self._message(text)) for text in texts])

    async def write_file(self, content: bytes, media_type: str, *, customer: str = "eva") -> int:
        uploaded = await self.of(customer).upload(content, media_type)
        assert uploaded.status_code == 200
        return await self._post(customer, self._message("", files=[uploaded.json()["file"]]))

    async def write_strange(self, *, customer: str = "eva") -> int:
        """A look, and one with what nobody knows: a page tells nothing else besides messages."""
        visitor = self.of(customer)
        await visitor.begin()
        looks = [await visitor.request("GET", "/chat", params=each) for each in ({}, {"strange": "1"})]
        return max(look.status_code for look in looks)

    async def press(self, said: str, *, customer: str = "eva") -> int:
        return await self.write(said, customer=customer)

    async def again(self) -> int:
        return await self._post(*self._last)

    async def forge(self, text: str, *, customer: str = "eva") -> list[int]:
        visitor = self.of(customer)
        await visitor.begin()
        elsewhere = Visitor(visitor.url, "https://www.shop.example", transport=visitor.transport)
        elsewhere.session = visitor.session
        said, _, mark = visitor.session.rpartition(".")
        other = f"{said}.{'B' if mark[0] == 'A' else 'A'}{mark[1:]}"
        changed = Visitor(visitor.url, visitor.origin, transport=visitor.transport, session=other)
        stranger = Visitor(visitor.url, "https://evil.example", transport=visitor.transport, session=visitor.session)
        nobody = Visitor(visitor.url, visitor.origin, transport=visitor.transport, session="none")
        return [(await each.post(self._message(text))).status for each in (elsewhere, changed, stranger, nobody)]

    async def post(self, body: bytes) -> int:
        visitor = self.of("eva")
        await visitor.begin()
        return (await visitor.request("POST", "/chat", content=body)).status_code

    def got(self, customer: str = "eva") -> list[str]:
        heard = self._heard.setdefault(customer, [])
        if customer in self.visitors and self.visitors[customer].transport is None:  # a process of its own
            heard += self.of(customer).look_now()
        return [*heard]

    def size(self, text: str) -> int:
        return len(text)

    def of(self, customer: str) -> Visitor:
        assert self._phone
        if customer not in self.visitors:
            self.visitors[customer] = Visitor(self._phone.url, SITE, transport=self._phone.transport)
        visitor = self.visitors[customer]
        visitor.url = self._phone.url
        return visitor

    async def look(self) -> None:
        """What every open page does after a while."""
        for customer, visitor in [*self.visitors.items()]:
            self._heard.setdefault(customer, []).extend(await visitor.look())

    def _message(self, text: str, files: list[str] | None = None) -> dict[str, object]:
        return {"id": f"{next(self._numbers):032}", "text": text, "files": files or []}

    async def _post(self, customer: str, message: dict[str, object]) -> int:
        self._last = (customer, message)
        answered = await self._to_the_end(customer, message)
        before = await self.of(customer).look()
        self._heard.setdefault(customer, []).extend([*before, *answered.texts])
        return 503 if answered.lines and answered.lines[-1].get("again") else answered.status

    async def _to_the_end(self, customer: str, message: dict[str, object]) -> Answered:
        """As a page does: it posts the message again for a late answer."""
        answered = await self.of(customer).post(message)
        while answered.lines and (hop := answered.lines[-1].get("hop")):
            answered = await self.of(customer).post({**message, "hop": hop})
        return answered


@dataclass
class _ThenLook(httpx2.AsyncBaseTransport):
    """What others ask of the function; the pages look after it."""

    below: httpx2.AsyncBaseTransport
    way: ByWeb

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        response = await self.below.handle_async_request(request)
        await response.aread()
        await self.way.look()
        return response


@contextlib.contextmanager
def by_web(_twilio: twilio_standin.Standin) -> Iterator[ByWeb]:
    """The way in by a page of the business's site."""
    yield ByWeb()
