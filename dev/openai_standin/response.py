"""The document of a response: as it is created, as it ends, and its usage.

https://developers.openai.com/api/docs/api-reference/responses/object
"""

from __future__ import annotations

import re
import secrets
import time
from typing import Any

from dev.openai_standin.models import REASONS

JSON = dict[str, Any]

# The fields that OpenAI's specification requires.
ALWAYS = frozenset(
    re.findall(
        r"\w+",
        """id object created_at error incomplete_details instructions model tools output parallel_tool_calls metadata
    tool_choice temperature top_p""",
    )
)
SECRETS = ("authorization", "headers")
MAY_BE_NULL = ("usage", "metadata", "conversation", "service_tier", "truncation")


def new_id(prefix: str) -> str:
    return f"{prefix}_{secrets.token_hex(24)}"


def shown(response: JSON, words: frozenset[str]) -> JSON:
    """A response as it goes out: with fewer fields if one of the `words` asks for that."""
    if "absent" in words:
        response = {name: value for name, value in response.items() if name in ALWAYS}
    if "null" in words:
        response = response | dict.fromkeys(MAY_BE_NULL)
    if "thin" in words and response.get("usage"):
        usage = {name: value for name, value in response["usage"].items() if not name.endswith("_details")}
        response = response | {"usage": usage}
    return response


def completed(usage: JSON, _: str | None) -> JSON:
    return {"status": "completed", "usage": usage, "completed_at": int(time.time())}


def incomplete(usage: JSON, reason: str | None) -> JSON:
    return {"status": "incomplete", "usage": usage, "incomplete_details": reason and {"reason": reason}}


def failed(_: JSON, code: str | None) -> JSON:
    message = "The server had an error while processing your request. Sorry about that!"
    return {"status": "failed", "error": code and {"code": code, "message": message}}


ENDINGS = {"completed": completed, "incomplete": incomplete, "failed": failed}


def response_json(body: JSON, conversation: str | None) -> JSON:
    """A response as it is created by `body`."""
    given = {name: value for name, value in body.items() if name in _DEFAULTS and value is not None}
    own = {
        "id": new_id("resp"),
        "object": "response",
        "created_at": int(time.time()),
        "status": "queued" if body.get("background") else "in_progress",
        "background": bool(body.get("background")),
        "model": body["model"],
        "metadata": body.get("metadata") or {},
        "conversation": {"id": conversation} if conversation else None,
    }
    return own | _DEFAULTS | given | {"text": shown_text(body.get("text")), "tools": shown_tools(body.get("tools"))}


def shown_text(text: JSON | None) -> JSON:
    """The parameter `text` as a response shows it, with its defaults."""
    given = {name: value for name, value in (text or {}).items() if value is not None}
    form = given.get("format", {"type": "text"})
    strict = {"strict": False} if form["type"] == "json_schema" else {}
    return {"verbosity": "medium", **given, "format": {**strict, **form}}


def shown_tools(tools: list[JSON] | None) -> list[JSON]:
    """The tools as a response shows them: without the secrets of MCP servers, which OpenAI does not keep."""
    return [{name: value for name, value in tool.items() if name not in SECRETS} for tool in tools or ()]


def reasoning_tokens(body: JSON) -> int:
    """Tokens of thought that are never shown: https://developers.openai.com/api/docs/guides/reasoning"""
    if not REASONS[body["model"]]:
        return 0
    effort = (body.get("reasoning") or {}).get("effort") or "medium"
    return _REASONING_TOKENS.get(effort, 512)


def usage_json(known: int, new: int, reasoning: int, written: int) -> JSON:
    """The usage for `known`, `new` and `written` characters and `reasoning` tokens."""
    old, output = _tokens(known), _tokens(written) + reasoning
    # A prompt is cached from 1,024 tokens on, in steps of 128:
    # https://developers.openai.com/api/docs/guides/prompt-caching
    cached = old // 128 * 128 if old >= 1024 else 0
    return {
        "input_tokens": old + _tokens(new),
        "input_tokens_details": {"cached_tokens": cached, "cache_write_tokens": 0},
        "output_tokens": output,
        "output_tokens_details": {"reasoning_tokens": reasoning},
        "total_tokens": old + _tokens(new) + output,
    }


def _tokens(characters: int) -> int:
    return -(-characters // 4)


_REASONING_TOKENS = {"none": 0, "minimal": 16, "low": 64, "medium": 192, "high": 512}

# The other fields of a response: https://developers.openai.com/api/docs/api-reference/responses/object
_DEFAULTS: JSON = {
    "error": None,
    "incomplete_details": None,
    "completed_at": None,
    "instructions": None,
    "max_output_tokens": None,
    "max_tool_calls": None,
    "output": [],
    "parallel_tool_calls": True,
    "previous_response_id": None,
    "prompt_cache_key": None,
    "reasoning": {"effort": None, "summary": None},
    "safety_identifier": None,
    "service_tier": "default",
    "store": True,
    "temperature": 1.0,
    "text": None,
    "tool_choice": "auto",
    "tools": [],
    "top_logprobs": 0,
    "top_p": 1.0,
    "truncation": "disabled",
    "usage": None,
    "user": None,
}
