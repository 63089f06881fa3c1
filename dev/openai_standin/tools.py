"""The parameters `tools` and `tool_choice`: checked as the API checks them.

https://developers.openai.com/api/docs/guides/function-calling
https://developers.openai.com/api/docs/guides/tools-connectors-mcp
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from dev.openai_standin import refusals
from dev.openai_standin.refusals import Refused
from dev.openai_standin.response import JSON

NAME = re.compile(r"[a-zA-Z0-9_-]+")
LONGEST_NAME = 64
MOST_TOOLS = 128
CHOICES = ("none", "auto", "required")
TYPES = ("string", "number", "integer", "boolean", "object", "array", "null")
# https://developers.openai.com/api/docs/guides/structured-outputs#supported-schemas
KEYWORDS = frozenset(
    re.findall(
        r"\S+",
        """$defs $ref additionalProperties anyOf const description enum exclusiveMaximum exclusiveMinimum format items
        maximum maxItems minimum minItems multipleOf pattern properties required type""",
    )
)
FORMATS = frozenset({"date-time", "time", "date", "duration", "email", "hostname", "ipv4", "ipv6", "uuid"})
FUNCTION_FIELDS = frozenset(
    {"type", "name", "description", "parameters", "strict", "output_schema", "defer_loading", "allowed_callers"}
)
SERVER_FIELDS = frozenset(
    re.findall(
        r"\w+",
        """type server_label server_url server_description allowed_tools authorization headers require_approval
        connector_id tunnel_id defer_loading allowed_callers""",
    )
)


def check_tools(body: Mapping[str, Any]) -> None:
    """Raise `Refused` for tools that the API would not take, or that the stand-in does not know."""
    tools = body.get("tools")
    if not isinstance(tools, list | None):
        raise refusals.invalid("tools", "an array")
    if len(tools or ()) > MOST_TOOLS:
        raise refusals.too_many("tools", MOST_TOOLS, len(tools or ()))
    seen = set[str]()
    for index, tool in enumerate(tools or ()):
        name = _checked(tool, f"tools[{index}]")
        if name in seen:
            raise Refused(400, f"Duplicate tool name or label: '{name}'.", "invalid_value", f"tools[{index}]")
        seen.add(name)
    _check_choice(body.get("tool_choice"), functions_in(body))
    if not isinstance(body.get("parallel_tool_calls"), bool | None):
        raise refusals.invalid("parallel_tool_calls", "a boolean")


def functions_in(body: Mapping[str, Any]) -> dict[str, JSON]:
    """The functions that a request offers, by name."""
    return {tool["name"]: tool for tool in body.get("tools") or () if tool["type"] == "function"}


def servers_in(body: Mapping[str, Any]) -> list[JSON]:
    """The MCP servers that a request offers."""
    return [tool for tool in body.get("tools") or () if tool["type"] == "mcp"]


def _checked(tool: object, param: str) -> str:
    if not isinstance(tool, dict):
        raise refusals.invalid(param, "an object")
    kind = tool.get("type")
    if kind not in ("function", "mcp"):
        raise Refused(400, f"The stand-in does not know tools of type '{kind}'.", "unsupported_parameter", param)
    fields = FUNCTION_FIELDS if kind == "function" else SERVER_FIELDS
    for name in tool:
        if name not in fields:
            raise Refused(400, f"Unknown parameter: '{param}.{name}'.", "unknown_parameter", f"{param}.{name}")
    return _function(tool, param) if kind == "function" else _server(tool, param)


def _function(tool: JSON, param: str) -> str:
    name = _name(tool.get("name"), f"{param}.name")
    if "parameters" not in tool or "strict" not in tool:
        raise refusals.missing(f"{param}.{'parameters' if 'parameters' not in tool else 'strict'}")
    if not isinstance(tool.get("description"), str | None):
        raise refusals.invalid(f"{param}.description", "a string")
    schema, strict = tool["parameters"], tool["strict"]
    if not isinstance(strict, bool | None):
        raise refusals.invalid(f"{param}.strict", "a boolean")
    if schema is not None or strict:
        check_schema(schema, name, strict=strict is not False)
    return f"function {name}"


def _server(tool: JSON, param: str) -> str:
    label = _name(tool.get("server_label"), f"{param}.server_label")
    if not tool.get("server_url"):
        message = "One of 'server_url', 'connector_id' or 'tunnel_id' must be provided."
        raise Refused(400, message, "missing_required_parameter", param)
    if not isinstance(tool["server_url"], str) or not tool["server_url"].startswith(("https://", "http://")):
        raise refusals.invalid(f"{param}.server_url", "an address")
    allowed = tool.get("allowed_tools")
    if not isinstance(allowed, list | dict | None):
        raise refusals.invalid(f"{param}.allowed_tools", "an array of names or a filter")
    if tool.get("require_approval") != "never":
        raise Refused(400, "The stand-in asks nobody to approve: say 'never'.", "unsupported_parameter", param)
    if not isinstance(tool.get("authorization"), str | None):
        raise refusals.invalid(f"{param}.authorization", "a string")
    return f"server {label}"


def _name(name: object, param: str) -> str:
    if name is None:
        raise refusals.missing(param)
    if not isinstance(name, str):
        raise refusals.invalid(param, "a string")
    if len(name) > LONGEST_NAME:
        raise refusals.too_long(param, LONGEST_NAME, len(name))
    if not NAME.fullmatch(name):
        raise refusals.no_match(param, f"^{NAME.pattern}$")
    return name


def _check_choice(choice: object, functions: Mapping[str, JSON]) -> None:
    if isinstance(choice, dict):
        if choice.get("type") != "function":
            raise Refused(400, "The stand-in knows no such tool_choice.", "unsupported_parameter", "tool_choice")
        if choice.get("name") not in functions:
            message = f"Tool choice '{choice.get('name')}' not found in 'tools' parameter."
            raise Refused(400, message, "invalid_value", "tool_choice")
    elif choice not in (None, *CHOICES):
        raise refusals.no_such_value("tool_choice", choice, CHOICES)


def check_schema(schema: object, name: str, *, strict: bool) -> None:
    """Raise `Refused` for parameters of a function that the API would not take."""
    if not isinstance(schema, dict) or schema.get("type") != "object":
        raise refusals.bad_parameters(name, "schema must be a JSON Schema of 'type: \"object\"'")
    if strict:
        for why in _faults(schema, ()):
            raise refusals.bad_parameters(name, why)


def _faults(schema: object, path: tuple[str, ...]) -> Iterator[str]:
    """What a strict schema may not say, in OpenAI's words."""
    context = f"In context={path!r}, "
    if not isinstance(schema, dict):
        yield context + "schema must be an object."
        return
    if unknown := sorted(schema.keys() - KEYWORDS):
        yield f"{context}'{unknown[0]}' is not permitted."
    if "$ref" in schema and len(schema) > 1:
        yield f"{context}$ref cannot have keywords {sorted(schema.keys() - {'$ref'})}."
    if not {"type", "$ref", "anyOf"} & schema.keys():
        yield f"{context}schema must have a 'type' key."
    if "type" in schema and not set(_listed(schema["type"])) <= set(TYPES):
        yield f"{context}'{schema['type']}' is not a type."
    if "(?" in schema.get("pattern", ""):
        yield f"{context}'pattern' may not look around."
    if schema.get("format", "date") not in FORMATS:
        yield f"{context}'{schema['format']}' is not a valid format."
    if schema.get("type") == "object":
        yield from _object_faults(schema, context)
    if schema.get("type") == "array" and "items" not in schema:
        yield f"{context}array schema missing items."
    for key, inner in _inner(schema):
        yield from _faults(inner, (*path, *key))


def _object_faults(schema: JSON, context: str) -> Iterator[str]:
    if schema.get("additionalProperties") is not False:
        yield f"{context}'additionalProperties' is required to be supplied and to be false."
    properties = schema.get("properties", {})
    if sorted(schema.get("required", ())) != sorted(properties):
        missing = sorted(set(properties) ^ set(schema.get("required", ())))
        required = "'required' is required to be supplied and to be an array including every key in properties."
        yield f"{context}{required} Missing '{missing[0]}'."


def _inner(schema: JSON) -> Iterator[tuple[tuple[str, ...], object]]:
    for name in ("properties", "$defs"):
        for key, inner in schema.get(name, {}).items():
            yield (name, key), inner
    for index, inner in enumerate(schema.get("anyOf", ())):
        yield ("anyOf", str(index)), inner
    if "items" in schema:
        yield ("items",), schema["items"]


def _listed(value: object) -> list[Any]:
    return value if isinstance(value, list) else [value]
