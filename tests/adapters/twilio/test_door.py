"""Our own door, called over HTTP: only the expected answer counts, and only in time."""

import asyncio
from collections.abc import AsyncIterator

import pytest
from aiohttp import web

from dev.processes import free_port
from handlers.adapters.twilio import door
from handlers.adapters.twilio.door import OwnDoor


@pytest.fixture
async def url() -> AsyncIterator[str]:
    """A server that answers by the form's field `How`."""
    ended = asyncio.Event()

    async def answer(request: web.Request) -> web.StreamResponse:
        form = await request.post()
        assert request.headers["X-Twilio-Signature"] == "signed"
        match form["How"]:
            case "redirect":
                raise web.HTTPFound("/")
            case "late":
                await ended.wait()
            case "unreadable":
                return web.Response(body=b"\xff\xfe", content_type="text/plain", charset="utf-8")
        return web.Response(text=str(form["How"]), status=503 if form["How"] == "busy" else 200)

    app, port = web.Application(), free_port()
    app.router.add_post("/webhook", answer)
    runner = web.AppRunner(app, shutdown_timeout=0)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", port).start()
    yield f"http://127.0.0.1:{port}/webhook"
    ended.set()
    await runner.cleanup()


async def test_the_expected_answer_is_one(url: str) -> None:
    assert await OwnDoor(url).answers({"How": "right"}, "signed", "right")


@pytest.mark.parametrize("how", ["wrong", "busy", "redirect", "unreadable"])
async def test_no_other_answer_is(url: str, how: str) -> None:
    assert not await OwnDoor(url).answers({"How": how}, "signed", "busy" if how == "busy" else "right")


async def test_one_that_comes_too_late_is_none(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(door, "SECONDS", 0.05)
    assert not await OwnDoor(url).answers({"How": "late"}, "signed", "late")


async def test_where_nobody_listens_nobody_answers() -> None:
    assert not await OwnDoor(f"http://127.0.0.1:{free_port()}/webhook").answers({}, "signed", "right")
