"""Availability: the clock's tick calls the function's own address over HTTP, and the day's numbers hold the result."""

import contextlib
from collections.abc import AsyncIterator

import httpx2
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from structlog.testing import capture_logs

from dev import openai_standin, serving
from dev.processes import free_port
from handlers import wiring
from handlers.settings import load
from handlers.stores.minutes import PROBE
from tests import functions, lasting
from tests.rest import TICK


@contextlib.asynccontextmanager
async def served(openai: openai_standin.Standin, public_port: int, port: int, **other: str) -> AsyncIterator[str]:
    """The function behind a real port, whose own idea of its address has another if that is given."""
    given = {"TICK_SECRET": TICK, "PUBLIC_URL": f"http://127.0.0.1:{public_port}", "CHECK_ITSELF": "on", **other}
    with pytest.MonkeyPatch.context() as patch:
        for name, value in functions.settings(openai.base_url, **given).items():
            patch.setenv(name, value)
        function = wiring.build(load())

    async def answer(request: Request) -> Response:
        return await function(request)

    app = Starlette(routes=[Route("/{path:path}", answer, methods=["POST"])])
    app.state.standin = serving.RequestLog()
    with serving.running(app, port=port) as url:
        yield url
    await function.close()


async def ticked(url: str) -> dict[str, int]:
    async with httpx2.AsyncClient(trust_env=False) as client:
        answer = await client.post(f"{url}/tick", headers={"Authorization": f"Bearer {TICK}"}, timeout=30)
    assert answer.status_code == 200
    found: dict[str, int] = answer.json()
    return found


@pytest.mark.parametrize("is_right", [True, False])
async def test_each_tick_checks_the_public_address_and_leaves_no_message(
    standin: openai_standin.Standin, request: pytest.FixtureRequest, is_right: bool
) -> None:
    store, port = lasting.of("sqlite", request), free_port()
    public_port = port if is_right else free_port()
    async with served(standin, public_port, port, **store.settings) as url:
        with capture_logs() as lines:
            assert [(await ticked(url))["availability"] for _ in range(2)] == [1, 1]
    documents = await store.documents()
    days = [document["counts"] for path, document in documents.items() if path.startswith("days/")]
    checked, bad = (sum(day.get(f"minutes/{name}", 0) for day in days) for name in ("checked", "bad"))
    assert 1 <= checked <= 2  # the two ticks may lie on both sides of a minute's end
    assert bad == (0 if is_right else checked)
    assert (PROBE in documents) == is_right
    assert {path.partition("/")[0] for path in documents} <= {"days", "briefs", "minutes"}
    assert [line["results"] for line in lines] == ([] if is_right else [["unreachable"]] * 2)
