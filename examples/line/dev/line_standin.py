"""A stand-in for LINE's Messaging API, on this machine only: it takes each key once, and can be made to fail."""

from __future__ import annotations

import contextlib
import uuid
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from dev import serving
from dev.serving import CutOff, RequestLog

MOST_UNITS = 5000
MOST_MESSAGES = 5


@dataclass
class State(RequestLog):
    """`sent`: customers and texts. `files`: by message. `goes`: what becomes of the next pushes.

    Each is the status of a refusal, "cut" (not taken, no answer) or "drop" (taken, no answer).
    """

    sent: list[tuple[str, str]] = field(default_factory=list)
    files: dict[str, tuple[bytes, str]] = field(default_factory=dict)
    goes: deque[str] = field(default_factory=deque)
    keys: set[str] = field(default_factory=set)


Standin = serving.Standin[State]


@contextlib.contextmanager
def serve() -> Iterator[Standin]:
    """Run it in a thread for as long as the block lasts."""
    push = Route("/v2/bot/message/push", _push, methods=["POST"])
    content = Route("/v2/bot/message/{message}/content", _content, methods=["GET"])
    app = Starlette(routes=[push, content])
    app.state.standin = State()
    with serving.running(app) as address:
        yield Standin(address, app)


async def _push(request: Request) -> Response:
    state: State = request.app.state.standin
    body, key = await request.json(), request.headers.get("x-line-retry-key", "")
    state.note(request, body)
    if not _is_allowed(request):
        return _refusal(401)
    uuid.UUID(key)
    texts = [message["text"] for message in body["messages"]]
    if not 1 <= len(texts) <= MOST_MESSAGES or not all(1 <= _units(text) <= MOST_UNITS for text in texts):
        return _refusal(400)
    goes = state.goes.popleft() if state.goes else ""
    if goes.isdigit():
        return _refusal(int(goes))
    if goes == "cut":
        return CutOff()
    if key in state.keys:
        return _refusal(409)
    state.keys.add(key)
    state.sent += [(body["to"], text) for text in texts]
    return CutOff() if goes == "drop" else JSONResponse({"sentMessages": [{"id": str(len(state.sent))}]})


async def _content(request: Request) -> Response:
    state: State = request.app.state.standin
    state.note(request, None)
    if not _is_allowed(request):
        return _refusal(401)
    content, media_type = state.files.get(request.path_params["message"], (b"", ""))
    return Response(content, media_type=media_type) if media_type else _refusal(404)


def _is_allowed(request: Request) -> bool:
    return request.headers.get("authorization") == "Bearer right"


def _units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


def _refusal(status: int) -> Response:
    return JSONResponse({"message": "refused"}, status)
