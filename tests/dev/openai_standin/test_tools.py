"""Tools of the stand-in: function calls and MCP servers as OpenAI's SDK sees them, and what OpenAI would not take."""

from __future__ import annotations

import json
import re
from datetime import date
from typing import Any

import openai
import pytest
from openai.types.conversations import ConversationItem
from openai.types.responses import Response, ResponseStreamEvent
from pydantic import TypeAdapter

from dev.openai_standin import Standin
from dev.openai_standin.answers import compose
from dev.openai_standin.called import readable
from dev.openai_standin.directives import directives
from dev.openai_standin.guesses import arguments_in, guessed
from dev.openai_standin.heard import Heard
from handlers.conversation.calls import ASK_FIRST
from tests.dev.openai_standin.test_standin import MODEL, begin

EVENTS = TypeAdapter[Any](ResponseStreamEvent)
ITEMS = TypeAdapter[Any](ConversationItem)
NUMBERS = {"type": "array", "items": {"type": "number"}}
NULLABLE = {"anyOf": [{"type": "string"}, {"type": "null"}]}


def function(name: Any, properties: Any, description: Any = "", **other: Any) -> dict[str, Any]:
    """A strict function; `other` replaces its fields, or with None leaves them out."""
    schema = {"type": "object", "properties": properties, "required": [*properties], "additionalProperties": False}
    fields = {"type": "function", "name": name, "description": description, "parameters": schema, "strict": True}
    return {key: value for key, value in (fields | other).items() if value is not None}


ORDER = function("order", {"number": {"type": "string"}}, "Busca un pedido por su número, como L-1001.")
BOOK = function(
    "book_table",
    {
        "day": {"type": "string", "format": "date"},
        "at": {"type": "string", "format": "time"},
        "people": {"type": "integer"},
        "note": NULLABLE,
    },
    "Reserva una mesa para el desayuno.",
)
TOOLS = [ORDER, BOOK]
SERVER = {
    "type": "mcp",
    "server_label": "crm",
    "server_url": "https://crm.example/mcp",
    "allowed_tools": ["search"],
    "require_approval": "never",
    "authorization": "a-secret",
}


@pytest.fixture
async def thread(client: openai.AsyncOpenAI) -> str:
    return (await client.conversations.create()).id


async def ask(client: openai.AsyncOpenAI, thread: str, given: Any, **more: Any) -> Any:
    """The whole response to a text or to items."""
    return [event async for event in await begin(client, thread, given, **more)][-1].response


def calls_of(response: Any) -> list[Any]:
    return [item for item in response.output if item.type == "function_call"]


def outputs(response: Any, *said: str) -> Any:
    """The outputs of a response's calls, in their order."""
    pairs = zip(calls_of(response), said, strict=True)
    return [{"type": "function_call_output", "call_id": call.call_id, "output": output} for call, output in pairs]


async def items_of(client: openai.AsyncOpenAI, thread: str) -> list[str]:
    return [item.type async for item in client.conversations.items.list(thread, order="asc")]


async def test_a_call_comes_in_place_of_a_text_and_its_output_is_quoted(
    client: openai.AsyncOpenAI, thread: str
) -> None:
    called = await ask(client, thread, '¿Y mi pedido? #call=order{"number": "L-1001"}', tools=TOOLS)

    Response.model_validate(called.to_dict())
    (call,) = called.output
    assert (call.type, call.name, call.status) == ("function_call", "order", "completed")
    assert (called.output_text, json.loads(call.arguments)) == ("", {"number": "L-1001"})
    assert re.fullmatch(r"call_\w{1,59}", call.call_id)
    answer = await ask(client, thread, outputs(called, '{"state": "listo", "paid": true}'), tools=TOOLS)
    assert answer.output_text == "¡Hola! Soy el asistente de prueba (sin OpenAI). Encontré: state: listo, paid: true."
    assert await items_of(client, thread) == ["message", "function_call", "function_call_output", "message"]
    async for item in client.conversations.items.list(thread):
        ITEMS.validate_python(item.to_dict())
    later = await ask(client, thread, "Gracias", tools=TOOLS)
    assert later.output_text == "Recibí: «Gracias». Recuerdo un mensaje tuyo de antes: «¿Y mi pedido?»."


async def test_what_a_tool_found_is_said_in_the_language_of_the_message_that_led_to_it(
    client: openai.AsyncOpenAI, thread: str
) -> None:
    for text, said in (
        ("Where is my order L-1001?", "I found: state: listo."),
        ("¿Dónde está mi pedido L-1001?", "Encontré: state: listo."),
        ("Onde está meu pedido L-1001?", "Encontrei: state: listo."),
    ):
        called = await ask(client, thread, text + ' #call=order{"number": "L-1001"}', tools=TOOLS)
        answer = await ask(client, thread, outputs(called, '{"state": "listo"}'), tools=TOOLS)
        assert answer.output_text.endswith(said)


async def test_the_events_of_a_call_are_those_of_the_specification(client: openai.AsyncOpenAI, thread: str) -> None:
    arguments = '{"number": "L-1001, and more than twenty-four characters"}'
    events = [event async for event in await begin(client, thread, f"Hola #call=order{arguments}", tools=TOOLS)]

    for event in events:
        EVENTS.validate_python(event.to_dict())
    assert [event.sequence_number for event in events] == list(range(len(events)))
    deltas = [event for event in events if event.type == "response.function_call_arguments.delta"]
    assert [event.type for event in events] == [
        "response.created",
        "response.queued",
        "response.in_progress",
        "response.output_item.added",
        *["response.function_call_arguments.delta"] * len(deltas),
        "response.function_call_arguments.done",
        "response.output_item.done",
        "response.completed",
    ]
    assert len(deltas) == 3
    added, done, whole = events[3].item, events[-3], events[-2].item
    assert (added.status, added.arguments, added.call_id) == ("in_progress", "", whole.call_id)
    assert (done.name, done.arguments, done.item_id) == ("order", arguments, whole.id)
    assert "".join(delta.delta for delta in deltas) == arguments
    assert events[-1].response.output == [whole]


async def test_several_calls_come_side_by_side_unless_that_is_not_wanted(
    client: openai.AsyncOpenAI, thread: str
) -> None:
    text = '#call=order{"number": "L-1"} y #call=order{"number": "L-2"}'
    called = await ask(client, thread, text, tools=TOOLS)
    assert [call.arguments for call in calls_of(called)] == ['{"number": "L-1"}', '{"number": "L-2"}']
    assert len({call.call_id for call in calls_of(called)}) == 2
    answer = await ask(client, thread, outputs(called, "uno", "dos"), tools=TOOLS)
    assert answer.output_text.endswith("Encontré: uno. Encontré: dos.")

    one = await ask(client, thread, text, tools=TOOLS, parallel_tool_calls=False)
    assert len(calls_of(one)) == 1


async def test_each_round_gets_what_was_ordered_for_it(client: openai.AsyncOpenAI, thread: str) -> None:
    text = "Hola #call=order{broken #then #call=unknown #then #call=order #failed #then #delay=0.01"
    first = await ask(client, thread, text, tools=TOOLS)
    assert [(call.name, call.arguments) for call in calls_of(first)] == [("order", "{broken")]
    second = await ask(client, thread, outputs(first, "1"), tools=TOOLS)
    assert [(call.name, call.arguments) for call in calls_of(second)] == [("unknown", "{}")]
    third = await ask(client, thread, outputs(second, "2"), tools=TOOLS)
    assert third.status == "failed"
    assert await items_of(client, thread) == [
        "message", "function_call", "function_call_output", "function_call"
    ]  # fmt: skip
    again = await ask(client, thread, outputs(second, "2"), tools=[])
    assert again.status == "failed"


async def test_while_a_call_waits_everything_else_is_refused(client: openai.AsyncOpenAI, thread: str) -> None:
    called = await ask(client, thread, "#call=order #call=book_table", tools=TOOLS)
    both = outputs(called, "1", "2")
    first, second = calls_of(called)

    for refused, waiting in (("Hola", first), (both[:1], second), ([*both[1:], *user("Hola")], first)):
        with pytest.raises(openai.BadRequestError) as problem:
            await ask(client, thread, refused, tools=TOOLS)
        assert problem.value.body == {
            "message": f"No tool output found for function call {waiting.call_id}.",
            "type": "invalid_request_error",
            "param": "input",
            "code": None,
        }
    answer = await ask(client, thread, [*both, *user("¿Y bien?")], tools=TOOLS)
    assert answer.output_text.endswith("Recibí: «¿Y bien?». Encontré: 1. Encontré: 2.")
    assert (await ask(client, thread, "Hola")).output_text


def user(text: str) -> list[Any]:
    return [{"role": "user", "content": text}]


async def test_an_output_of_no_waiting_call_is_refused(client: openai.AsyncOpenAI, thread: str) -> None:
    stray: Any = {"type": "function_call_output", "call_id": "call_stray", "output": "1"}
    message = re.escape("No tool call found for function call output with call_id call_stray.")
    for given in ([stray], [stray, *user("Hola")]):
        with pytest.raises(openai.BadRequestError, match=message) as problem:
            await ask(client, thread, given)
        assert (problem.value.code, problem.value.param) == (None, "input")
    with pytest.raises(openai.BadRequestError, match=message):
        await client.responses.create(model=MODEL, input=[stray])
    with pytest.raises(openai.BadRequestError, match=message):
        await client.conversations.create(items=[stray])

    called = await ask(client, thread, "#call=order", tools=TOOLS)
    (output,) = outputs(called, "1")
    with pytest.raises(openai.BadRequestError, match="No tool call found"):
        await ask(client, thread, [output, output])
    assert (await ask(client, thread, [output])).output_text
    with pytest.raises(openai.BadRequestError, match="No tool call found"):
        await ask(client, thread, [output])


async def test_a_response_that_was_cancelled_leaves_no_call_and_no_output(
    client: openai.AsyncOpenAI, standin: Standin, thread: str
) -> None:
    stream = await begin(client, thread, "#call=order #delay=60 #then #delay=60", tools=TOOLS)
    first = (await anext(aiter(stream))).response.id
    await client.responses.cancel(first)
    assert await items_of(client, thread) == []

    called = await ask(client, thread, "#call=order #then #delay=60", tools=TOOLS)
    stream = await begin(client, thread, outputs(called, "1"), tools=TOOLS)
    await client.responses.cancel((await anext(aiter(stream))).response.id)
    assert await items_of(client, thread) == ["message", "function_call"]
    with pytest.raises(openai.BadRequestError, match="No tool output found"):
        await ask(client, thread, "Hola")


async def test_a_call_is_in_the_conversation_only_once_the_response_has_completed(
    client: openai.AsyncOpenAI, standin: Standin, thread: str
) -> None:
    with standin.state.holding("Retenido"):
        stream = await begin(client, thread, "Retenido #call=order", tools=TOOLS)
        events = aiter(stream)
        assert (await anext(events)).type == "response.created"
        assert await items_of(client, thread) == []
        with pytest.raises(openai.BadRequestError) as locked:
            await ask(client, thread, "Hola")
        assert locked.value.code == "conversation_locked"
    assert [event async for event in events][-1].type == "response.completed"
    assert await items_of(client, thread) == ["message", "function_call"]


async def test_tool_choice_is_obeyed(client: openai.AsyncOpenAI, thread: str) -> None:
    none = await ask(client, thread, "Hola #call=order", tools=TOOLS, tool_choice="none")
    assert none.output_text
    assert not calls_of(none)
    for choice, name in (("required", "order"), ({"type": "function", "name": "book_table"}, "book_table")):
        fresh = (await client.conversations.create()).id
        called = await ask(client, fresh, "Hola", tools=TOOLS, tool_choice=choice)
        assert [call.name for call in calls_of(called)] == [name]
        assert called.to_dict()["tool_choice"] == choice


async def test_without_tools_there_are_no_calls(client: openai.AsyncOpenAI, thread: str) -> None:
    without: list[dict[str, Any]] = [{}, {"tools": []}, {"tools": [SERVER]}]
    for more in without:
        answer = await ask(client, thread, "Hola #call=order", **more)
        assert not calls_of(answer)
        assert "Recibí: «Hola»." in answer.output_text


async def test_a_commentary_may_precede_a_call_and_a_cut_answer_calls_nothing(
    client: openai.AsyncOpenAI, thread: str
) -> None:
    called = await ask(client, thread, "Hola #call=order #phases #thinks", tools=TOOLS)
    assert [item.type for item in called.output] == ["reasoning", "message", "function_call"]
    await ask(client, thread, outputs(called, "1"))
    cut = await ask(client, thread, "Hola #call=order #incomplete", tools=TOOLS)
    assert (cut.status, calls_of(cut)) == ("incomplete", [])


@pytest.mark.parametrize(
    ("text", "name", "arguments"),
    [
        ("¿Dónde está mi pedido L-1001?", "order", {"number": "L-1001"}),
        (
            "Quiero reservar una mesa el 5/12/2026 a las 9:30 para 4",
            "book_table",
            {"day": "2026-12-05", "at": "09:30:00", "people": 4, "note": None},
        ),
        (
            "una mesa para desayunar mañana a las 9, somos 2",
            "book_table",
            {"day": "2026-11-27", "at": "09:00:00", "people": 2, "note": None},
        ),
        (
            "mesa para 2 el sábado, 8 am",
            "book_table",
            {"day": "2026-11-28", "at": "08:00:00", "people": 2, "note": None},
        ),
        (
            "mesa para 2 el 3 de enero a las 10",
            "book_table",
            {"day": "2027-01-03", "at": "10:00:00", "people": 2, "note": None},
        ),
        (
            "mesa 2026-12-05 at 10 pm for 3",
            "book_table",
            {"day": "2026-12-05", "at": "22:00:00", "people": 3, "note": None},
        ),
        (
            "a table on December 5 at 9:30 for 4 people",
            "book_table",
            {"day": "2026-12-05", "at": "09:30:00", "people": 4, "note": None},
        ),
        ("Quiero hacer un pedido de 40 conchas", None, None),
        ("Quiero una mesa el 40/40 a las 9 para 2", None, None),
        ("Quiero una mesa el 5/12 a las 99 para 2", None, None),
        ("Quiero una mesa para 4", None, None),
        ("Hola, ¿abren el domingo?", None, None),
        ("L-1001", None, None),
    ],
)
def test_a_tool_is_guessed_by_words_and_arguments_in_the_text(text: str, name: str | None, arguments: Any) -> None:
    calls = guessed({tool["name"]: tool for tool in TOOLS}, text, date(2026, 11, 26))
    assert [(call.name, json.loads(call.arguments)) for call in calls] == ([(name, arguments)] if name else [])


def test_arguments_of_other_types_are_read_too() -> None:
    size = {"type": "string", "enum": ["media", "grande"]}
    schema = {
        "$defs": {"Size": size},
        "properties": {
            "size": {"$ref": "#/$defs/Size"},
            "cost": {"type": "number"},
            "code": {"type": "string", "pattern": "^L-\\d+$"},
            "sure": {"anyOf": [{"type": "boolean"}, {"type": "null"}]},
        },
    }
    text = "Una rosca GRANDE de 480.5, L-7"
    expected = {"size": "grande", "cost": 480.5, "code": "L-7", "sure": None}
    assert arguments_in(schema, text, date(2026, 1, 1)) == expected
    assert arguments_in({"properties": {"a": size}}, "chica", date(2026, 1, 1)) is None
    assert arguments_in({"properties": {"a": {"type": "array"}}}, text, date(2026, 1, 1)) is None
    assert arguments_in({"properties": {"a": {"type": "integer"}}}, "1.5 y 2", date(2026, 1, 1)) == {"a": 2}


async def test_a_guess_answers_for_real(client: openai.AsyncOpenAI, thread: str) -> None:
    called = await ask(client, thread, "¿Cómo va mi pedido L-1001? #delay=0.01", tools=TOOLS)
    assert [call.arguments for call in calls_of(called)] == ['{"number": "L-1001"}']
    answer = await ask(client, thread, outputs(called, '{"state": "listo"}'), tools=TOOLS)
    assert answer.output_text.endswith("Encontré: state: listo.")
    assert not calls_of(await ask(client, thread, "¿Cómo va mi pedido L-1001? #markdown", tools=TOOLS))


@pytest.mark.parametrize(
    ("output", "said"),
    [
        ("listo", "listo"),
        ('"listo"', "listo"),
        ('{"a": [{"n": "L-1", "note": null}, {"n": 2, "paid": false}]}', "a: n: L-1; n: 2, paid: false"),
        (json.dumps("x" * 700), "x" * 599 + "…"),
    ],
)  # fmt: skip
def test_outputs_are_quoted_as_a_person_reads_them(output: str, said: str) -> None:
    assert readable(output) == said


async def test_servers_list_their_tools_once_and_are_called_before_the_answer(
    client: openai.AsyncOpenAI, thread: str
) -> None:
    events = [
        event async for event in await begin(client, thread, 'Hola #mcp=search{"q": "pan"}', tools=[ORDER, SERVER])
    ]

    for event in events:
        EVENTS.validate_python(event.to_dict())
    kinds = [event.type for event in events]
    assert [kind for kind in kinds if "mcp" in kind] == [
        "response.mcp_list_tools.in_progress",
        "response.mcp_list_tools.completed",
        "response.mcp_call.in_progress",
        "response.mcp_call_arguments.delta",
        "response.mcp_call_arguments.done",
        "response.mcp_call.completed",
    ]
    answer = events[-1].response
    Response.model_validate(answer.to_dict())
    assert [item.type for item in answer.output] == ["mcp_list_tools", "mcp_call", "message"]
    listing, call, _ = answer.output
    assert ([tool.name for tool in listing.tools], call.server_label) == (["search"], "crm")
    assert answer.output_text.endswith("Encontré: tool: search, done: true.")
    assert "authorization" not in answer.to_dict()["tools"][1]
    failing = await ask(client, thread, "Hola #mcp_fails=find{}", tools=[SERVER])
    assert [item.type for item in failing.output] == ["mcp_call", "message"]
    assert (failing.output[0].to_dict()["status"], failing.status) == ("failed", "completed")
    async for item in client.conversations.items.list(thread):
        ITEMS.validate_python(item.to_dict())


async def test_a_server_that_is_down_fails_the_request_where_it_is_offered(
    client: openai.AsyncOpenAI, thread: str
) -> None:
    with pytest.raises(openai.APIStatusError) as down:
        await ask(client, thread, "Hola #mcp_down", tools=[SERVER])
    assert (down.value.status_code, down.value.type) == (424, "external_connector_error")
    assert (down.value.code, down.value.param) == ("http_error", "tools")
    assert "Recibí: «Hola»." in (await ask(client, thread, "Hola #mcp_down", tools=[ORDER])).output_text


@pytest.mark.parametrize(("how", "code"), [("later", "external_connector_error"), ("silent", "server_error")])
async def test_a_server_may_fail_the_response_too(client: openai.AsyncOpenAI, thread: str, how: str, code: str) -> None:
    events = [event async for event in await begin(client, thread, f"Hola #mcp_down={how}", tools=[SERVER])]
    assert "response.mcp_list_tools.failed" in [event.type for event in events]
    assert events[-1].type == "response.failed"
    assert events[-1].response.error.code == code
    assert events[-1].response.output[0].error
    assert await items_of(client, thread) == []


def broken(schema: Any) -> list[Any]:
    return [function("order", {}, parameters=schema)]


def output(**other: Any) -> list[Any]:
    return [{"type": "function_call_output", "call_id": "call_1", "output": "1", **other}]


STRICT: dict[str, Any] = {"type": "object", "properties": {}, "required": [], "additionalProperties": False}


@pytest.mark.parametrize(
    ("asked", "param", "code"),
    [
        ({"tools": "order"}, "tools", "invalid_type"),
        ({"tools": [ORDER] * 129}, "tools", "array_above_max_length"),
        ({"tools": ["order"]}, "tools[0]", "invalid_type"),
        ({"tools": [ORDER, ORDER]}, "tools[1]", "invalid_value"),
        ({"tools": [SERVER, SERVER]}, "tools[1]", "invalid_value"),
        ({"tools": [{"type": "web_search"}]}, "tools[0]", "unsupported_parameter"),
        ({"tools": [ORDER | {"title": "x"}]}, "tools[0].title", "unknown_parameter"),
        ({"tools": [function(None, {})]}, "tools[0].name", "missing_required_parameter"),
        ({"tools": [function(5, {})]}, "tools[0].name", "invalid_type"),
        ({"tools": [function("o" * 65, {})]}, "tools[0].name", "string_above_max_length"),
        ({"tools": [function("an order", {})]}, "tools[0].name", "invalid_value"),
        ({"tools": [function("order", {}, description=5)]}, "tools[0].description", "invalid_type"),
        ({"tools": [function("order", {}, strict=None)]}, "tools[0].strict", "missing_required_parameter"),
        ({"tools": [function("order", {}, parameters=None)]}, "tools[0].parameters", "missing_required_parameter"),
        ({"tools": [function("order", {}, strict="yes")]}, "tools[0].strict", "invalid_type"),
        ({"tools": broken({"type": "string"})}, "tools[0].parameters", "invalid_function_parameters"),
        ({"tools": broken({**STRICT, "required": ["a"]})}, "tools[0].parameters", "invalid_function_parameters"),
        ({"tools": [SERVER | {"server_url": None}]}, "tools[0]", "missing_required_parameter"),
        ({"tools": [SERVER | {"server_url": "crm"}]}, "tools[0].server_url", "invalid_type"),
        ({"tools": [SERVER | {"allowed_tools": "search"}]}, "tools[0].allowed_tools", "invalid_type"),
        ({"tools": [SERVER | {"require_approval": "always"}]}, "tools[0]", "unsupported_parameter"),
        ({"tools": [SERVER | {"authorization": 5}]}, "tools[0].authorization", "invalid_type"),
        ({"tools": TOOLS, "tool_choice": "any"}, "tool_choice", "invalid_value"),
        ({"tools": TOOLS, "tool_choice": {"type": "function", "name": "none"}}, "tool_choice", "invalid_value"),
        ({"tools": TOOLS, "tool_choice": {"type": "mcp"}}, "tool_choice", "unsupported_parameter"),
        ({"tools": TOOLS, "parallel_tool_calls": "yes"}, "parallel_tool_calls", "invalid_type"),
        ({"input": output(call_id=None)}, "input[0].call_id", "missing_required_parameter"),
        ({"input": output(output=None)}, "input[0].output", "missing_required_parameter"),
        ({"input": output(call_id="c" * 65)}, "input[0].call_id", "string_above_max_length"),
        ({"input": output(output={})}, "input[0].output", "invalid_type"),
    ],
)  # fmt: skip
async def test_what_openai_would_not_take_is_refused(
    client: openai.AsyncOpenAI, asked: Any, param: str, code: str
) -> None:
    with pytest.raises(openai.BadRequestError) as refused:
        await client.responses.create(**{"model": MODEL, "input": "Hola", **asked})
    assert (refused.value.param, refused.value.code) == (param, code)


@pytest.mark.parametrize(
    ("inner", "said"),
    [
        ({"type": "string", "default": "x"}, "'default' is not permitted."),
        ({"type": "string", "minLength": 1}, "'minLength' is not permitted."),
        ({"$ref": "#/$defs/A", "description": "x"}, "$ref cannot have keywords ['description']."),
        ({"description": "x"}, "schema must have a 'type' key."),
        ({"type": "text"}, "'text' is not a type."),
        ({"type": "string", "format": "binary"}, "'binary' is not a valid format."),
        ({"type": "string", "pattern": "^(?!x)"}, "'pattern' may not look around."),
        ({"type": "array"}, "array schema missing items."),
        ({"type": "array", "items": "string"}, "schema must be an object."),
        ({"type": "object", "properties": {}}, "'additionalProperties' is required to be supplied and to be false."),
        ({"anyOf": [{"type": "null"}, {"type": "text"}]}, "'text' is not a type."),
        ({**STRICT, "properties": {"b": {"type": "string"}}}, "every key in properties. Missing 'b'."),
    ],
)
async def test_a_strict_schema_is_really_checked(client: openai.AsyncOpenAI, inner: Any, said: str) -> None:
    tools: Any = [function("order", {"a": inner})]
    with pytest.raises(openai.BadRequestError, match=re.escape(said)):
        await client.responses.create(model=MODEL, input="Hola", tools=tools)
    lax: Any = [function("order", {"a": inner}, strict=False)]
    assert (await client.responses.create(model=MODEL, input="Hola", tools=lax)).output_text


async def test_a_strict_schema_may_have_a_choice_and_definitions(client: openai.AsyncOpenAI) -> None:
    schema = {
        **STRICT,
        "$defs": {"Size": {"type": "string", "enum": ["media"]}},
        "properties": {"a": {"$ref": "#/$defs/Size"}, "b": {"type": ["string", "null"]}, "c": NUMBERS},
        "required": ["a", "b", "c"],
    }  # fmt: skip
    tools: Any = [function("order", {}, parameters=schema)]
    response = await client.responses.create(model=MODEL, input="Hola", tools=tools, tool_choice="none")
    assert response.to_dict()["tools"] == tools


async def test_a_call_may_come_with_its_output_from_another_conversation(client: openai.AsyncOpenAI) -> None:
    thread = (await client.conversations.create()).id
    call: Any = {"type": "function_call", "call_id": "call_1", "name": "order", "arguments": "{}"}
    output: Any = {"type": "function_call_output", "call_id": "call_1", "output": '{"state": "ready"}'}
    asked: Any = {"role": "user", "content": "Hola #call=order #then"}
    with pytest.raises(openai.BadRequestError, match="No tool output found for function call call_1"):
        await client.responses.create(model=MODEL, conversation=thread, input=[asked, call])
    with pytest.raises(openai.BadRequestError, match=r"input\[0\].arguments"):
        await client.responses.create(model=MODEL, conversation=thread, input=[call | {"arguments": None}])
    response = await client.responses.create(model=MODEL, conversation=thread, input=[asked, call, output])
    assert "ready" in response.output_text


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Hola", "Con gusto, en cuanto me confirmes."),
        ("Hello", "Gladly, as soon as you confirm."),
        ("Olá", "Com prazer, assim que você confirmar."),
    ],
)
def test_what_the_customer_has_to_agree_to_is_not_said_to_be_done(text: str, said: str) -> None:
    answer = compose([], past=[Heard(text)], first=False, asked=directives(text), found=[readable(ASK_FIRST)])
    assert answer.text == said


@pytest.mark.parametrize("today", [date(2026, 11, 23), date(2026, 11, 28), date(2026, 11, 29)])
def test_a_weekday_is_a_coming_one_on_that_day_too(today: date) -> None:
    """Else the README's table "el domingo a las 9:00" would be one of the past, on a Sunday after nine."""
    schema = {"properties": {"day": {"type": "string", "format": "date"}}}
    sunday = date(2026, 12, 6) if today.weekday() == 6 else date(2026, 11, 29)
    assert arguments_in(schema, "una mesa el domingo a las 9:00", today) == {"day": sunday.isoformat()}
