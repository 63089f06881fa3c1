"""Chat Completions: a request read as one for a response, and what comes of it written as chunks or as a completion.

https://platform.openai.com/docs/api-reference/chat
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from dev.openai_standin import refusals
from dev.openai_standin.models import REASONS
from dev.openai_standin.refusals import Refused
from dev.openai_standin.response import JSON
from dev.openai_standin.told_apart import told_apart

# https://github.com/openai/openai-openapi, CreateChatCompletionRequest
PARAMETERS = frozenset(
    re.findall(
        r"\w+",
        """audio frequency_penalty function_call functions logit_bias logprobs max_completion_tokens max_tokens messages
    metadata modalities model moderation n parallel_tool_calls prediction presence_penalty prompt_cache_key
    prompt_cache_options prompt_cache_retention reasoning_effort response_format safety_identifier seed service_tier
    stop store stream stream_options temperature tool_choice tools top_logprobs top_p user verbosity web_search_options
    """,
    )
)
SPOKEN = frozenset(
    re.findall(
        r"\w+",
        """max_completion_tokens max_tokens messages metadata model parallel_tool_calls reasoning_effort response_format
    safety_identifier store stream stream_options tool_choice tools user""",
    )
)
# A part of a message's content, and the fields of the part of a response's input that is the same.
PARTS: dict[str, Callable[[JSON], JSON]] = {
    "text": lambda part: {"type": "input_text", "text": part.get("text")},
    "image_url": lambda part: {"type": "input_image", **_image(part.get("image_url"))},
    "file": lambda part: {"type": "input_file", **(part.get("file") or {})},
}


def as_request(body: Mapping[str, Any]) -> JSON:
    """The request for a response that this one for a completion comes to. Raises `Refused`."""
    _check(body)
    instructions, items = _read(body["messages"])
    request: JSON = {"model": body["model"], "instructions": instructions, "input": items, "store": False}
    for name in ("stream", "metadata", "parallel_tool_calls", "safety_identifier"):
        if body.get(name) is not None:
            request[name] = body[name]
    if limit := body.get("max_completion_tokens") or body.get("max_tokens"):
        request["max_output_tokens"] = limit
    if body.get("reasoning_effort") is not None:
        request["reasoning"] = {"effort": body["reasoning_effort"]}
    if body.get("response_format") is not None:
        request["text"] = {"format": _format(body["response_format"])}
    if body.get("tools") is not None:
        request |= {"tools": [_tool(tool) for tool in body["tools"]], "tool_choice": body.get("tool_choice")}
    return request


def _check(body: Mapping[str, Any]) -> None:
    for name in body:
        if name not in PARAMETERS:
            raise Refused(400, f"Unknown parameter: '{name}'.", "unknown_parameter", name)
        if name not in SPOKEN:
            raise Refused(400, f"The stand-in does not know '{name}'.", "unsupported_parameter", name)
    for name in ("model", "messages"):
        if body.get(name) is None:
            raise refusals.missing(name)
    if not isinstance(body["messages"], list) or not body["messages"]:
        raise refusals.invalid("messages", "an array with at least one message")
    if body.get("stream_options") is not None and not body.get("stream"):
        why = "The 'stream_options' parameter is only allowed when 'stream' is enabled."
        raise Refused(400, why, "invalid_value", "stream_options")
    if REASONS.get(body["model"]) and body.get("max_tokens") is not None:
        instead = "Use 'max_completion_tokens' instead."
        why = f"Unsupported parameter: 'max_tokens' is not supported with this model. {instead}"
        raise Refused(400, why, "unsupported_parameter", "max_tokens")


def _read(messages: list[Any]) -> tuple[str, list[JSON]]:
    """What the system says at the beginning, and the items of all else, the newest messages apart."""
    items = list[JSON]()
    for index, message in enumerate(messages):
        if not isinstance(message, dict):
            raise refusals.invalid(f"messages[{index}]", "an object")
        items += _items(message, f"messages[{index}]")
    first = messages[0]
    if first.get("role") in ("system", "developer") and isinstance(first["content"], str):
        return told_apart(first["content"], items[1:])
    return "", items


def _items(message: JSON, param: str) -> Iterator[JSON]:
    role, content = message.get("role"), message.get("content")
    if role == "tool":
        yield {"type": "function_call_output", "call_id": message.get("tool_call_id"), "output": content}
    elif role in ("system", "developer"):
        yield {"role": "developer", "content": content}
    elif role == "user":
        yield {"role": "user", "content": _content(content, param)}
    elif role == "assistant":
        if content:
            yield {"role": "assistant", "content": content}
        for call in message.get("tool_calls") or ():
            yield {"type": "function_call", "call_id": call.get("id"), **(call.get("function") or {})}
    else:
        raise refusals.no_such_value(f"{param}.role", role, ["system", "developer", "user", "assistant", "tool"])


def _content(content: object, param: str) -> object:
    if not isinstance(content, list):
        return content
    for index, part in enumerate(content):
        if not isinstance(part, dict) or part.get("type") not in PARTS:
            raise refusals.invalid(f"{param}.content[{index}]", f"one of {', '.join(PARTS)}")
    return [PARTS[part["type"]](part) for part in content]


def _image(given: object) -> JSON:
    return {"image_url": given.get("url"), "detail": "auto"} if isinstance(given, dict) else {}


def _format(given: object) -> object:
    if not isinstance(given, dict) or given.get("type") != "json_schema":
        return given
    if not isinstance(given.get("json_schema"), dict):
        raise refusals.missing("response_format.json_schema")
    return {"type": "json_schema", **given["json_schema"]}


def _tool(given: object) -> object:
    if not isinstance(given, dict) or not isinstance(given.get("function"), dict):
        raise refusals.invalid("tools", "an array of functions")
    return {"type": given.get("type"), "parameters": None, "strict": None, **given["function"]}
