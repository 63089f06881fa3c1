"""OpenAI's event streams: the few events that matter, in any form that the standard allows.

https://html.spec.whatwg.org/multipage/server-sent-events.html
https://platform.openai.com/docs/api-reference/responses-streaming
"""

import json
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import suppress
from typing import Any

from handlers.adapters.openai.errors import PASSING, meaning_in_stream
from handlers.errors import AssistantHiccup, AssistantUnavailable

Event = Mapping[str, Any]

BEGINNINGS = frozenset({"response.created", "response.queued", "response.in_progress"})
ENDINGS = frozenset({"response.completed", "response.incomplete", "response.failed"})
ERROR = "error"
DONE = "[DONE]"  # ends the streams of some servers
DELTA = "response.output_text.delta"
_DELTA = DELTA.encode()
_MATTER = frozenset(name.encode() for name in BEGINNINGS | ENDINGS | {ERROR})


async def events_in(chunks: AsyncIterator[bytes]) -> AsyncIterator[Event]:
    """The events that matter, each with its `type`. Raises AssistantHiccup for an unreadable one.

    Those of the text's pieces, one for each token, are left unparsed in `data`: 100 of them cost 11-14 ms of CPU this
    way, 32-36 ms as the SDK's typed objects. Others are skipped. Lines end only at line feeds: an answer may contain
    U+2028, where Python's splitlines() breaks, too.
    """
    name, data, rest = b"", list[bytes](), b""
    async for chunk in chunks:
        *lines, rest = (rest + chunk).split(b"\n")
        for line in lines:
            if line.startswith(b"data:"):
                data.append(line[5:])
            elif line.startswith(b"event:"):
                name = line[6:].strip()
            elif not line.rstrip(b"\r"):
                if data and name == _DELTA:
                    yield {"type": DELTA, "data": b"\n".join(data)}
                elif data and (name in _MATTER or not name) and (event := _read(name, data)):
                    yield event
                name, data = b"", []


def _read(name: bytes, lines: Sequence[bytes]) -> Event | None:
    """The event, if it may matter; None for others."""
    data = b"\n".join(lines).strip()
    if data == DONE.encode():
        return {"type": DONE}
    try:
        event = json.loads(data)
    except ValueError:
        raise AssistantHiccup("stream_broken", remedy=PASSING) from None
    if not isinstance(event, dict):
        return None
    return {**event, "type": name.decode() or str(event.get("type"))}


async def first_id(events: AsyncIterator[Event]) -> str:
    """The response's id, from the first event that has it. Raises a subclass of AssistantUnavailable."""
    async for event in events:
        if event["type"] == ERROR:
            raise error_in(event)
        if response := _response_in(event).get("id"):
            return str(response)
    raise AssistantHiccup("stream_broken", remedy=PASSING)


class Pieces:
    """The text that a response is writing, from its pieces: the last of several, since the others are no answer."""

    def __init__(self) -> None:
        self._which: object = None
        self._text = ""

    def add(self, event: Event) -> str:
        """All that there is of the text with this piece."""
        which, piece = piece_in(event)
        self._text = self._text + piece if which == self._which else piece
        self._which = which
        return self._text


def piece_in(event: Event) -> tuple[object, str]:
    """A piece of the text: of which of the response's texts, and its words; "" if it cannot be read."""
    piece: object = event
    if "data" in event:
        with suppress(ValueError):
            piece = json.loads(event["data"])
    if not isinstance(piece, Mapping):
        return None, ""
    return (piece.get("output_index"), piece.get("content_index")), str(piece.get("delta") or "")


def ended(event: Event) -> dict[str, Any]:
    """The response in a final event. If it has no status, the event's name gives it."""
    response, status = _response_in(event), str(event["type"]).removeprefix("response.")
    return {**response, "status": response.get("status") or status}


def error_in(event: Event) -> AssistantUnavailable:
    """The error that a stream reports. Its fields are in the event itself, or in the event's field `error`."""
    nested = event.get("error")
    error = nested if isinstance(nested, dict) else event
    code, param = str(error.get("code") or ""), str(error.get("param") or "")
    return meaning_in_stream(code, param, kind=str(error.get("type")))


def _response_in(event: Event) -> dict[str, Any]:
    response = event.get("response")
    return response if isinstance(response, dict) else {}
