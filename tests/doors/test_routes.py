"""Routes: path and method lead to a handler, or to a 404 or 405; the end closes the connections."""

import json

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from handlers.doors.routes import Handler, Routes, health


def saying(text: str) -> Handler:
    async def handler(_request: Request) -> Response:
        return PlainTextResponse(text)

    return handler


async def ask(table: Routes, method: str, path: str) -> Response:
    return await table(Request({"type": "http", "method": method, "path": path, "headers": []}))


async def test_a_path_and_a_method_lead_to_their_handler() -> None:
    table = Routes({"/one": {"POST": saying("one")}, "/health": {"GET": health}}, [])
    assert (await ask(table, "POST", "/one")).body == b"one"
    assert json.loads(bytes((await ask(table, "GET", "/health")).body))["status"] == "ok"


async def test_another_method_is_told_which_there_are() -> None:
    table = Routes({"/both": {"GET": saying("got"), "POST": saying("posted")}}, [])
    answer = await ask(table, "PUT", "/both")
    assert (answer.status_code, answer.headers["allow"]) == (405, "GET, POST")


async def test_what_is_not_there_says_so() -> None:
    assert (await ask(Routes({}, []), "POST", "/two")).status_code == 404


async def test_the_end_closes_all_that_was_opened() -> None:
    closed = []

    async def close() -> None:
        closed.append(1)

    await Routes({}, [close, close]).close()
    assert len(closed) == 2
