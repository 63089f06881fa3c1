"""Events as bytes of a stream: as OpenAI writes them, or in rare forms that the standard allows.

https://html.spec.whatwg.org/multipage/server-sent-events.html
"""

from __future__ import annotations

import json

from dev.openai_standin.refusals import PASSING
from dev.openai_standin.response import JSON

# One encoder for all events: `json.dumps` with options would build one each time.
_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
OBFUSCATED_TO = 16  # characters: with its padding, every delta is a multiple of these long
KEEP_ALIVE = b": keep-alive\n\n"
DONE = b"data: [DONE]\n\n"
DELTAS = (
    b"event: response.output_text.delta",
    b"event: response.refusal.delta",
    b"event: response.function_call_arguments.delta",
)


def event(kind: str, data: JSON) -> bytes:
    return f"event: {kind}\ndata: {_encode(data)}\n\n".encode()


def error_event(code: str | None, *, nested: bool, number: int = 0) -> bytes:
    """An `error` event. OpenAI has sent both forms: with its fields at the top, and `nested` in a field `error`."""
    kind = "server_error" if code is None or code in PASSING else "invalid_request_error"
    fields = {"code": code, "message": "An error occurred while processing your request.", "param": None}
    about = {"error": {"type": kind, **fields}} if nested else fields
    return event("error", {"type": "error", "sequence_number": number, **about})


def data_of(written: bytes) -> tuple[str, JSON]:
    """The name and the data of an event as this module writes it."""
    name, data = written.decode().removesuffix("\n\n").split("\n", 1)
    content: JSON = json.loads(data.removeprefix("data: "))
    return name.removeprefix("event: "), content


def padding(piece: str) -> str:
    # https://developers.openai.com/api/docs/api-reference/responses-streaming, `include_obfuscation`
    return "x" * (-len(piece) % OBFUSCATED_TO)


def unusual(plain: bytes) -> bytes:
    """An event in another form: CRLF, comments, fields in another order, no spaces, data on several lines."""
    name, data = plain.decode().removesuffix("\n\n").split("\n", 1)
    pretty = json.dumps(json.loads(data.removeprefix("data: ")), ensure_ascii=False, indent=0)
    lines = [": ping", "", "retry:3000", *(f"data:{line}" for line in pretty.split("\n"))]
    return "\r\n".join([*lines, ": ping", name.replace(": ", ":"), "", ""]).encode()
