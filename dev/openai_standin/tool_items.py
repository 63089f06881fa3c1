"""Output items of tools, and the events that announce them: function calls, and what OpenAI does with MCP servers.

https://developers.openai.com/api/docs/api-reference/responses-streaming
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from dev.openai_standin.calls import Wanted
from dev.openai_standin.response import JSON, new_id
from dev.openai_standin.sse import padding
from dev.openai_standin.tools import servers_in

Event = tuple[str, dict[str, Any]]


def function_call(wanted: Wanted) -> JSON:
    """A call that we are to answer."""
    ids = {"id": new_id("fc"), "type": "function_call", "status": "completed", "call_id": new_id("call")}
    return {**ids, "name": wanted.name, "arguments": wanted.arguments}


def listings(body: Mapping[str, Any], past: Sequence[JSON]) -> list[JSON]:
    """The tools of each MCP server that the conversation does not hold yet."""
    known = {item.get("server_label") for item in past if item["type"] == "mcp_list_tools"}
    return [_listing(server) for server in servers_in(body) if server["server_label"] not in known]


def failed_listing(body: Mapping[str, Any]) -> list[JSON]:
    """The listing of the first server, as it failed."""
    return [{**_listing(servers_in(body)[0]), "tools": [], "error": "Http status code: 424 (Failed Dependency)"}]


def server_call(wanted: Wanted, body: Mapping[str, Any]) -> JSON:
    """A call that OpenAI made at the server that allows it, or at the first one."""
    servers = servers_in(body)
    server = next((each for each in servers if wanted.name in (each.get("allowed_tools") or ())), servers[0])
    failed = wanted.kind == "mcp_fails"
    error = {"type": "http_error", "code": 424, "message": "Failed Dependency"} if failed else None
    return {
        "id": new_id("mcp"),
        "type": "mcp_call",
        "status": "failed" if failed else "completed",
        "approval_request_id": None,
        "arguments": wanted.arguments,
        "error": error,
        "name": wanted.name,
        "output": None if failed else f'{{"tool": "{wanted.name}", "done": true}}',
        "server_label": server["server_label"],
    }


def _listing(server: JSON) -> JSON:
    names = server.get("allowed_tools") or ["search"]
    schema = {"type": "object", "properties": {}, "additionalProperties": False}
    tools = [{"name": name, "description": None, "annotations": None, "input_schema": schema} for name in names]
    return {
        "id": new_id("mcpl"),
        "type": "mcp_list_tools",
        "server_label": server["server_label"],
        "tools": tools,
        "error": None,
    }


def events_of(item: JSON, index: int, characters: int) -> Iterator[Event]:
    """The events of one such item, in their order; `characters` in each piece of its arguments."""
    place = {"item_id": item["id"], "output_index": index}
    yield "response.output_item.added", {"output_index": index, "item": _begun(item)}
    if item["type"] == "function_call":
        yield from _arguments("response.function_call_arguments", item, place, characters)
    elif item["type"] == "mcp_call":
        yield "response.mcp_call.in_progress", place
        yield from _arguments("response.mcp_call_arguments", item, place, characters)
        yield f"response.mcp_call.{item['status']}", place
    else:
        yield "response.mcp_list_tools.in_progress", place
        yield f"response.mcp_list_tools.{'failed' if item['error'] else 'completed'}", place
    yield "response.output_item.done", {"output_index": index, "item": item}


def _begun(item: JSON) -> JSON:
    if item["type"] == "mcp_list_tools":
        return {**item, "tools": []}
    begun = {**item, "status": "in_progress", "arguments": ""}
    return {**begun, "output": None} if item["type"] == "mcp_call" else begun


def _arguments(kind: str, item: JSON, place: JSON, characters: int) -> Iterator[Event]:
    text, name = item["arguments"], {"name": item["name"]} if item["type"] == "function_call" else {}
    for at in range(0, len(text), characters):
        piece = text[at : at + characters]
        yield f"{kind}.delta", {**place, "delta": piece, "obfuscation": padding(piece)}
    yield f"{kind}.done", {**place, **name, "arguments": text}
