"""Telegram's client: with a valid token, with an invalid one, with nobody listening, and behind a wrong server."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AsyncExitStack
from typing import Any

import pytest

from dev import telegram_standin
from dev.processes import free_port
from dev.telegram_standin import Standin
from handlers.adapters.telegram.rest import TelegramRest
from tests.adapters.telegram.rest import TOKEN, rest_of


@pytest.fixture(scope="package")
def one_standin() -> Iterator[Standin]:
    with telegram_standin.serve() as running:
        yield running


@pytest.fixture
def standin(one_standin: Standin) -> Standin:
    one_standin.start_afresh()
    return one_standin


@pytest.fixture
async def rest(standin: Standin) -> AsyncIterator[TelegramRest]:
    rest = rest_of(standin.base_url)
    yield rest
    await rest.close()


@pytest.fixture
async def turned_away(standin: Standin) -> AsyncIterator[TelegramRest]:
    """A client with a token that Telegram refuses."""
    rest = rest_of(standin.base_url, f"{TOKEN}wrong")
    yield rest
    await rest.close()


@pytest.fixture
async def unreachable() -> AsyncIterator[TelegramRest]:
    """A client of an address where nobody listens."""
    rest = rest_of(f"http://127.0.0.1:{free_port()}")
    yield rest
    await rest.close()


@pytest.fixture
async def answering() -> AsyncIterator[Callable[..., Any]]:
    """Makes clients of a server that answers everything alike."""
    async with AsyncExitStack() as opened:

        async def connected(document: bytes, status: bytes = b"200 OK") -> TelegramRest:
            async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
                await reader.readuntil(b"\r\n\r\n")
                writer.write(b"HTTP/1.1 %s\r\nContent-Length: %d\r\n" % (status, len(document)))
                writer.write(b"Content-Type: text/html\r\nConnection: close\r\n\r\n" + document)
                await writer.drain()
                writer.close()

            server = await opened.enter_async_context(await asyncio.start_server(answer, "127.0.0.1", 0))
            rest = rest_of(f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}")
            opened.push_async_callback(rest.close)
            return rest

        yield connected
