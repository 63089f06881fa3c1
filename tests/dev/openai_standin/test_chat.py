"""Chat Completions of the stand-in: as OpenAI's own SDK sees them, and what OpenAI would not take."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Iterator
from typing import Any

import httpx2
import openai
import pytest
from openai.types.chat import ChatCompletion, ChatCompletionChunk, completion_create_params

from dev.openai_standin import Standin, serve
from dev.openai_standin.chat import PARAMETERS, as_request
from dev.openai_standin.heard import Heard, heard
from dev.openai_standin.items import messages
from handlers.adapters.openai.input import DESCRIPTION, DESCRIPTION_ALONE
from handlers.adapters.servers.chat_messages import messages_of
from tests.dev.openai_standin.test_standin import client_of

ORDER = {"name": "order", "strict": False, "parameters": {"type": "object", "properties": {}}}
TOOL = {"type": "function", "function": ORDER}
SCHEMA = {"type": "object", "properties": {"reply": {"type": "string"}}, "required": ["reply"]}
FORM = {"type": "json_schema", "json_schema": {"name": "answer", "strict": True, "schema": SCHEMA}}
USER = {"role": "user", "content": "Hola"}


@pytest.fixture(scope="module")
def standin() -> Iterator[Standin]:
    with serve() as running:
        yield running


@pytest.fixture
async def client(standin: Standin) -> AsyncIterator[openai.AsyncOpenAI]:
    async with client_of(standin) as one:
        yield one


def said(text: Any = "Hola", **other: Any) -> dict[str, Any]:
    return {"model": "gpt-4o-mini", "messages": [{"role": "user", "content": text}], **other}


async def whole(client: openai.AsyncOpenAI, **body: Any) -> ChatCompletion:
    completion: ChatCompletion = await client.chat.completions.create(**body)
    return completion


async def chunks(client: openai.AsyncOpenAI, **body: Any) -> list[ChatCompletionChunk]:
    stream: Any = await client.chat.completions.create(**body, stream=True)
    return [ChatCompletionChunk.model_validate(chunk.to_dict(), strict=True) async for chunk in stream]


async def raw(standin: Standin, text: str) -> str:
    async with httpx2.AsyncClient(trust_env=False) as http:
        key = {"Authorization": "Bearer sk"}
        answer = await http.post(f"{standin.base_url}/chat/completions", json=said(text, stream=True), headers=key)
        return answer.text


def test_it_knows_every_parameter_that_openai_does() -> None:
    named = set(completion_create_params.CompletionCreateParamsBase.__annotations__) | {"stream"}
    assert named - PARAMETERS <= set()


async def test_an_answer_comes_whole_or_in_pieces(client: openai.AsyncOpenAI) -> None:
    completion = await whole(client, **said())
    [choice] = completion.choices
    assert choice.finish_reason == "stop"
    assert completion.usage is not None
    first, *rest, last = await chunks(client, **said())
    assert first.choices[0].delta.role == "assistant"
    assert last.choices[0].finish_reason == "stop"
    assert "".join(chunk.choices[0].delta.content or "" for chunk in rest) == choice.message.content
    *_, told = await chunks(client, **said(), stream_options={"include_usage": True})
    assert (told.choices, told.usage and told.usage.total_tokens) == ([], completion.usage.total_tokens)


async def test_it_remembers_what_it_is_told_and_nothing_else(client: openai.AsyncOpenAI) -> None:
    told = [
        {"role": "system", "content": "Be brief."},
        {"role": "user", "content": "me llamo Ana"},
        {"role": "assistant", "content": "Hola"},
        {"role": "developer", "content": "It is nine."},
        {"role": "user", "content": [{"type": "text", "text": "¿Cómo me llamo?"}]},
    ]
    completion = await whole(client, model="gpt-4o-mini", messages=told)
    assert "Ana" in (completion.choices[0].message.content or "")
    assert "Ana" not in ((await whole(client, **said("¿Cómo me llamo?"))).choices[0].message.content or "")


def newest(*items: dict[str, Any]) -> list[Heard]:
    """What is heard of a turn in which Recado sends these items."""
    before = [{"role": "user", "content": "Hola"}, {"role": "assistant", "content": "¿Sí?"}]
    request = as_request({"model": "gpt-4o-mini", "messages": messages_of("Be brief.", [*before, *items])})
    assert request["instructions"] == "Be brief."
    return heard(messages(request["input"], "input"))[1:]


def test_messages_of_one_turn_are_told_apart_as_recado_describes_them() -> None:
    sticker = {"role": "developer", "content": f"{DESCRIPTION_ALONE}{json.dumps({'message': {'also': ['sticker']}})}"}
    reply = {"next_message": {"parts": ["quoted message", "text"]}}
    quoting = {"role": "developer", "content": f"{DESCRIPTION}{json.dumps(reply)}"}
    parts = [{"type": "input_text", "text": text} for text in ("Cuesta $14.", "¿y dos?")]
    quote = {"role": "user", "content": parts}
    failing = {"role": "user", "content": "Hola #fail=500"}
    assert newest(failing, sticker, quoting, quote) == [
        Heard("Hola #fail=500"),
        Heard("", ("sticker",)),
        Heard("¿y dos?"),
    ]
    assert newest(sticker) == [Heard("", ("sticker",))]
    call = {"type": "function_call", "call_id": "call_1", "name": "order", "arguments": "{}"}
    output = {"type": "function_call_output", "call_id": "call_1", "output": "{}"}
    assert newest(sticker, call, output) == [Heard("", ("sticker",))]


async def test_opening_hours_are_known_where_the_time_stands_with_the_instructions(client: openai.AsyncOpenAI) -> None:
    hours = "The business is open Mo-Fr 07:00-20:00 (in OpenStreetMap's syntax), by the clocks of America/Mexico_City."
    system = {"role": "system", "content": f"{hours}\n\nNow at the business: Thursday 2026-11-26 09:00, open."}
    question = {"role": "user", "content": "¿A qué hora abren mañana?"}
    completion = await whole(client, model="gpt-4o-mini", messages=[system, question])
    assert "Mañana abrimos de 7:00 a 20:00." in (completion.choices[0].message.content or "")


async def test_calls_come_whole_or_in_pieces_and_their_outputs_are_taken(client: openai.AsyncOpenAI) -> None:
    text = '#call=order{"n": 1} #call=order{"n": 2}'
    message = (await whole(client, **said(text), tools=[TOOL])).choices[0].message
    assert message.tool_calls
    assert [call.to_dict()["function"]["arguments"] for call in message.tool_calls] == ['{"n": 1}', '{"n": 2}']  # type: ignore[index]
    pieces = [chunk.choices[0] for chunk in await chunks(client, **said(text), tools=[TOOL])]
    calls = [call for piece in pieces for call in piece.delta.tool_calls or ()]
    assert [call.index for call in calls if call.id] == [0, 1]
    for index, arguments in enumerate(('{"n": 1}', '{"n": 2}')):
        found = "".join(call.function.arguments or "" for call in calls if call.function and call.index == index)
        assert found == arguments
    assert pieces[-1].finish_reason == "tool_calls"
    outputs = [
        {"role": "tool", "tool_call_id": call.id, "content": '{"state": "ready"}'} for call in message.tool_calls
    ]
    asked = [{"role": "user", "content": text}, message.to_dict(), *outputs]
    told = await whole(client, model="gpt-4o-mini", messages=asked, tools=[TOOL], tool_choice="none")
    assert "ready" in (told.choices[0].message.content or "")
    with pytest.raises(openai.BadRequestError, match="No tool output found"):
        await whole(client, model="gpt-4o-mini", messages=asked[:-1], tools=[TOOL])


async def test_an_answer_may_be_cut_filtered_refused_or_have_a_form(client: openai.AsyncOpenAI) -> None:
    for how, reason in (("#incomplete", "length"), ("#incomplete=content_filter", "content_filter")):
        assert (await whole(client, **said(how))).choices[0].finish_reason == reason
        assert (await chunks(client, **said(how)))[-1].choices[0].finish_reason == reason
    assert any(chunk.choices[0].delta.refusal for chunk in await chunks(client, **said("#refuse")))
    strict = {**FORM, "json_schema": {**FORM["json_schema"], "schema": {**SCHEMA, "additionalProperties": False}}}  # type: ignore[dict-item]
    formed = await whole(client, **said(), response_format=strict, reasoning_effort=None, max_tokens=500)
    assert "Hola" in json.loads(formed.choices[0].message.content or "")["reply"]


async def test_pictures_and_files_are_seen(client: openai.AsyncOpenAI) -> None:
    picture = {"type": "image_url", "image_url": {"url": "data:image/png;base64,iVBORw0KGgo="}}
    file = {"type": "file", "file": {"filename": "a.pdf", "file_data": "data:application/pdf;base64,JVBERi0="}}
    text = (await whole(client, **said([picture, file]))).choices[0].message.content or ""
    assert "image/png" in text
    assert "application/pdf" in text


async def test_a_model_that_reasons_takes_its_effort_and_its_limit_by_another_name(client: openai.AsyncOpenAI) -> None:
    with pytest.raises(openai.BadRequestError, match="max_completion_tokens"):
        await whole(client, **said(model="gpt-6-luna"), max_tokens=9)
    cut = await whole(client, **said(model="gpt-6-luna"), max_completion_tokens=9, reasoning_effort="none")
    assert cut.choices[0].finish_reason == "length"


async def test_streams_end_and_fail_as_servers_do(standin: Standin) -> None:
    assert (await raw(standin, "Hola")).endswith("data: [DONE]\n\n")
    assert "[DONE]" not in await raw(standin, "Hola #absent")
    assert '"error"' in await raw(standin, "Hola #failed")
    assert '"error"' in await raw(standin, "Hola #error=server_error")
    assert '"error": {"message": ""}' in await raw(standin, "Hola #failed=null")
    assert "\r\n" in await raw(standin, "Hola #sse")
    assert json.loads(await raw(standin, "Hola #whole"))["object"] == "chat.completion"
    assert "error" in json.loads(await raw(standin, "Hola #whole #failed"))
    assert json.loads(await raw(standin, "Hola #whole #null"))["usage"] is None
    assert "prompt_tokens_details" not in json.loads(await raw(standin, "Hola #whole #thin"))["usage"]


@pytest.mark.parametrize(
    ("body", "param"),
    [
        ({"messages": []}, "messages"),
        ({"messages": "Hola"}, "messages"),
        ({"messages": [7]}, "messages[0]"),
        ({"messages": None}, "messages"),
        ({"messages": [{"role": "robot", "content": "Hola"}]}, "messages[0].role"),
        ({"messages": [{"role": "user", "content": [{"type": "sound"}]}]}, "messages[0].content[0]"),
        ({"messages": [{"role": "user", "content": [{"type": "image_url", "image_url": "x"}]}]}, None),
        ({"model": None}, "model"),
        ({"model": "llama"}, "model"),
        ({"input": "Hola"}, "input"),
        ({"seed": 7}, "seed"),
        ({"stream_options": {"include_usage": True}}, "stream_options"),
        ({"tools": [{"type": "function"}]}, "tools"),
        ({"tools": [7]}, "tools"),
        ({"response_format": {"type": "json_schema"}}, "response_format.json_schema"),
        ({"response_format": {"type": "xml"}}, "text.format.type"),
    ],
)
async def test_what_openai_would_not_take_is_refused(
    client: openai.AsyncOpenAI, body: dict[str, Any], param: str | None
) -> None:
    with pytest.raises(openai.APIStatusError) as refused:
        await client.post("/chat/completions", body={**said(), **body}, cast_to=object)
    assert refused.value.status_code in (400, 404)
    assert param is None or refused.value.param == param
