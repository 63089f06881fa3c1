"""Structured output of the stand-in: as OpenAI's own SDK sees it, and what OpenAI would not take."""

from __future__ import annotations

import json
from typing import Any

import openai
import pytest
from openai.types.responses import Response, ResponseStreamEvent
from pydantic import TypeAdapter

from tests.dev.openai_standin.test_standin import MODEL, ask, begin

EVENTS = TypeAdapter[Any](ResponseStreamEvent)
PROPERTIES = {
    "reply": {"type": "string"},
    "handoff": {"type": "string", "enum": ["no", "asked", "cannot"]},
    "summary": {"type": "string"},
    "known": {"type": "boolean"},
    "mood": {"type": "string", "enum": ["fine", "furious"]},
}


def form(properties: Any = PROPERTIES, **other: Any) -> dict[str, Any]:
    """A strict format; `other` replaces its fields, or with None leaves them out."""
    schema = {"type": "object", "properties": properties, "required": [*properties], "additionalProperties": False}
    fields = {"type": "json_schema", "name": "answer", "schema": schema, "strict": True} | other
    return {"format": {name: value for name, value in fields.items() if value is not None}}


INTEGER = {"type": "integer"}


def rows(properties: Any, **other: Any) -> Any:
    """The property `labels`: a list of objects with these properties."""
    items = {"type": "object", "properties": properties, "required": [*properties], "additionalProperties": False}
    return {"labels": {"type": "array", "items": items | other}}


@pytest.fixture
async def thread(client: openai.AsyncOpenAI) -> str:
    return (await client.conversations.create()).id


async def plain(client: openai.AsyncOpenAI, text: str) -> str:
    """The first answer to a text, without structured output."""
    return (await ask(client, (await client.conversations.create()).id, text)).output_text


async def test_an_answer_is_json_with_the_fields_in_the_schema_s_order(client: openai.AsyncOpenAI, thread: str) -> None:
    response = await ask(client, thread, "Hola", text=form())

    said = json.loads(response.output_text)
    expected = {"reply": await plain(client, "Hola"), "handoff": "no", "summary": "", "known": True, "mood": "fine"}
    assert list(said.items()) == list(expected.items())
    turned = dict(reversed(PROPERTIES.items()))
    assert list(json.loads((await ask(client, thread, "Hola", text=form(turned))).output_text)) == list(turned)


async def test_the_json_is_streamed_and_stays_in_the_conversation(client: openai.AsyncOpenAI, thread: str) -> None:
    events = [event async for event in await begin(client, thread, "Hola", text=form())]

    for event in events:
        EVENTS.validate_python(event.to_dict())
    deltas = [event.delta for event in events if event.type == "response.output_text.delta"]
    assert len(deltas) > 3
    items: Any = client.conversations.items.list(thread, order="desc")
    kept = [part.text async for item in items for part in item.content]
    assert "".join(deltas) == events[-1].response.output_text == kept[0]
    assert json.loads(kept[0])["handoff"] == "no"


async def test_a_response_shows_the_format_that_it_was_asked_for(client: openai.AsyncOpenAI, thread: str) -> None:
    default = {"format": {"type": "text"}, "verbosity": "medium"}
    lax = form(strict=None)
    for asked, shown in (
        ({}, default),
        ({"text": {}}, default),
        ({"text": {"format": None, "verbosity": "low"}}, default | {"verbosity": "low"}),
        ({"text": {"format": {"type": "text"}}}, default),
        ({"text": form()}, default | form()),
        ({"text": lax}, default | {"format": lax["format"] | {"strict": False}}),
    ):
        response = await ask(client, thread, "Hola", **asked)
        Response.model_validate(response.to_dict())
        assert response.to_dict()["text"] == shown


async def test_a_side_is_what_the_customer_orders(client: openai.AsyncOpenAI, thread: str) -> None:
    text = "Quiero factura #handoff=cannot #mood=furious"
    said = json.loads((await ask(client, thread, text, text=form())).output_text)

    assert (said["handoff"], said["mood"], said["summary"]) == ("cannot", "furious", "Quiero factura")
    assert said["reply"] == await plain(client, text)
    assert "#" not in said["reply"]


async def test_a_value_that_the_schema_does_not_allow_is_not_said(client: openai.AsyncOpenAI, thread: str) -> None:
    said = json.loads((await ask(client, thread, "Hola #handoff=no #mood=happy", text=form())).output_text)
    assert (said["handoff"], said["mood"], said["summary"]) == ("no", "fine", "")


async def test_a_format_can_be_ignored_and_json_broken(client: openai.AsyncOpenAI, thread: str) -> None:
    ignored = await ask(client, thread, "Hola #side=none", text=form())
    assert ignored.output_text == await plain(client, "Hola #side=none")
    with pytest.raises(ValueError, match="property name"):
        json.loads((await ask(client, thread, "Hola #side=broken", text=form())).output_text)
    refused: Any = await ask(client, thread, "Hola #refuse", text=form())
    assert refused.output[0].content[0].refusal == "Lo siento, con eso no puedo ayudarte."


@pytest.mark.parametrize("more", [{}, {"max_output_tokens": 100, "reasoning": {"effort": "none"}}])
async def test_json_is_cut_where_it_is(client: openai.AsyncOpenAI, thread: str, more: dict[str, Any]) -> None:
    cut = await ask(client, thread, "#long=900" + ("" if more else " #incomplete"), text=form(), **more)

    assert cut.status == "incomplete"
    assert cut.output_text.startswith('{"reply": "')
    assert cut.usage is not None
    assert cut.usage.output_tokens_details.reasoning_tokens + -(-len(cut.output_text) // 4) == cut.usage.output_tokens
    with pytest.raises(ValueError, match="Unterminated"):
        json.loads(cut.output_text)


async def test_several_messages_and_parts_are_json_each(client: openai.AsyncOpenAI, thread: str) -> None:
    response = await ask(client, thread, "Hola #messages=2 #parts=2", text=form())
    output: Any = response.output
    said = [json.loads(part.text)["reply"] for message in output for part in message.content]
    assert len(said) == 4
    assert " ".join(said) == await plain(client, "Hola")


async def test_messages_are_cut_together(client: openai.AsyncOpenAI, thread: str) -> None:
    response = await ask(client, thread, "#long=900 #messages=3 #parts=2 #incomplete")
    output: Any = response.output
    assert len(output) == 2
    assert len("".join(part.text for message in output for part in message.content)) == pytest.approx(600, abs=50)


@pytest.mark.parametrize(
    ("text", "param", "code"),
    [
        ("json", "text", "invalid_type"),
        ({"form": {}}, "text.form", "unknown_parameter"),
        ({"verbosity": "loud"}, "text.verbosity", "invalid_value"),
        ({"format": "json"}, "text.format", "invalid_type"),
        ({"format": {}}, "text.format.type", "invalid_value"),
        ({"format": {"type": "xml"}}, "text.format.type", "invalid_value"),
        ({"format": {"type": "json_object"}}, "text.format.type", "unsupported_parameter"),
        (form(name=None), "text.format.name", "missing_required_parameter"),
        (form(name=5), "text.format.name", "invalid_type"),
        (form(name="an answer"), "text.format.name", "invalid_value"),
        (form(name="x" * 65), "text.format.name", "string_above_max_length"),
        (form(schema=None), "text.format.schema", "missing_required_parameter"),
        (form(schema="{}"), "text.format.schema", "invalid_type"),
        (form(schema={"type": "string"}), "text.format.schema", "invalid_json_schema"),
        (form(schema={"type": "object"}), "text.format.schema", "invalid_json_schema"),
        (form(schema={"type": "object", "properties": {}}), "text.format.schema", "invalid_json_schema"),
        (
            form(
                schema={
                    "type": "object",
                    "properties": PROPERTIES,
                    "additionalProperties": False,
                    "required": ["reply"],
                }
            ),
            "text.format.schema",
            "invalid_json_schema",
        ),
        (form({"reply": {"type": "array"}}), "text.format.schema", "invalid_json_schema"),
        (form({"reply": "string"}), "text.format.schema", "invalid_json_schema"),
        (form({"a": {"type": "array", "items": "string"}}), "text.format.schema", "invalid_json_schema"),
        (form({"a": {"type": "array", "items": {"type": "null"}}}), "text.format.schema", "invalid_json_schema"),
        (form({"a": {"type": "array", "items": {"type": "object"}}}), "text.format.schema", "invalid_json_schema"),
        (form(rows({"n": INTEGER}, required=[])), "text.format.schema", "invalid_json_schema"),
        (form(rows({"n": INTEGER}, additionalProperties=True)), "text.format.schema", "invalid_json_schema"),
        (form(rows({"n": {"type": "array"}})), "text.format.schema", "invalid_json_schema"),
    ],
)
async def test_what_openai_would_not_take_is_refused(
    client: openai.AsyncOpenAI, text: Any, param: str, code: str
) -> None:
    with pytest.raises(openai.BadRequestError) as refused:
        await client.responses.create(model=MODEL, input="Hola", text=text)
    assert (refused.value.param, refused.value.code) == (param, code)


async def test_without_strict_a_schema_may_leave_fields_open(client: openai.AsyncOpenAI) -> None:
    schema = {"type": "object", "properties": {"reply": {"type": "string"}}}
    lax: Any = form(schema=schema, strict=False)
    response = await client.responses.create(model=MODEL, input="Hola", text=lax)
    assert json.loads(response.output_text)["reply"]


async def test_a_model_without_structured_output_refuses_it_without_a_code(client: openai.AsyncOpenAI) -> None:
    strict: Any = form()
    with pytest.raises(openai.BadRequestError, match=r"'text\.format' of type 'json_schema'") as refused:
        await client.responses.create(model="gpt-4", input="Hola", text=strict)
    assert (refused.value.param, refused.value.code) == (None, None)
    assert (await client.responses.create(model="gpt-4", input="Hola")).output_text
