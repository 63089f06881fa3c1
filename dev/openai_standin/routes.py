"""The routes of the stand-in: paths, keys, bodies read and errors written, `endpoints` behind."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from dev.openai_standin import endpoints, library_endpoints, refusals
from dev.openai_standin.multipart import fields_in
from dev.openai_standin.refusals import Refused
from dev.openai_standin.response import JSON
from dev.openai_standin.state import State
from dev.openai_standin.unkind import Unkind, WithMishap
from dev.openai_standin.webhooks import key_in
from dev.serving import noted, report

Handler = Callable[[State, Request, JSON], Awaitable[Response]]


def create_app(
    *,
    seconds: float = 0.0,
    characters: int = 24,
    webhook_url: str | None = None,
    webhook_secret: str | None = None,
    webhook_pause: float = 0.2,
    unkind: Unkind | None = None,
) -> Starlette:
    """The stand-in as an ASGI application; its `State` is `app.state.standin`.

    An answer takes `seconds` and comes in pieces of so many `characters`. When one in the background has ended,
    `webhook_url` is told, signed with `webhook_secret` (None: a new one, to be read from the state), and told again
    after `webhook_pause` seconds, then twice as many, until it accepts. Raises ValueError for a secret that is none.
    """
    state = State(seconds, characters, webhook_url=webhook_url, webhook_pause=webhook_pause, unkind=unkind)
    if webhook_secret is not None:
        key_in(webhook_secret)
        state.webhook_secret = webhook_secret
    routes = [
        _route("GET", "/v1/models/{model}", endpoints.get_model),
        _route("POST", "/v1/conversations", endpoints.create_conversation),
        _route("GET", "/v1/conversations/{id}", endpoints.get_conversation),
        _route("DELETE", "/v1/conversations/{id}", endpoints.delete_conversation),
        _route("GET", "/v1/conversations/{id}/items", endpoints.list_items),
        _route("DELETE", "/v1/conversations/{id}/items/{item}", endpoints.delete_item),
        _route("POST", "/v1/responses", endpoints.create_response),
        _route("GET", "/v1/responses/{id}", endpoints.get_response),
        _route("DELETE", "/v1/responses/{id}", endpoints.delete_response),
        _route("POST", "/v1/responses/{id}/cancel", endpoints.cancel_response),
        _route("POST", "/v1/chat/completions", endpoints.create_completion),
        _route("POST", "/v1/audio/transcriptions", endpoints.create_transcription),
        _route("POST", "/v1/moderations", endpoints.create_moderation),
        _route("POST", "/v1/files", library_endpoints.create_file),
        _route("GET", "/v1/files", library_endpoints.list_files),
        _route("GET", "/v1/files/{id}", library_endpoints.get_file),
        _route("DELETE", "/v1/files/{id}", library_endpoints.delete_file),
        _route("POST", "/v1/vector_stores", library_endpoints.create_store),
        _route("GET", "/v1/vector_stores", library_endpoints.list_stores),
        _route("GET", "/v1/vector_stores/{id}", library_endpoints.get_store),
        _route("DELETE", "/v1/vector_stores/{id}", library_endpoints.delete_store),
        _route("POST", "/v1/vector_stores/{id}/search", library_endpoints.search),
        _route("POST", "/v1/vector_stores/{id}/files", library_endpoints.attach_file),
        _route("GET", "/v1/vector_stores/{id}/files", library_endpoints.list_attached),
        _route("GET", "/v1/vector_stores/{id}/files/{file}", library_endpoints.get_attached),
        _route("DELETE", "/v1/vector_stores/{id}/files/{file}", library_endpoints.detach_file),
        _route("GET", "/v1/organization/costs", endpoints.list_costs),
        Route("/_standin/report", report),
    ]
    app = Starlette(routes=routes, exception_handlers={404: noted(_unknown_url), 405: noted(_wrong_method)})
    app.state.standin = state
    return app


def _route(method: str, path: str, handler: Handler) -> Route:
    async def endpoint(request: Request) -> Response:
        state: State = request.app.state.standin
        raw = await request.body()
        body = _parsed(raw, request.headers.get("content-type", ""))
        state.note(request, body)
        if state.unkind is None:
            return await _answer(state, request, raw, body, handler)
        mishap = state.unkind.mishap()
        await state.pause(mishap.before)
        return WithMishap(await _answer(state, request, raw, body, handler), mishap, state.pause)

    return Route(path, endpoint, methods=[method])


async def _answer(state: State, request: Request, raw: bytes, body: object, handler: Handler) -> Response:
    try:
        _check_key(request.headers.get("authorization", ""))
        if not isinstance(body, dict | None) or (raw and body is None):
            raise refusals.bad_json()
        return await handler(state, request, body or {})
    except Refused as problem:
        return _refuse(problem)


def _unknown_url(request: Request) -> Response:
    return _refuse(refusals.unknown_url(request.method, request.url.path))


def _wrong_method(request: Request) -> Response:
    return _refuse(refusals.wrong_method(request.method, request.url.path))


def _parsed(raw: bytes, content_type: str) -> object:
    if content_type.startswith("multipart/form-data"):
        return fields_in(raw, content_type)
    try:
        return json.loads(raw)
    except ValueError:
        return None


def _check_key(authorization: str) -> None:
    scheme, _, key = authorization.partition(" ")
    if scheme.lower() != "bearer" or not key.strip():
        raise refusals.no_key()
    if key.startswith("sk-wrong"):
        raise refusals.wrong_key(key)
    if key.startswith("sk-broke"):
        raise refusals.no_quota()


def _refuse(problem: Refused) -> Response:
    if problem.status == 502:  # the proxy in front of the API writes that one, not in JSON
        return HTMLResponse("<html><head><title>502 Bad Gateway</title></head><body></body></html>", 502)
    headers = {"retry-after": "1"} if problem.code == "rate_limit_exceeded" else None
    return endpoints.as_response(problem.envelope(), problem.status, headers)
