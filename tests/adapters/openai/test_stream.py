"""OpenAI's streams as bytes: the events that matter are found, whatever their form and pieces."""

from collections.abc import AsyncIterator

import pytest

from handlers.adapters.openai.stream import DELTA, DONE, Event, ended, events_in, first_id, piece_in
from handlers.errors import AssistantHiccup


async def chunks(stream: bytes, size: int) -> AsyncIterator[bytes]:
    for at in range(0, len(stream), size):
        yield stream[at : at + size]


async def found_in(stream: bytes, size: int = 1000) -> list[Event]:
    return [event async for event in events_in(chunks(stream, size))]


@pytest.mark.parametrize("size", [1, 7, 1000])
async def test_events_are_found_however_the_bytes_are_cut(size: int) -> None:
    stream = (
        b'event: response.created\ndata: {"n": 1}\n\n'
        b"event: response.output_text.delta\ndata: not even JSON\n\n"
        b'event: response.completed\r\ndata: {"text": "line\xe2\x80\xa8separator"}\r\n\r\n'
    )
    assert await found_in(stream, size) == [
        {"type": "response.created", "n": 1},
        {"type": DELTA, "data": b" not even JSON"},
        {"type": "response.completed", "text": "line\u2028separator"},
    ]


@pytest.mark.parametrize("end", [b"\n", b"\r\n"])
@pytest.mark.parametrize("size", [1, 1000])
async def test_events_are_found_in_every_form_that_the_standard_allows(end: bytes, size: int) -> None:
    lines = [
        *(b": ping", b"", b":", b"retry: 3000", b"id: 7", b""),
        *(b'data:{"n":', b"data:1}", b": in between", b"event:response.created", b""),
        *(b'data: {"type": "response.completed", "n": 2}', b""),
        *(b"event: response.in_progress", b""),
        *(b"event: error", b"data: [1]", b""),
        *(b'data: {"type": "response.output_text.delta"}', b""),
        *(b"data: [DONE]", b""),
        *(b"event: response.failed", b'data: {"n": 3}'),
    ]
    found = [event for event in await found_in(end.join(lines) + end, size) if "delta" not in str(event)]
    assert found == [{"type": "response.created", "n": 1}, {"type": "response.completed", "n": 2}, {"type": DONE}]


PIECE = b'"output_index": 1, "content_index": 0, "delta": "Hola"'


@pytest.mark.parametrize("name", [b"event: response.output_text.delta\n", b""])
async def test_a_piece_of_the_text_is_read_with_its_place(name: bytes) -> None:
    (piece,) = await found_in(name + b'data: {"type": "response.output_text.delta", ' + PIECE + b"}\n\n")
    assert piece_in(piece) == ((1, 0), "Hola")


@pytest.mark.parametrize("data", [b"not even JSON", b"[1]", b'{"delta": null}', b"{}"])
async def test_a_piece_that_cannot_be_read_says_nothing(data: bytes) -> None:
    (piece,) = await found_in(b"event: response.output_text.delta\ndata: " + data + b"\n\n")
    assert piece_in(piece)[1] == ""


async def test_an_event_that_is_no_json_is_a_hiccup() -> None:
    with pytest.raises(AssistantHiccup, match="stream_broken"):
        await found_in(b"event: response.completed\ndata: {\n\n")


async def told(*responses: object) -> AsyncIterator[Event]:
    for response in responses:
        yield {"type": "response.queued", "response": response}


async def test_the_first_event_that_has_it_tells_the_responses_id() -> None:
    assert await first_id(told(None, {}, {"id": None}, {"id": "resp_1"}, {"id": "resp_2"})) == "resp_1"
    with pytest.raises(AssistantHiccup, match="stream_broken"):
        await first_id(told({}))


def test_a_final_event_tells_how_its_response_has_ended() -> None:
    assert ended({"type": "response.failed", "response": {"status": "incomplete"}}) == {"status": "incomplete"}
    for silent in (None, {}, {"status": None}):
        assert ended({"type": "response.completed", "response": silent}) == {"status": "completed"}
