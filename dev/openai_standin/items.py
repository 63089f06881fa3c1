"""Message items: read as the API takes them, kept as it lists them."""

from __future__ import annotations

from collections.abc import Sequence

from dev.openai_standin import refusals
from dev.openai_standin.media import check_media
from dev.openai_standin.response import JSON, new_id

IMAGE_URLS = "message.input_image.image_url"
_ASKED = ("input_text", "input_image", "input_file")
# The parts that each role may send: https://developers.openai.com/api/docs/api-reference/conversations/create-item
PARTS = {
    "user": _ASKED,
    "assistant": ("output_text", "refusal"),
    "system": _ASKED,
    "developer": _ASKED,
}


# The fields of calls and their outputs, each with its most characters.
OF_CALLS = {
    "function_call": {"call_id": 64, "name": 128, "arguments": 10_485_760},
    "function_call_output": {"call_id": 64, "output": 10_485_760},
}

# The field of a part that holds its text.
TEXT_FIELD = {"output_text": "text", "refusal": "refusal"}


def messages(given: object, param: str) -> list[JSON]:
    """The messages and outputs of calls in an `input` or `items` parameter, as a conversation holds them."""
    if isinstance(given, str):
        given = [{"role": "user", "content": given}]
    if not isinstance(given, list):
        raise refusals.invalid(param, "an array of input items")
    return [_item(item, f"{param}[{index}]") for index, item in enumerate(given)]


def text_of(item: JSON) -> str:
    """The text of an item; pictures, files and reasoning have none."""
    return "\n".join(part["text"] for part in item.get("content", ()) if isinstance(part.get("text"), str))


def is_of(role: str, item: JSON) -> bool:
    """True for a message of this role."""
    return item.get("role") == role


def listed(item: JSON, include: Sequence[str]) -> JSON:
    """An item as it is listed: without the content of pictures unless it is asked for."""
    if not is_of("user", item) or IMAGE_URLS in include:
        return item
    parts = [{name: part[name] for name in part if name != "image_url"} for part in item["content"]]
    return item | {"content": parts}


def output_part(kind: str, text: str) -> JSON:
    """A part of an answer, of one of the two kinds of TEXT_FIELD."""
    more: JSON = {"annotations": [], "logprobs": []} if kind == "output_text" else {}
    return {"type": kind, TEXT_FIELD[kind]: text, **more}


def _item(item: object, param: str) -> JSON:
    if isinstance(item, dict) and item.get("type") in OF_CALLS:
        return _of_call(item, param)
    return _message(item, param)


def _of_call(item: JSON, param: str) -> JSON:
    """A call from another conversation, or what came of one.

    https://developers.openai.com/api/docs/guides/function-calling
    """
    limits = OF_CALLS[item["type"]]
    for name, most in limits.items():
        if item.get(name) is None:
            raise refusals.missing(f"{param}.{name}")
        if not isinstance(item[name], str):
            raise refusals.invalid(f"{param}.{name}", "a string")
        if len(item[name]) > most:
            raise refusals.too_long(f"{param}.{name}", most, len(item[name]))
    return {"id": new_id("fc"), "type": item["type"], "status": "completed", **{name: item[name] for name in limits}}


def _message(item: object, param: str) -> JSON:
    if not isinstance(item, dict) or item.get("type", "message") != "message":
        raise refusals.invalid(param, "a message")
    if item.get("role") not in PARTS:
        raise refusals.invalid(f"{param}.role", f"one of {', '.join(PARTS)}")
    allowed, content = PARTS[item["role"]], item.get("content")
    if isinstance(content, str):
        content = [{"type": allowed[0], "text": content}]
    if not isinstance(content, list):
        raise refusals.invalid(f"{param}.content", "a string or an array of parts")
    parts = [_part(part, allowed, f"{param}.content[{index}]") for index, part in enumerate(content)]
    shown = {"status": "completed", "role": item["role"], "content": parts}
    return {"id": new_id("msg"), "type": "message", **shown}


def _part(part: object, allowed: tuple[str, ...], param: str) -> JSON:
    if not isinstance(part, dict):
        raise refusals.invalid(param, "an object")
    if part.get("type") not in allowed:
        raise refusals.no_such_value(param, part.get("type"), allowed)
    if part["type"].endswith("_text") and not isinstance(part.get("text"), str):
        raise refusals.invalid(f"{param}.text", "a string")
    check_media(part, param)
    return {"annotations": [], "logprobs": [], **part} if part["type"] == "output_text" else part
