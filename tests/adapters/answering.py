"""A server that answers with given bytes, so that an answer can be as odd as an answer may be."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field


@dataclass
class Server:
    """Answers each path. `heads`: of the requests that came. `holds`: leaves connections open after the answer."""

    answer_to: Callable[[str], bytes]
    holds: bool = False
    heads: list[str] = field(default_factory=list)
    base_url: str = ""

    async def answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode()
        self.heads.append(head)
        writer.write(self.answer_to(head.split()[1]))
        await writer.drain()
        if self.holds:
            await reader.read()
        writer.close()


@asynccontextmanager
async def serving(answer_to: Callable[[str], bytes], *, holds: bool = False) -> AsyncIterator[Server]:
    server = Server(answer_to, holds)
    async with await asyncio.start_server(server.answer, "127.0.0.1", 0) as listening:
        server.base_url = f"http://127.0.0.1:{listening.sockets[0].getsockname()[1]}"
        yield server


def response(document: bytes = b"", status: str = "200 OK", *headers: str, is_sized: bool = True) -> bytes:
    """The bytes of an answer; without its size, the document ends where the connection does."""
    size = [f"Content-Length: {len(document)}"] if is_sized else []
    head = [f"HTTP/1.1 {status}", *size, *headers, "Content-Type: text/html; charset=utf-8", "Connection: close"]
    return "\r\n".join([*head, "", ""]).encode() + document
