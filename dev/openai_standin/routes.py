"""The stand-in's HTTP surface: paths, keys, JSON and streams of events in, `State` behind."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import Route

from dev.openai_standin import moderations, refusals, transcriptions
from dev.openai_standin.events import ErrorStream, EventStream, unless_hung_up
from dev.openai_standin.items import listed
from dev.openai_standin.multipart import fields_in
from dev.openai_standin.refusals import Refused
from dev.openai_standin.response import JSON, new_id
from dev.openai_standin.state import Question, State
from dev.openai_standin.unkind import Mishap, Unkind, WithMishap
from dev.openai_standin.webhooks import key_in
from dev.serving import CutOff

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
        _route("GET", "/v1/models/{model}", get_model),
        _route("POST", "/v1/conversations", create_conversation),
        _route("GET", "/v1/conversations/{id}", get_conversation),
        _route("DELETE", "/v1/conversations/{id}", delete_conversation),
        _route("GET", "/v1/conversations/{id}/items", list_items),
        _route("DELETE", "/v1/conversations/{id}/items/{item}", delete_item),
        _route("POST", "/v1/responses", create_response),
        _route("GET", "/v1/responses/{id}", get_response),
        _route("DELETE", "/v1/responses/{id}", delete_response),
        _route("POST", "/v1/responses/{id}/cancel", cancel_response),
        _route("POST", "/v1/audio/transcriptions", create_transcription),
        _route("POST", "/v1/moderations", create_moderation),
        Route("/_standin/report", _report),
    ]
    app = Starlette(routes=routes, exception_handlers={404: _unknown_url, 405: _wrong_method})
    app.state.standin = state
    return app


async def get_model(state: State, request: Request, body: JSON) -> Response:
    model = request.path_params["model"]
    if model not in refusals.REASONS:
        raise refusals.no_model(model)
    # https://developers.openai.com/api/reference/resources/models
    ends = refusals.ENDS.get(model)
    return _json({"id": model, "object": "model", "created": 1, "owned_by": "system", "shutdown_date": ends})


async def create_conversation(state: State, request: Request, body: JSON) -> Response:
    return _json(state.open_conversation(body).as_json())


async def get_conversation(state: State, request: Request, body: JSON) -> Response:
    return _json(state.conversation(request.path_params["id"]).as_json())


async def delete_conversation(state: State, request: Request, body: JSON) -> Response:
    state.fail_a_deletion()
    conversation = state.forget(request.path_params["id"])
    return _json({"id": conversation.id, "object": "conversation.deleted", "deleted": True})


async def list_items(state: State, request: Request, body: JSON) -> Response:
    items = list(state.conversation(request.path_params["id"]).items)
    if request.query_params.get("order", "desc") == "desc":
        items.reverse()
    if after := request.query_params.get("after"):
        items = _past(items, after)
    limit = _number(request, "limit", 20)
    if not 1 <= limit <= 100:
        raise refusals.invalid("limit", "a number from 1 to 100")
    page = items[:limit]
    first, last = (page[0]["id"], page[-1]["id"]) if page else ("", "")
    more = len(items) > limit
    shown = [listed(item, request.query_params.getlist("include[]")) for item in page]
    return _json({"object": "list", "data": shown, "first_id": first, "last_id": last, "has_more": more})


async def delete_item(state: State, request: Request, body: JSON) -> Response:
    state.fail_a_deletion()
    conversation = state.conversation(request.path_params["id"])
    conversation.drop(request.path_params["item"])
    return _json(conversation.as_json())


def _past(items: list[JSON], identifier: str) -> list[JSON]:
    for number, item in enumerate(items, 1):
        if item["id"] == identifier:
            return items[number:]
    raise refusals.not_found("Item", identifier)


async def create_response(state: State, request: Request, body: JSON) -> Response:
    question = state.question(body)
    asked = question.asked
    await state.pause(asked.after)
    if asked.error and asked.error.first and body.get("stream"):
        return ErrorStream(asked.error)
    response = await _answered(state, request, question)
    return WithMishap(response, Mishap(after=asked.slow), state.pause) if asked.slow else response


async def _answered(state: State, request: Request, question: Question) -> Response:
    run = state.respond(question)
    if run.streamed:
        return EventStream(run, creating=True)
    if "drop" in question.asked.words:
        return CutOff()
    if not run.background and not await unless_hung_up(request.receive, run.ended()):
        run.stop()
    return _json(run.shown())


async def get_response(state: State, request: Request, body: JSON) -> Response:
    run = state.run(request.path_params["id"])
    if request.query_params.get("stream") != "true":
        return _json(run.shown())
    # https://developers.openai.com/api/docs/guides/background
    if not (run.background and run.streamed):
        raise refusals.not_resumable()
    return EventStream(run, after=_number(request, "starting_after", -1))


async def delete_response(state: State, request: Request, body: JSON) -> Response:
    state.fail_a_deletion()
    run = state.run(request.path_params["id"])
    run.stop()
    del state.runs[run.id]
    return _json({"id": run.id, "object": "response", "deleted": True})


async def cancel_response(state: State, request: Request, body: JSON) -> Response:
    run = state.run(request.path_params["id"])
    if not run.background:
        raise refusals.not_in_background()
    ended = run.response["status"] in ("completed", "failed", "incomplete")
    if ended and state.cancel_ended != 200:
        raise refusals.already_ended(run.response["status"], state.cancel_ended)
    run.stop()
    return _json(run.shown())


async def create_transcription(state: State, request: Request, body: JSON) -> Response:
    recording = transcriptions.listen(body)
    state.fail_a_request()
    state.fail_if_asked(recording.asked, model=body["model"], who="a voice", text=recording.said)
    await unless_hung_up(request.receive, state.pause(recording.asked.delay))
    return CutOff() if "drop" in recording.asked.words else _json(recording.as_json())


async def create_moderation(state: State, request: Request, body: JSON) -> Response:
    for text in moderations.texts_of(body):
        state.fail_if_asked(moderations.asked_in(text), model=moderations.MODEL, who="a moderator", text=text)
    return _json(moderations.as_json(body))


async def _report(request: Request) -> Response:
    state: State = request.app.state.standin
    return JSONResponse(state.report())


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


async def _unknown_url(request: Request, _: Exception) -> Response:
    request.app.state.standin.note(request, None)
    return _refuse(refusals.unknown_url(request.method, request.url.path))


async def _wrong_method(request: Request, _: Exception) -> Response:
    request.app.state.standin.note(request, None)
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


def _number(request: Request, name: str, default: int) -> int:
    try:
        return int(request.query_params.get(name, default))
    except ValueError:
        raise refusals.invalid(name, "an integer") from None


def _json(content: JSON, status: int = 200, headers: dict[str, str] | None = None) -> Response:
    return JSONResponse(content, status, {"x-request-id": new_id("req"), **(headers or {})})


def _refuse(problem: Refused) -> Response:
    if problem.status == 502:  # what stands in front of the API writes that one, and not in JSON
        return HTMLResponse("<html><head><title>502 Bad Gateway</title></head><body></body></html>", 502)
    headers = {"retry-after": "1"} if problem.code == "rate_limit_exceeded" else None
    return _json(problem.envelope(), problem.status, headers)
