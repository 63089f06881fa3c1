"""The endpoints: one function for each path and method of the API, `State` behind."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from dev.openai_standin import chat, moderations, refusals, transcriptions
from dev.openai_standin.completion import ChunkStream, as_completion
from dev.openai_standin.events import ErrorStream, EventStream, unless_hung_up
from dev.openai_standin.items import listed
from dev.openai_standin.models import ENDS, REASONS
from dev.openai_standin.question import Question
from dev.openai_standin.response import JSON, new_id
from dev.openai_standin.run import Run
from dev.openai_standin.state import State
from dev.openai_standin.unkind import Mishap, WithMishap
from dev.serving import CutOff


async def get_model(state: State, request: Request, body: JSON) -> Response:
    model = request.path_params["model"]
    if model not in REASONS:
        raise refusals.no_model(model)
    # https://developers.openai.com/api/reference/resources/models
    ends = ENDS.get(model)
    return as_response({"id": model, "object": "model", "created": 1, "owned_by": "system", "shutdown_date": ends})


async def create_conversation(state: State, request: Request, body: JSON) -> Response:
    return as_response(state.open_conversation(body).as_json())


async def get_conversation(state: State, request: Request, body: JSON) -> Response:
    return as_response(state.conversation(request.path_params["id"]).as_json())


async def delete_conversation(state: State, request: Request, body: JSON) -> Response:
    state.fail_a_deletion()
    conversation = state.forget(request.path_params["id"])
    return as_response({"id": conversation.id, "object": "conversation.deleted", "deleted": True})


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
    return as_response({"object": "list", "data": shown, "first_id": first, "last_id": last, "has_more": more})


async def delete_item(state: State, request: Request, body: JSON) -> Response:
    state.fail_a_deletion()
    conversation = state.conversation(request.path_params["id"])
    conversation.drop(request.path_params["item"])
    return as_response(conversation.as_json())


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
    if run.streamed and "whole" not in question.asked.words:
        return EventStream(run, creating=True)
    return await _whole(request, run) or as_response(run.shown())


async def _whole(request: Request, run: Run) -> Response | None:
    """Wait until a run has ended; the answer if it is none."""
    if "drop" in run.asked.words:
        return CutOff()
    if not run.background and not await unless_hung_up(request.receive, run.ended()):
        run.stop()
    return None


async def create_completion(state: State, request: Request, body: JSON) -> Response:
    question = state.question(chat.as_request(body))
    asked = question.asked
    await state.pause(asked.after)
    run = state.respond(question)
    response = await _completed(request, run, includes_usage=(body.get("stream_options") or {}).get("include_usage"))
    return WithMishap(response, Mishap(after=asked.slow), state.pause) if asked.slow else response


async def _completed(request: Request, run: Run, *, includes_usage: bool | None) -> Response:
    if run.streamed and "whole" not in run.asked.words:
        return ChunkStream(run, includes_usage=bool(includes_usage))
    if cut := await _whole(request, run):
        return cut
    shown = run.shown()
    return as_response({"error": shown["error"]} if shown.get("error") else as_completion(shown))


async def get_response(state: State, request: Request, body: JSON) -> Response:
    run = state.run(request.path_params["id"])
    if request.query_params.get("stream") != "true":
        return as_response(run.shown())
    # https://developers.openai.com/api/docs/guides/background
    if not (run.background and run.streamed):
        raise refusals.not_resumable()
    return EventStream(run, after=_number(request, "starting_after", -1))


async def delete_response(state: State, request: Request, body: JSON) -> Response:
    state.fail_a_deletion()
    run = state.run(request.path_params["id"])
    run.stop()
    del state.runs[run.id]
    return as_response({"id": run.id, "object": "response", "deleted": True})


async def cancel_response(state: State, request: Request, body: JSON) -> Response:
    run = state.run(request.path_params["id"])
    if not run.background:
        raise refusals.not_in_background()
    ended = run.response["status"] in ("completed", "failed", "incomplete")
    if ended and state.cancel_ended != 200:
        raise refusals.already_ended(run.response["status"], state.cancel_ended)
    run.stop()
    return as_response(run.shown())


async def create_transcription(state: State, request: Request, body: JSON) -> Response:
    recording = transcriptions.listen(body)
    state.fail_a_request()
    state.fail_if_asked(recording.asked, model=body["model"], who="a voice", text=recording.said)
    await unless_hung_up(request.receive, state.pause(recording.asked.delay))
    return CutOff() if "drop" in recording.asked.words else as_response(recording.as_json())


async def create_moderation(state: State, request: Request, body: JSON) -> Response:
    for text in moderations.texts_of(body):
        state.fail_if_asked(moderations.asked_in(text), model=moderations.MODEL, who="a moderator", text=text)
    return as_response(moderations.as_json(body))


def _number(request: Request, name: str, default: int) -> int:
    try:
        return int(request.query_params.get(name, default))
    except ValueError:
        raise refusals.invalid(name, "an integer") from None


def as_response(content: JSON, status: int = 200, headers: dict[str, str] | None = None) -> Response:
    return JSONResponse(content, status, {"x-request-id": new_id("req"), **(headers or {})})


async def list_costs(state: State, request: Request, body: JSON) -> Response:
    state.fail_a_request()
    query = {name: request.query_params.getlist(name) for name in request.query_params}
    key = request.headers["authorization"].partition(" ")[2]
    return as_response(state.billed.as_page(query, key))
