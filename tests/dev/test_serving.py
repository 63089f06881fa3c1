"""Serving a stand-in: what holds for each of them."""

import aiohttp
from starlette.applications import Starlette

from dev import serving


async def test_an_idle_connection_is_ended_by_the_function_and_not_by_a_stand_in_under_its_next_request() -> None:
    async with aiohttp.TCPConnector() as function:
        kept = function._keepalive_timeout
    assert kept
    assert kept < serving._server(Starlette()).config.timeout_keep_alive
