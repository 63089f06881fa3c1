"""Twilio's client: with a valid key, with an invalid one, with nobody listening, and behind a wrong server."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack
from typing import Any

import pytest

from dev.processes import free_port
from dev.twilio_standin import Standin
from handlers.adapters.twilio.rest import TwilioRest
from tests.adapters.twilio.rest import rest_of


@pytest.fixture
def standin(twilio_standin: Standin) -> Standin:
    return twilio_standin


@pytest.fixture
async def rest(standin: Standin) -> AsyncIterator[TwilioRest]:
    rest = rest_of(standin.base_url)
    yield rest
    await rest.close()


@pytest.fixture
async def turned_away(standin: Standin) -> AsyncIterator[TwilioRest]:
    """A client with a key that Twilio refuses."""
    rest = rest_of(standin.base_url, "wrong")
    yield rest
    await rest.close()


@pytest.fixture
async def unreachable() -> AsyncIterator[TwilioRest]:
    """A client of an address where nobody listens."""
    rest = rest_of(f"http://127.0.0.1:{free_port()}")
    yield rest
    await rest.close()


@pytest.fixture
async def answering() -> AsyncIterator[Callable[[bytes], Any]]:
    """Makes clients of a server that answers everything with 200 and its own document."""
    async with AsyncExitStack() as opened:

        async def connected(document: bytes) -> TwilioRest:
            async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
                await reader.readuntil(b"\r\n\r\n")
                writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n" % len(document))
                writer.write(b"Content-Type: text/html; charset=utf-8\r\nConnection: close\r\n\r\n" + document)
                await writer.drain()
                writer.close()

            server = await opened.enter_async_context(await asyncio.start_server(answer, "127.0.0.1", 0))
            rest = rest_of(f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}")
            opened.push_async_callback(rest.close)
            return rest

        yield connected
