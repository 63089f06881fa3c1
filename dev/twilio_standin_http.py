"""The HTTP surface of the stand-in for Twilio: paths, API keys, forms in and JSON out, `State` behind."""

from __future__ import annotations

import base64
from collections.abc import Awaitable, Callable
from math import inf
from urllib.parse import parse_qsl, urlencode

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from dev import twilio_standin_refusals as refusals
from dev.serving import CutOff
from dev.twilio_standin_media import VERSION, gone_from_storage, refused_by_storage
from dev.twilio_standin_refusals import Refused
from dev.twilio_standin_senders import Sender, as_page
from dev.twilio_standin_state import State

Form = dict[str, str]
Handler = Callable[[State, Request, Form], Awaitable[Response]]


def create_app(*, seconds: float = 0.0) -> Starlette:
    """The stand-in as an ASGI application; its `State` is `app.state.standin`. Each request takes `seconds`."""
    messages = f"/{VERSION}/Accounts/{{account}}/Messages"
    routes = [
        _route("POST", f"{messages}.json", create_message),
        _route("GET", f"{messages}.json", list_messages),
        _route("GET", f"{messages}/{{sid}}.json", fetch_message),
        _route("GET", f"{messages}/{{message}}/Media/{{sid}}", fetch_file),
        _route("GET", "/storage/{sid}/{hop:int}", fetch_from_storage, key=False),
        _route("POST", "/v2/Indicators/Typing.json", show_typing),
        _route("GET", "/v2/Channels/Senders", list_senders),
        _route("GET", "/v2/Channels/Senders/{sid}", fetch_sender),
        _route("POST", "/v2/Channels/Senders/{sid}", update_sender),
    ]
    app = Starlette(routes=routes, exception_handlers={404: _unknown, 405: _wrong_method})
    app.state.standin = State(seconds=seconds)
    return app


async def create_message(state: State, request: Request, form: Form) -> Response:
    message, lost = state.send(request.path_params["account"], form)
    return CutOff() if lost else JSONResponse(message.as_created(), 201)


async def fetch_message(state: State, request: Request, form: Form) -> Response:
    message = state.message(request.path_params["account"], request.path_params["sid"])
    if message is None:
        raise refusals.not_found(request.url.path)
    return JSONResponse(message.as_fetched())


async def fetch_file(state: State, request: Request, form: Form) -> Response:
    file = state.file(**request.path_params)
    if file is None:
        raise refusals.not_found(request.url.path)
    return file.answer(request, 0, state.pause)


async def fetch_from_storage(state: State, request: Request, form: Form) -> Response:
    if "authorization" in request.headers:
        return refused_by_storage(400, "InvalidArgument", "Only one auth mechanism allowed")
    file = state.files.get(request.path_params["sid"])
    return file.answer(request, request.path_params["hop"], state.pause) if file else gone_from_storage()


async def show_typing(state: State, request: Request, form: Form) -> Response:
    await state.show_typing(form)
    return JSONResponse({"success": True})


async def list_messages(state: State, request: Request, form: Form) -> Response:
    query = dict(request.query_params)
    refusals.check_parameters(query, {"From", "To", "PageSize", "Page"})
    found = state.messages(request.path_params["account"], sender=query.get("From"), to=query.get("To"))
    size, page = _number(query, "PageSize", 50, 1, 1000), _number(query, "Page", 0, 0)
    shown = found[page * size :][:size]
    links = {"uri": page, "first_page_uri": 0}
    links |= {"previous_page_uri": page - 1} if page else {}
    links |= {"next_page_uri": page + 1} if len(found) > (page + 1) * size else {}
    addresses = {
        name: f"{request.url.path}?{urlencode(query | {'PageSize': size, 'Page': number})}"
        for name, number in links.items()
    }
    places = {"page": page, "page_size": size, "start": page * size, "end": page * size + max(len(shown) - 1, 0)}
    none = {"previous_page_uri": None, "next_page_uri": None}
    return JSONResponse({**places, **none, **addresses, "messages": [one.as_fetched() for one in shown]})


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
    found = next((each for each in state.senders if each.sid == request.path_params["sid"]), None)
    if found is None:
        raise refusals.not_found(request.url.path)
    return found


def _route(method: str, path: str, handler: Handler, *, key: bool = True) -> Route:
    async def endpoint(request: Request) -> Response:
        state: State = request.app.state.standin
        form = dict(parse_qsl((await request.body()).decode(errors="replace"), keep_blank_values=True))
        state.note(request, form or None)
        if not await state.take_time():
            return CutOff()
        try:
            if key:
                _check_key(request)
            return await handler(state, request, form)
        except Refused as problem:
            return _refuse(problem)

    return Route(path, endpoint, methods=[method])


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


async def _unknown(request: Request, _: Exception) -> Response:
    request.app.state.standin.note(request, None)
    return _refuse(refusals.not_found(request.url.path))


async def _wrong_method(request: Request, _: Exception) -> Response:
    request.app.state.standin.note(request, None)
    return _refuse(refusals.wrong_method(request.method))


def _refuse(problem: Refused) -> Response:
    headers = {"www-authenticate": 'Basic realm="Twilio API"'} if problem.status == 401 else None
    return JSONResponse(problem.as_json(), problem.status, headers)


def _number(query: dict[str, str], name: str, default: int, least: int, most: float = inf) -> int:
    try:
        number = int(query.get(name, default))
    except ValueError:
        raise refusals.invalid(name) from None
    if not least <= number <= most:
        raise refusals.invalid(name)
    return number
