"""Meta's answers over HTTP, where they are not what the Graph API says: nothing, no JSON, or without an end."""

from collections.abc import AsyncIterator

import pytest
from aiohttp import web

from dev.processes import free_port
from handlers.adapters.meta.rest import MOST_ANSWER, MetaRest
from tests.adapters.meta.rest import rest_of

ANSWERS = {"json": '{"id": "1"}', "words": "not found", "deep": "[" * 100_000, "long": " " * (MOST_ANSWER + 1), "": ""}


@pytest.fixture
async def odd() -> AsyncIterator[MetaRest]:
    """A client of a server that answers by what it is asked about."""

    async def answer(request: web.Request) -> web.Response:
        return web.Response(text=ANSWERS[request.path.rpartition("/")[2].removeprefix("nothing")])

    app, port = web.Application(), free_port()
    app.router.add_get("/{version}/{name}", answer)
    runner = web.AppRunner(app, shutdown_timeout=0)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", port).start()
    rest = rest_of(f"http://127.0.0.1:{port}/")
    yield rest
    await rest.close()
    await runner.cleanup()


@pytest.mark.parametrize(
    ("name", "told"), [("json", {"id": "1"}), ("words", None), ("deep", None), ("long", None), ("nothing", None)]
)
async def test_what_is_no_json_of_metas_size_is_nothing(odd: MetaRest, name: str, told: object) -> None:
    assert await odd.get(name) == (200, told)


async def test_it_is_made_and_closed_without_a_connection() -> None:
    await rest_of("").close()
