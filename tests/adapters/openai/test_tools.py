"""Tools at OpenAI: MCP servers that are down, and answers that are read past all that tools leave beside them."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import openai
import pytest

from dev.openai_standin import Standin, serve
from handlers.adapters.openai.answer import answer_in
from handlers.adapters.openai.errors import meaning_in_stream, meaning_of_failure, translated
from handlers.adapters.openai.left import answer_left
from handlers.errors import ResponseFailed, ToolServerDown
from handlers.tools.servers import Server
from tests.dev.openai_standin.test_standin import client_of

MODEL = "gpt-6-luna"
SERVER: Any = Server("crm", "https://crm.example/mcp", ("find",)).entry({})
ORDER: Any = {
    "type": "function",
    "name": "order",
    "parameters": {"type": "object", "properties": {}, "required": [], "additionalProperties": False},
    "strict": True,
}


@pytest.fixture(scope="module")
def standin() -> Any:
    with serve() as running:
        yield running


@pytest.fixture
async def client(standin: Standin) -> AsyncIterator[openai.AsyncOpenAI]:
    async with client_of(standin) as one:
        yield one


async def test_a_server_that_is_down_is_told_apart_from_a_fault_of_openai_s(client: openai.AsyncOpenAI) -> None:
    with pytest.raises(ToolServerDown, match="external_connector_error") as down, translated(asking=True):
        await client.responses.create(model=MODEL, input="Hola #mcp_down", tools=[SERVER])
    assert "MCP_SERVERS" in down.value.remedy
    failed = await client.responses.create(model=MODEL, input="Hola #mcp_down=later", tools=[SERVER])
    with pytest.raises(ToolServerDown, match="external_connector_error"):
        answer_in(failed.to_dict())


def test_it_is_told_apart_in_a_stream_too() -> None:
    for code, kind in (("external_connector_error", "None"), ("http_error", "external_connector_error")):
        assert isinstance(meaning_in_stream(code, "tools", kind=kind), ToolServerDown)
    assert isinstance(meaning_of_failure("external_connector_error"), ToolServerDown)
    assert not isinstance(meaning_of_failure("server_error"), ToolServerDown)
    assert isinstance(meaning_of_failure("server_error"), ResponseFailed)


async def test_what_servers_leave_does_not_disturb_an_answer(client: openai.AsyncOpenAI) -> None:
    thread = (await client.conversations.create()).id
    for text in ("Hola #mcp=find{}", "Hola #mcp_fails=find{} #thinks"):
        response = await client.responses.create(model=MODEL, conversation=thread, input=text, tools=[SERVER, ORDER])
        assert len(response.output) > 1
        answer = answer_in(response.to_dict())
        assert answer.text == response.output_text
        listed = [item.to_dict() async for item in client.conversations.items.list(thread, order="desc")]
        asked = [{"role": "user", "content": text}]
        left = answer_left(listed, asked, after="")
        assert left is not None
        assert (left.text, left.item) == (answer.text, answer.item)
