"""The routes of the page: its files, its events, and the actions of its composer and buttons."""

from __future__ import annotations

import json
import re
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, Response, StreamingResponse
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from dev.phone_page.guard import HERE, Guard
from dev.phone_page.inputs import Refused
from dev.phone_page.page import PhonePage
from dev.phone_page.records import JSON

STATIC = Path(__file__).parent / "static"
MOST_BYTES = 16 * 1024 * 1024  # https://www.twilio.com/docs/whatsapp/guidance-whatsapp-media-messages
MOST_JSON = 64 * 1024
MEDIA_TYPE = re.compile(r"[a-z0-9][a-z0-9!#$&^_.+-]{0,80}/[a-z0-9][a-z0-9!#$&^_.+-]{0,80}")
# A browser may show these; anything else, such as a page with scripts in it, is only saved.
SHOWN = re.compile(r"image/(?:png|jpeg|gif|webp)|audio/[\w.+-]+|video/[\w.+-]+")

Handler = Callable[[PhonePage, Request], Awaitable[Response]]


def create_app(page: PhonePage) -> Starlette:
    """The page, and under it the vendors' APIs that the function calls; all of it on one port."""
    routes = [
        Route("/", _page),
        Mount("/static", StaticFiles(directory=STATIC)),
        _route("GET", "/events", events),
        _route("POST", "/api/customers", add_customer),
        _route("POST", "/api/customers/{customer:int}", change_customer),
        _route("POST", "/api/customers/{customer:int}/messages", send),
        _route("POST", "/api/files", upload),
        _route("GET", "/api/files/{sid}", download),
        _route("GET", "/api/turns/{sid}", turn),
        _route("POST", "/api/restart", restart),
        _route("POST", "/api/tick", tick),
        *(route for app in page.others for route in app.routes()),
        *page.twilio.routes(),  # last, since it takes all other paths
    ]
    app = Starlette(routes=routes, middleware=[Middleware(Guard, framed=lambda: _framed(page))])
    app.state.standin = page  # what `serving` stops
    return app


def _framed(page: PhonePage) -> list[str]:
    port = page.state.about.get("site_port")
    return [f"http://{host}:{port}" for host in sorted(HERE)] if port else []


async def _page(_: Request) -> Response:
    return FileResponse(STATIC / "index.html")


async def events(page: PhonePage, _: Request) -> Response:
    async def stream() -> AsyncIterator[str]:
        with page.state.listening() as queue:
            page.windows.open()
            while (event := await queue.get()) is not None:
                yield event

    return StreamingResponse(stream(), media_type="text/event-stream")


async def add_customer(page: PhonePage, request: Request) -> Response:
    return JSONResponse(page.add(await _json(request)).as_json(), 201)


async def change_customer(page: PhonePage, request: Request) -> Response:
    return JSONResponse(page.change(request.path_params["customer"], await _json(request)).as_json())


async def send(page: PhonePage, request: Request) -> Response:
    return JSONResponse({"sid": page.send(request.path_params["customer"], await _json(request))}, 202)


async def upload(page: PhonePage, request: Request) -> Response:
    """The file itself is the body."""
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if not MEDIA_TYPE.fullmatch(kind):
        kind = "application/octet-stream"
    content = await _body(request, MOST_BYTES)
    return JSONResponse(page.keep(content, kind, request.query_params.get("name", "")), 201)


async def download(page: PhonePage, request: Request) -> Response:
    file = page.file(request.path_params["sid"])
    headers = {"content-security-policy": "default-src 'none'; sandbox"}
    if not SHOWN.fullmatch(file.media_type):
        headers["content-disposition"] = "attachment"
    return Response(file.content, media_type=file.media_type, headers=headers)


async def turn(page: PhonePage, request: Request) -> Response:
    return JSONResponse(page.turn(request.path_params["sid"]))


async def restart(page: PhonePage, request: Request) -> Response:
    await _json(request)
    await page.restart()
    return JSONResponse({})


async def tick(page: PhonePage, request: Request) -> Response:
    await _json(request)
    return JSONResponse(await page.tick())


def _route(method: str, path: str, handler: Handler) -> Route:
    async def endpoint(request: Request) -> Response:
        page: PhonePage = request.app.state.standin
        try:
            return await handler(page, request)
        except Refused as problem:
            return JSONResponse({"problem": str(problem)}, problem.status)

    return Route(path, endpoint, methods=[method])


async def _json(request: Request) -> JSON:
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != "application/json":
        raise Refused("not application/json", 415)
    try:
        found = json.loads(await _body(request, MOST_JSON))
    except ValueError:
        raise Refused("not JSON") from None
    if not isinstance(found, dict):
        raise Refused("not an object")
    return found


async def _body(request: Request, most: int) -> bytes:
    body = bytearray()
    async for piece in request.stream():
        body += piece
        if len(body) > most:
            raise Refused(f"more than {most} bytes", 413)
    return bytes(body)
