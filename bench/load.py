"""Customers who write: requests that Twilio's signer signed beforehand, sent over connections that stay open."""

import asyncio
import contextlib
import re
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import cast
from urllib.parse import urlencode

from bench.model_events import ENDS_WITH
from dev.phone import Phone, sign

PUBLIC_URL = "https://recado-123.run.app"
TOKEN = "the token of the benchmarks"  # noqa: S105 - opens nothing
MOST_SECONDS = 30
FRESH_SECONDS = 1.0  # the server closes a connection that has been idle for two
_LENGTH = re.compile(rb"content-length: *(\d+)", re.IGNORECASE)
_WHOLE = ENDS_WITH.encode()


@dataclass(frozen=True)
class Signed:
    """A message ready to send. Its answer has to contain `mark`; if it is `forged`, it has to be refused."""

    mark: bytes
    request: bytes
    forged: bool = False


@dataclass(frozen=True)
class Delivered:
    """The result of a message: its seconds, the fault of its answer if any, and the time of its arrival."""

    seconds: float
    fault: str
    at: float


def message(customer: int, number: int) -> Signed:
    """Message `number` of a customer."""
    mark = f"c{customer:05}m{number:05}"
    phone = Phone("", PUBLIC_URL, TOKEN, sender=f"whatsapp:+52155{customer:08}")
    pairs = phone.form(f"Hola, ¿a qué hora abren hoy y hacen envíos a domicilio? {mark}")
    signature = sign(f"{PUBLIC_URL}/webhook", pairs, token=TOKEN)
    return Signed(mark.encode(), _request(urlencode(pairs).encode(), signature, mark))


def forgery(body: bytes) -> Signed:
    """A request that Twilio never sent, with a well-formed but false signature."""
    return Signed(b"", _request(body, "A" * 27 + "=", "forged"), forged=True)


def _request(body: bytes, signature: str, token: str) -> bytes:
    head = (
        "POST /webhook HTTP/1.1\r\nHost: recado-123.run.app\r\n"
        "Content-Type: application/x-www-form-urlencoded; charset=UTF-8\r\n"
        f"Content-Length: {len(body)}\r\nUser-Agent: TwilioProxy/1.1\r\nAccept: */*\r\n"
        f"I-Twilio-Idempotency-Token: {token}\r\n"
        f"X-Twilio-Signature: {signature}\r\n\r\n"
    )
    return head.encode() + body


class Line(asyncio.Protocol):
    """A connection to the function that stays open."""

    def __init__(self) -> None:
        self._received = b""
        self._answer: asyncio.Future[bytes] | None = None
        self._used = time.perf_counter()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)

    def data_received(self, data: bytes) -> None:
        self._received += data
        head, blank, body = self._received.partition(b"\r\n\r\n")
        if blank and _is_whole(head, body):
            self._take(self._received)

    def connection_lost(self, _problem: Exception | None) -> None:
        self._take(b"")

    def _take(self, answer: bytes) -> None:
        if self._answer and not self._answer.done():
            self._answer.set_result(answer)

    async def ask(self, request: bytes) -> bytes:
        """Send a request; return the whole answer, or b"" if the connection was lost or nothing came."""
        self._received, self._answer = b"", asyncio.get_running_loop().create_future()
        self._transport.write(request)
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(MOST_SECONDS):
                return await self._answer
        return b""

    async def send(self, signed: Signed) -> Delivered:
        """Send a message and check that its own, whole answer comes back."""
        begun = time.perf_counter()
        answer = await self.ask(signed.request)
        self._used = there = time.perf_counter()
        fault = _let_in(answer) if signed.forged else _fault(answer, signed.mark)
        return Delivered(there - begun, fault, there)

    @property
    def is_fresh(self) -> bool:
        """True if the server surely still keeps the connection open."""
        return time.perf_counter() - self._used < FRESH_SECONDS

    def close(self) -> None:
        self._transport.close()


def _is_whole(head: bytes, body: bytes) -> bool:
    length = _LENGTH.search(head)
    return len(body) >= int(length[1]) if length else body.endswith(b"0\r\n\r\n")


def _let_in(answer: bytes) -> str:
    return "" if answer.startswith((b"HTTP/1.1 403", b"HTTP/1.1 413")) else "forged and not refused"


def _fault(answer: bytes, mark: bytes) -> str:
    if mark in answer and _WHOLE in answer:
        return ""
    if _WHOLE in answer:
        return "crossed"
    return answer.partition(b"\r\n")[0].decode() + " without an answer" if answer else "no answer at all"


async def lines(port: int, count: int) -> list[Line]:
    """Open this number of connections."""
    connect = asyncio.get_running_loop().create_connection
    return [(await connect(Line, "127.0.0.1", port))[1] for _ in range(count)]


async def in_turn(each: Sequence[Line], batches: Sequence[Iterable[Signed]]) -> list[Delivered]:
    """Let every line send its own messages, each as soon as the one before is answered; all begin at once."""

    async def one(line: Line, messages: Iterable[Signed]) -> list[Delivered]:
        return [await line.send(signed) for signed in messages]

    done = await asyncio.gather(*(one(line, messages) for line, messages in zip(each, batches, strict=True)))
    return sorted((delivered for batch in done for delivered in batch), key=lambda delivered: delivered.at)


async def arriving(port: int, messages: Sequence[Signed], *, a_second: float) -> list[Delivered]:
    """Let messages arrive at a steady rate, whether or not earlier ones are answered, each on a free line."""
    loop = asyncio.get_running_loop()
    free: list[Line] = []
    begun = loop.time()

    async def one(signed: Signed) -> Delivered:
        line = await _free_or_new(free, port)
        delivered = await line.send(signed)
        free.append(line)
        return delivered

    sent = []
    for number, signed in enumerate(messages):
        await asyncio.sleep(max(begun + number / a_second - loop.time(), 0))
        sent.append(asyncio.create_task(one(signed)))
    return list(await asyncio.gather(*sent))


async def _free_or_new(free: list[Line], port: int) -> Line:
    while free:
        line = free.pop()
        if line.is_fresh:
            return line
        line.close()
    return (await lines(port, 1))[0]
