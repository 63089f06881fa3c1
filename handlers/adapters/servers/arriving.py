"""What arrives from a server: the events of its stream, or one document from a server that does not stream."""

import json
from collections.abc import AsyncIterator, Mapping
from typing import Any

from openai import AsyncAPIResponse

from handlers.adapters.openai.stream import Event, events_in
from handlers.adapters.servers.errors import BUSY, meaning_in_stream
from handlers.errors import AssistantHiccup

WHOLE = "whole"  # the type of an event that is a document


async def arriving(http: AsyncAPIResponse[Any]) -> AsyncIterator[Event]:
    """The events, with their `type`. Raises what a server reports in place of an answer, also with status 200."""
    chunks = http.iter_bytes()
    first = b""
    async for chunk in chunks:
        first += chunk
        if first.strip():
            break
    events = _document(first, chunks) if first.lstrip().startswith(b"{") else events_in(_ended(first, chunks))
    async for event in events:
        if isinstance(error := event.get("error"), Mapping | str) and error:
            raise meaning_in_stream(error)
        yield event


async def _document(first: bytes, chunks: AsyncIterator[bytes]) -> AsyncIterator[Event]:
    body = first + b"".join([chunk async for chunk in chunks])
    try:
        found = json.loads(body)
    except ValueError:
        raise AssistantHiccup("answer_unreadable", remedy=BUSY) from None
    yield {**found, "type": WHOLE}


async def _ended(first: bytes, chunks: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    """All chunks, and the end of the last line, which some servers leave out."""
    yield first
    async for chunk in chunks:
        yield chunk
    yield b"\n\n"
