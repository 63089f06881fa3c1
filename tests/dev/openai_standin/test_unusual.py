"""Rare forms that OpenAI's specification allows, as OpenAI's own SDK sees them from the stand-in."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import httpx2
import openai
import pytest
from openai import AsyncOpenAI
from openai.types.conversations import ConversationItem
from pydantic import TypeAdapter

from dev.openai_standin import Standin, serve
from dev.openai_standin.response import ALWAYS
from dev.openai_standin.sse import event, unusual
from tests.dev.openai_standin.test_standin import MODEL, ask, begin, client_of, texts_in
from tests.dev.standins import until

ITEMS = TypeAdapter[Any](ConversationItem)
PNG = "data:image/png;base64,iVBORw0KGgo="


@pytest.fixture
async def thread(client: AsyncOpenAI) -> str:
    return (await client.conversations.create()).id


async def raw(standin: Standin, text: str, thread: str, **more: object) -> httpx2.Response:
    """The answer to a streamed request, as bytes."""
    body = {"model": MODEL, "input": text, "background": True, "stream": True, "conversation": thread, **more}
    async with httpx2.AsyncClient(headers={"authorization": "Bearer sk-any"}) as http:
        return await http.post(f"{standin.base_url}/responses", json=body)


async def hang_up_on(standin: Standin, text: str, thread: str, *, when: asyncio.Event | None = None) -> None:
    """Ask, and hang up before anything has come."""
    asking = asyncio.create_task(raw(standin, text, thread, metadata={"message_sid": text}))
    await until(lambda: any(text in str(request.body) for request in standin.state.requests))
    if when:
        await when.wait()
    asking.cancel()
    await asyncio.wait({asking})


# Shapes


async def test_an_answer_comes_in_several_messages_and_parts(client: AsyncOpenAI, thread: str) -> None:
    events = [event async for event in await begin(client, thread, "Hola #messages=2 #parts=2")]

    output = events[-1].response.output
    assert [[part.type for part in item.content] for item in output] == [["output_text"] * 2] * 2
    assert [event.output_index for event in events if event.type == "response.output_item.done"] == [0, 1]
    places = [
        (event.output_index, event.content_index) for event in events if event.type == "response.output_text.done"
    ]
    assert places == [(0, 0), (0, 1), (1, 0), (1, 1)]
    assert len(await texts_in(client, thread)) == 5
    assert not any(part.text.startswith(" ") for item in output for part in item.content)


async def test_a_commentary_comes_before_the_final_answer(client: AsyncOpenAI, thread: str) -> None:
    response = await ask(client, thread, "Hola #phases #thinks")

    assert [item.type for item in response.output] == ["reasoning", "message", "message"]
    assert [item.to_dict().get("phase") for item in response.output] == [None, "commentary", "final_answer"]
    for item in (await client.conversations.items.list(thread)).data:
        ITEMS.validate_python(item.to_dict())
    assert "Recuerdo un mensaje tuyo de antes: «Hola»" in (await ask(client, thread, "¿Abren hoy?")).output_text


async def test_what_need_not_be_there_can_be_absent_or_null(client: AsyncOpenAI, thread: str) -> None:
    absent = (await ask(client, thread, "Hola #absent")).to_dict()
    null = (await ask(client, thread, "Hola #null")).to_dict()
    thin = (await ask(client, thread, "Hola #thin")).to_dict()

    assert absent.keys() == ALWAYS
    assert (await client.responses.retrieve(str(absent["id"]))).to_dict() == absent
    assert null["usage"] is null["metadata"] is null["conversation"] is None
    assert sorted(thin["usage"]) == ["input_tokens", "output_tokens", "total_tokens"]  # type: ignore[call-overload]


async def test_a_response_fails_or_is_cut_for_any_reason(client: AsyncOpenAI, thread: str) -> None:
    failed, unexplained = await ask(client, thread, "#failed=bio_policy"), await ask(client, thread, "#failed=null")
    cut, cut_short = (
        await ask(client, thread, "#incomplete=content_filter"),
        await ask(client, thread, "#incomplete=null"),
    )

    assert failed.error is not None
    assert (failed.status, failed.error.code) == ("failed", "bio_policy")
    assert (unexplained.status, unexplained.error) == ("failed", None)
    assert cut.incomplete_details is not None
    assert (cut.status, cut.incomplete_details.reason) == ("incomplete", "content_filter")
    assert (cut_short.status, cut_short.incomplete_details) == ("incomplete", None)


@pytest.mark.parametrize(
    ("directive", "status", "code", "param"),
    [
        ("#refused=image_content_policy_violation", 400, "image_content_policy_violation", None),
        ("#refused=422:misalignment_policy_violation", 422, "misalignment_policy_violation", None),
        ("#refused=null", 400, None, None),
        ("#refused=413:too_large@input[0].content[1].image_url.", 413, "too_large", "input[0].content[1].image_url"),
    ],
)
async def test_a_request_is_refused_by_any_code_and_status(
    client: AsyncOpenAI, standin: Standin, thread: str, directive: str, status: int, code: str | None, param: str | None
) -> None:
    begun = standin.state.paid.total()
    with pytest.raises(openai.APIStatusError) as refused:
        await begin(client, thread, f"Hola {directive}")

    assert (refused.value.status_code, refused.value.code, refused.value.param) == (status, code, param)
    assert standin.state.paid.total() == begun


async def test_a_request_is_refused_for_a_picture_alone(client: AsyncOpenAI, thread: str) -> None:
    said = {"type": "input_text", "text": "Hola #refused_file=bio_policy"}
    shown: Any = [{"role": "user", "content": [said, {"type": "input_image", "detail": "auto", "image_url": PNG}]}]
    with pytest.raises(openai.BadRequestError) as refused:
        await client.responses.create(model=MODEL, input=shown)

    assert refused.value.code == "bio_policy"
    assert (await ask(client, thread, "Hola #refused_file=bio_policy")).status == "completed"


@pytest.mark.parametrize(
    ("fields", "param"),
    [
        ({"safety_identifier": "x" * 65}, "safety_identifier"),
        ({"metadata": {"message_sid": "x" * 513}}, "metadata.message_sid"),
        ({"metadata": {"x" * 65: ""}}, "metadata." + "x" * 65),
    ],
)
async def test_names_have_their_length(client: AsyncOpenAI, thread: str, fields: Any, param: str) -> None:
    with pytest.raises(openai.BadRequestError) as refused:
        await begin(client, thread, "Hola", **fields)

    assert (refused.value.code, refused.value.param) == ("string_above_max_length", param)


# Streams


async def test_deltas_are_padded_so_that_their_length_tells_nothing(client: AsyncOpenAI, thread: str) -> None:
    events = [event async for event in await begin(client, thread, "Hola")]

    deltas = [event.to_dict() for event in events if event.type == "response.output_text.delta"]
    assert {len(delta["delta"] + delta["obfuscation"]) % 16 for delta in deltas} == {0}


@pytest.mark.parametrize(
    ("first", "kinds"), [("queued", ["queued", "created", "in_progress"]), ("in_progress", ["in_progress"])]
)
async def test_the_first_events_come_in_another_order(
    client: AsyncOpenAI, thread: str, first: str, kinds: list[str]
) -> None:
    events = [event async for event in await begin(client, thread, f"Hola #first={first}")]

    assert [event.type.removeprefix("response.") for event in events][: len(kinds)] == kinds
    assert "response.created" not in [event.type for event in events[len(kinds) :]]
    assert [event.sequence_number for event in events] == list(range(len(events)))


async def test_a_stream_takes_every_form_that_the_standard_allows(standin: Standin, thread: str) -> None:
    body = (await raw(standin, "Hola #sse", thread)).content

    assert body.endswith(b"data: [DONE]\r\n\r\n")
    assert b"\n" not in body.replace(b"\r\n", b"")
    for line in (b": ping\r\n", b"retry:3000\r\n", b"event:response.completed\r\n", b'data:"type": '):
        assert line in body


def test_an_event_in_another_form_says_the_same() -> None:
    data = {"type": "response.created", "text": "line\u2028separator\nline"}
    lines = unusual(event("response.created", data)).decode().split("\r\n")

    assert json.loads("\n".join(line.removeprefix("data:") for line in lines if line.startswith("data:"))) == data


@pytest.mark.parametrize("directive", ["#error=bio_policy", "#error=bio_policy:nested"])
async def test_an_error_after_the_first_words_ends_the_stream_and_the_response(
    client: AsyncOpenAI, standin: Standin, thread: str, directive: str
) -> None:
    kind, data = await last_event(standin, f"Hola {directive}", thread)

    assert kind == "error"
    assert data.get("error", data)["code"] == "bio_policy"
    assert ("error" in data) == directive.endswith(":nested")
    assert (await client.responses.retrieve(list(standin.state.runs)[-1])).status == "failed"
    assert await texts_in(client, thread) == []


async def test_an_error_comes_before_all_else_and_there_is_no_response(standin: Standin, thread: str) -> None:
    begun = standin.state.paid.total()
    kind, data = await last_event(standin, "Hola #error=null:first", thread)

    assert (kind, data["code"], data["sequence_number"]) == ("error", None, 0)
    assert standin.state.paid.total() == begun


async def last_event(standin: Standin, text: str, thread: str) -> tuple[str, dict[str, Any]]:
    name, data = (await raw(standin, text, thread)).text.strip().split("\n\n")[-1].split("\n")
    return name.removeprefix("event: "), json.loads(data.removeprefix("data: "))


@pytest.mark.parametrize("status", [400, 409, 200])
async def test_a_response_that_has_ended_is_cancelled_in_three_ways(status: int) -> None:
    with serve() as standin:
        standin.state.cancel_ended = status
        async with client_of(standin) as client:
            ended = await ask(client, (await client.conversations.create()).id, "Hola")
            if status == 200:
                assert await client.responses.cancel(ended.id) == ended
                return
            with pytest.raises(openai.APIStatusError, match="Cannot cancel a completed response") as refused:
                await client.responses.cancel(ended.id)
            assert refused.value.status_code == status


async def test_a_cancelled_response_keeps_what_was_written(client: AsyncOpenAI, thread: str) -> None:
    stream = await begin(client, thread, "Hola #endless")
    created = await anext(aiter(stream))
    while (await anext(aiter(stream))).type != "response.output_item.done":
        pass
    cancelled = await client.responses.cancel(created.response.id)

    assert cancelled.status == "cancelled"
    assert "«Hola»" in cancelled.output_text
    assert [event.type async for event in stream] == []
    assert await texts_in(client, thread) == []


# Slowness


async def test_a_slow_response_goes_on_without_its_client(client: AsyncOpenAI, standin: Standin, thread: str) -> None:
    await hang_up_on(standin, "Hola #slow=600", thread)
    await until(lambda: len(standin.state.conversations[thread].items) == 2)

    assert standin.state.paid["Hola #slow=600"] == 1


async def test_a_slow_response_comes_to_who_waits(client: AsyncOpenAI, thread: str) -> None:
    assert (await ask(client, thread, "Hola #slow=0.1")).status == "completed"


async def test_a_slow_response_that_is_not_in_the_background_stops_when_the_client_hangs_up(
    client: AsyncOpenAI, standin: Standin, thread: str
) -> None:
    waiting = asyncio.create_task(begin(client, thread, "Hola #slow=600 #delay=600", background=False))
    await until(lambda: standin.state.conversations[thread].running is not None)
    waiting.cancel()

    await until(lambda: standin.state.conversations[thread].running is None)


async def test_a_response_is_created_after_its_client_has_hung_up(
    client: AsyncOpenAI, standin: Standin, thread: str
) -> None:
    await hang_up_on(standin, "Hola #after=0.2", thread)
    await until(lambda: len(standin.state.conversations[thread].items) == 2)

    assert standin.state.paid["Hola #after=0.2"] == 1


async def test_a_stalled_stream_is_silent_while_its_response_goes_on(
    client: AsyncOpenAI, standin: Standin, thread: str
) -> None:
    stream = await begin(client, thread, "Hola #stall=600")
    created = await anext(aiter(stream))
    while (await anext(aiter(stream))).type != "response.output_text.delta":
        pass
    await until(lambda: standin.state.runs[created.response.id].finished)

    again = await client.responses.retrieve(created.response.id, stream=True)
    assert [event async for event in again][-1].type == "response.completed"
    await stream.close()


async def test_a_stalled_stream_goes_on_where_it_was(client: AsyncOpenAI, thread: str) -> None:
    events = [event async for event in await begin(client, thread, "Hola #stall=0.1")]

    assert [event.sequence_number for event in events] == list(range(len(events)))
    assert events[-1].type == "response.completed"


async def test_a_stream_ends_too_early_and_its_response_goes_on(client: AsyncOpenAI, thread: str) -> None:
    events = [event async for event in await begin(client, thread, "Hola #ends")]
    again = await client.responses.retrieve(events[0].response.id, stream=True)

    assert events[-1].type == "response.output_text.delta"
    assert [event async for event in again][-1].type == "response.completed"


@pytest.mark.parametrize("directive", ["#open", "#endless"])
async def test_a_stream_that_never_ends_is_kept_alive(standin: Standin, thread: str, directive: str) -> None:
    body = {"model": MODEL, "input": f"Hola {directive}", "background": True, "stream": True, "conversation": thread}
    seen = b""
    async with (
        httpx2.AsyncClient(headers={"authorization": "Bearer sk-any"}) as http,
        http.stream("POST", f"{standin.base_url}/responses", json=body) as response,
    ):
        async for chunk in response.aiter_bytes():
            seen += chunk
            if seen.count(b": keep-alive\n\n") == 3:
                break

    assert (b"event: response.completed" in seen) == (directive == "#open")
