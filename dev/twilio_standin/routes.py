"""The routes of the stand-in for Twilio: paths, API keys, forms in and JSON out, `State` behind."""

from __future__ import annotations

import base64
from collections.abc import Awaitable, Callable
from urllib.parse import parse_qsl

from starlette.applications import Starlette
from starlette.background import BackgroundTask
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from dev.serving import CutOff, noted, report
from dev.twilio_standin import contents, refusals
from dev.twilio_standin.lists import as_page as as_list
from dev.twilio_standin.media import VERSION, gone_from_storage, refused_by_storage
from dev.twilio_standin.refusals import Refused
from dev.twilio_standin.senders import Sender, as_page
from dev.twilio_standin.state import State
from dev.twilio_standin.unkind import Mishap, Unkind

NEVER = 120.0  # seconds: nobody waits that long

Form = dict[str, str]
Handler = Callable[[State, Request, Form], Awaitable[Response]]


def create_app(*, seconds: float = 0.0, unkind: Unkind | None = None) -> Starlette:
    """The stand-in as an ASGI application; its `State` is `app.state.standin`. Each request takes `seconds`."""
    messages = f"/{VERSION}/Accounts/{{account}}/Messages"
    routes = [
        _route("POST", f"{messages}.json", create_message),
        _route("GET", f"{messages}.json", list_messages),
        _route("GET", f"{messages}/{{sid}}.json", fetch_message),
        _route("GET", f"{messages}/{{message}}/Media/{{sid}}", fetch_file),
        _route("GET", "/storage/{sid}/{hop:int}", fetch_from_storage, key=False),
        _route("POST", "/v2/Indicators/Typing.json", show_typing),
        _route("GET", f"/{VERSION}/Accounts/{{account}}/Usage/Records/Daily.json", list_usage),
        _route("GET", "/v2/Channels/Senders", list_senders),
        _route("GET", "/v2/Channels/Senders/{sid}", fetch_sender),
        _route("POST", "/v2/Channels/Senders/{sid}", update_sender),
        Route("/_standin/report", report, methods=["GET"]),
    ]
    app = Starlette(routes=routes, exception_handlers={404: noted(_unknown), 405: noted(_wrong_method)})
    app.state.standin = State(seconds=seconds, unkind=unkind)
    return app


async def create_message(state: State, request: Request, form: Form) -> Response:
    refusals.check_parameters(form, contents.PARAMETERS)
    refusals.check_addresses(form)
    contents.check_content(form, state.templates)
    asked = state.directives.read(form["To"], contents.body_of(form, state.templates))
    message = None
    if asked.taken:
        if not await state.pause(asked.slow):
            return CutOff()
        message = state.send(request.path_params["account"], form, asked)
        if asked.callback == "early":
            await state.tell(message)
        await state.pause(asked.late)
    if asked.refuse:
        raise refusals.on_request(asked.refuse)
    if asked.cut or message is None:
        return CutOff()
    afterwards = None if asked.callback == "early" else BackgroundTask(state.tell, message)
    return JSONResponse(message.as_created(), 201, background=afterwards)


async def fetch_message(state: State, request: Request, form: Form) -> Response:
    message = state.message(request.path_params["account"], request.path_params["sid"])
    if message is None:
        raise refusals.not_found(request.url.path)
    return JSONResponse(message.as_fetched())


async def fetch_file(state: State, request: Request, form: Form) -> Response:
    file = state.file(**request.path_params)
    if file is None:
        raise refusals.not_found(request.url.path)
    if not await state.meet():
        return CutOff()
    return await file.answer(request, 0, state.pause, state.fetched)


async def fetch_from_storage(state: State, request: Request, form: Form) -> Response:
    if "authorization" in request.headers:
        return refused_by_storage(400, "InvalidArgument", "Only one auth mechanism allowed")
    file = state.files.get(request.path_params["sid"])
    if file is None:
        return gone_from_storage()
    return await file.answer(request, request.path_params["hop"], state.pause, state.fetched)


async def show_typing(state: State, request: Request, form: Form) -> Response:
    await state.show_typing(form)
    return JSONResponse({"success": True})


async def list_messages(state: State, request: Request, form: Form) -> Response:
    found = state.messages(request.path_params["account"])
    return JSONResponse(as_list(found, dict(request.query_params), request.url.path))


async def list_usage(state: State, request: Request, form: Form) -> Response:
    path = request.url.path
    return JSONResponse(state.billed.as_page(request.path_params["account"], dict(request.query_params), path))


async def list_senders(state: State, request: Request, form: Form) -> Response:
    refusals.check_parameters(request.query_params, {"Channel", "PageSize", "Page", "PageToken"})
    if request.query_params.get("Channel") != "whatsapp":
        raise refusals.invalid("Channel")
    return JSONResponse(as_page(state.senders, str(request.base_url)))


async def fetch_sender(state: State, request: Request, form: Form) -> Response:
    return JSONResponse(_sender(state, request).as_json(str(request.base_url)))


async def update_sender(state: State, request: Request, form: Form) -> Response:
    sender = _sender(state, request)
    try:
        body = await request.json()
    except ValueError:
        raise refusals.invalid("body") from None
    sender.update(body)
    return JSONResponse(sender.as_json(str(request.base_url)), 202)


def _sender(state: State, request: Request) -> Sender:
    found = next((sender for sender in state.senders if sender.sid == request.path_params["sid"]), None)
    if found is None:
        raise refusals.not_found(request.url.path)
    return found


def _route(method: str, path: str, handler: Handler, *, key: bool = True) -> Route:
    async def endpoint(request: Request) -> Response:
        state: State = request.app.state.standin
        pairs = parse_qsl((await request.body()).decode(errors="replace"), keep_blank_values=True)
        form = dict(pairs)
        state.note(request, form or None)
        mishap = state.unkind.mishap() if state.unkind else Mishap()
        if not (await state.take_time() and await state.pause(mishap.before)):
            return CutOff()
        try:
            if key:
                _check_key(request)
            if len(form) < len(pairs):  # as with several files in one message
                raise refusals.unspoken("a parameter twice")
            answer = await handler(state, request, form) if mishap.done else CutOff()
        except Refused as problem:
            answer = _refuse(problem)
        return await _with_mishap(state, mishap, answer)

    return Route(path, endpoint, methods=[method])


async def _with_mishap(state: State, mishap: Mishap, answer: Response) -> Response:
    goes_on = await state.pause(NEVER if mishap.never else mishap.after)
    if mishap.refuse and goes_on:
        return _refuse(refusals.on_request(mishap.refuse))
    return CutOff() if mishap.cut or mishap.never or not goes_on else answer


def _check_key(request: Request) -> None:
    scheme, _, encoded = request.headers.get("authorization", "").partition(" ")
    try:
        key, _, secret = base64.b64decode(encoded, validate=True).decode().partition(":")
    except ValueError:
        raise refusals.no_access() from None
    if scheme.lower() != "basic" or not key.startswith("SK") or not secret or secret.startswith("wrong"):
        raise refusals.no_access()
    if not request.path_params.get("account", "AC").startswith("AC"):
        raise refusals.not_found(request.url.path)


def _unknown(request: Request) -> Response:
    return _refuse(refusals.not_found(request.url.path))


def _wrong_method(request: Request) -> Response:
    return _refuse(refusals.wrong_method(request.method))


def _refuse(problem: Refused) -> Response:
    headers = {"www-authenticate": 'Basic realm="Twilio API"'} if problem.status == 401 else None
    return JSONResponse(problem.as_json(), problem.status, headers)
