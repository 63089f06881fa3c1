"""A carrier's client: with what it needs, with nobody listening, and behind a server that answers what it likes.

The carrier's own conftest says what its stand-in is (`standin`) and how its client is made (`make_rest`).
"""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from typing import Any

import pytest

from dev.processes import free_port
from tests.adapters.answering import response, serving


@pytest.fixture
async def client_of(make_rest: Callable[..., Any]) -> AsyncIterator[Callable[..., Any]]:
    """Makes clients of an address, and closes them."""
    async with AsyncExitStack() as opened:

        def connected(*given: Any, **more: Any) -> Any:
            rest = make_rest(*given, **more)
            opened.push_async_callback(rest.close)
            return rest

        yield connected


@pytest.fixture
def rest(client_of: Callable[..., Any], standin: Any) -> Any:
    return client_of(standin.base_url)


@pytest.fixture
def unreachable(client_of: Callable[..., Any]) -> Any:
    """A client of an address where nobody listens."""
    return client_of(f"http://127.0.0.1:{free_port()}")


@pytest.fixture
async def answering(client_of: Callable[..., Any]) -> AsyncIterator[Callable[..., Awaitable[Any]]]:
    """Makes clients of a server that answers everything alike: see `response`."""
    async with AsyncExitStack() as opened:

        async def connected(document: bytes, status: str = "200 OK", *headers: str) -> Any:
            answer = response(document, status, *headers)
            return client_of((await opened.enter_async_context(serving(lambda _path: answer))).base_url)

        yield connected
