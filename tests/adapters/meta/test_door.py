"""Our own door, called over HTTP: only the expected answer counts."""

from collections.abc import AsyncIterator

import pytest
from aiohttp import web

from dev.processes import free_port
from handlers.adapters.meta.door import OwnDoor


@pytest.fixture
async def url() -> AsyncIterator[str]:
    """A server that answers as the body says."""

    async def answer(request: web.Request) -> web.StreamResponse:
        assert request.headers["X-Hub-Signature-256"] == "signed"
        how = await request.text()
        if how == "redirect":
            raise web.HTTPFound("/")
        return web.Response(text="words" if how == "words" else "", status=503 if how == "busy" else 200)

    app, port = web.Application(), free_port()
    app.router.add_post("/meta", answer)
    runner = web.AppRunner(app, shutdown_timeout=0)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", port).start()
    yield f"http://127.0.0.1:{port}/meta"
    await runner.cleanup()


@pytest.mark.parametrize(("how", "is_right"), [("right", True), ("words", False), ("busy", False), ("redirect", False)])
async def test_only_the_expected_answer_is_one(url: str, how: str, is_right: bool) -> None:
    assert await OwnDoor(url).answers(how.encode(), "signed") is is_right


async def test_where_nobody_listens_there_is_none() -> None:
    assert not await OwnDoor(f"http://127.0.0.1:{free_port()}/meta").answers(b"", "signed")
