"""Path and method lead to a handler; what is not there says so; the end closes what was opened."""

import json

import pytest
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from handlers.routes import Handler, Routes, routes


def saying(text: str) -> Handler:
    async def handler(_request: Request) -> Response:
        return PlainTextResponse(text)

    return handler


async def ask(table: Routes, method: str, path: str) -> Response:
    return await table(Request({"type": "http", "method": method, "path": path, "headers": []}))


@pytest.mark.parametrize(
    ("method", "path", "said"),
    [
        ("POST", "/webhook", b"webhook"),
        ("POST", "/", b"webhook"),
        ("POST", "/openai", b"openai"),
        ("POST", "/tick", b"tick"),
    ],
)
async def test_each_address_has_its_handler(method: str, path: str, said: bytes) -> None:
    table = routes(webhook=saying("webhook"), openai=saying("openai"), tick=saying("tick"), closing=[])
    assert (await ask(table, method, path)).body == said
    assert json.loads(bytes((await ask(table, "GET", "/health")).body))["status"] == "ok"


async def test_another_method_is_told_which_there_are() -> None:
    table = Routes({"/both": {"GET": saying("got"), "POST": saying("posted")}}, [])
    answer = await ask(table, "PUT", "/both")
    assert (answer.status_code, answer.headers["allow"]) == (405, "GET, POST")


@pytest.mark.parametrize("path", ["/openai", "/tick"])
async def test_what_is_not_set_up_is_not_there(path: str) -> None:
    table = routes(webhook=saying("webhook"), openai=None, tick=None, closing=[])
    assert (await ask(table, "POST", path)).status_code == 404


async def test_the_end_closes_all_that_was_opened() -> None:
    closed = []

    async def close() -> None:
        closed.append(1)

    await Routes({}, [close, close]).close()
    assert len(closed) == 2
