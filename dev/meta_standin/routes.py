"""The routes of the stand-in for Meta: paths, tokens, JSON in and out, `State` behind."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from starlette.applications import Starlette
from starlette.background import BackgroundTask
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response, StreamingResponse
from starlette.routing import Route

from dev.meta_standin import reports
from dev.meta_standin.refusals import Refused, on_request
from dev.meta_standin.state import Sent, State
from dev.serving import CutOff, noted, report

Body = dict[str, Any]
Handler = Callable[[State, Request, Body], Awaitable[Response]]
LIMITS = {"page": 2000, "whatsapp": 4096}  # characters; Instagram's are bytes
INSTAGRAM = 1000


def create_app() -> Starlette:
    """The stand-in as an ASGI application; its `State` is `app.state.standin`."""
    routes = [
        _route("POST", "/{version}/me/messages", to_person),
        _route("POST", "/{version}/{number}/messages", to_number),
        _route("GET", "/cdn/{media}", fetch_file, token=False),
        _route("GET", "/{version}/{media}", find_file),
        _route("GET", "/files/{media}/content", fetch_file),
        Route("/_standin/report", report, methods=["GET"]),
    ]
    app = Starlette(routes=routes, exception_handlers={404: noted(_unknown)})
    app.state.standin = State()
    return app


async def to_number(state: State, request: Request, body: Body) -> Response:
    """A message on WhatsApp, or the mark that one was read."""
    if body.get("status") == "read":
        state.typing.append(body["message_id"])
        return JSONResponse({"success": True})
    if body.get("messaging_product") != "whatsapp" or not (body.get("to") or body.get("recipient")):
        raise Refused(400, 100)
    to = body.get("to") or body["recipient"]
    text = _shown(body)
    _check(text, LIMITS["whatsapp"], len(text))
    message = Sent(reports.new_wamid(), to, text, body, line=request.path_params["number"])
    told: Body = {"messaging_product": "whatsapp", "contacts": [{"input": to, "wa_id": to}]}
    return await _answered(state, message, told | {"messages": [{"id": message.id}]})


async def to_person(state: State, request: Request, body: Body) -> Response:
    """A message on Messenger or Instagram, or an action such as typing."""
    to = body["recipient"]["id"]
    if action := body.get("sender_action"):
        state.typing.append(f"{to} {action}")
        return JSONResponse({"recipient_id": to})
    token = _token(request)
    said, kind = body["message"], state.pages.get(token, ("page", ""))[0]
    text = said.get("text") or f"({said['attachment']['type']}) {said['attachment']['payload']['url']}"
    is_instagram = kind == "instagram"
    _check(text, INSTAGRAM if is_instagram else LIMITS["page"], len(text.encode()) if is_instagram else len(text))
    message = Sent(reports.new_mid(), to, text, body, token=token)
    return await _answered(state, message, {"recipient_id": to, "message_id": message.id})


async def find_file(state: State, request: Request, body: Body) -> Response:
    file = state.files.get(request.path_params["media"])
    if file is None:
        raise Refused(400, 100, 33)
    if file.status != 200:
        raise Refused(file.status, 131000)
    url = file.at or f"{state.base_url}/files/{file.id}/content"
    told: Body = {"url": url, "mime_type": file.media_type, "file_size": len(file.content), "id": file.id}
    return JSONResponse(told | {"messaging_product": "whatsapp"})


async def fetch_file(state: State, request: Request, body: Body) -> Response:
    file, hop = state.files[request.path_params["media"]], int(request.query_params.get("hop", 0))
    await state.pause(file.seconds)
    if file.then != 200:
        raise Refused(file.then, 131000)
    if hop < file.hops:
        return RedirectResponse(f"{state.base_url}/cdn/{file.id}?hop={hop + 1}")
    if file.sized:
        return Response(file.content, media_type=file.media_type)
    return StreamingResponse(iter([file.content]), media_type=file.media_type)


async def _answered(state: State, message: Sent, answer: Body) -> Response:
    asked = state.directives.read(message.to, message.text)
    told = state.take(message, asked) if asked.taken else []
    await state.pause(asked.late)
    if asked.refuse or asked.way in ("cut", "drop", "broken"):
        await state.tell(told)
    if asked.refuse:
        raise on_request(asked.refuse)
    if asked.way in ("cut", "drop", "broken"):
        return CutOff()
    return JSONResponse({} if asked.way == "bare" else answer, background=BackgroundTask(state.tell, told))


def _check(text: str, most: int, size: int) -> None:
    if not text or size > most:
        raise Refused(400, 100)


def _shown(body: Mapping[str, Any]) -> str:
    """What the customer sees of a message on WhatsApp."""
    content = body[body["type"]]
    match body["type"]:
        case "text":
            return str(content["body"])
        case "template":
            filled = [one["text"] for part in content["components"] for one in part["parameters"]]
            return f"({content['name']}) {', '.join(filled)}"
        case "interactive":
            return str(content["body"]["text"])
        case kind:
            return f"({kind}) {content['link']} {content.get('caption', '')}".strip()


def _route(method: str, path: str, handler: Handler, *, token: bool = True) -> Route:
    async def endpoint(request: Request) -> Response:
        state: State = request.app.state.standin
        body = await request.json() if method == "POST" else {}
        state.note(request, body or None)
        try:
            if token and (not _token(request) or _token(request).startswith("wrong")):
                raise Refused(401, 190)
            return await handler(state, request, body)
        except Refused as problem:
            return JSONResponse(problem.as_json(), problem.status)

    return Route(path, endpoint, methods=[method])


def _token(request: Request) -> str:
    return request.headers.get("authorization", "").removeprefix("Bearer ")


def _unknown(request: Request) -> Response:
    return JSONResponse(Refused(404, 2500).as_json(), 404)
