"""Items of the Responses API as messages of Chat Completions.

Many models take one message of the system's, at the beginning, and then turns that alternate. So our descriptions and
notes, which must not stand where a customer's words could be taken for them, all go there.

https://platform.openai.com/docs/api-reference/chat/create#chat-create-messages
"""

import base64
import json
from collections.abc import Iterator, Mapping, Sequence
from itertools import dropwhile
from typing import Any

from handlers.adapters.openai.answer import mappings
from handlers.adapters.openai.input import DESCRIPTION, DESCRIPTION_ALONE

NEWEST = "About the customer's message {} of those after your last answer. "
WORDLESS = "…"  # stands for messages without words, since the last turn has to be somebody's
TEXTS = ("data:text/", "data:application/json;", "data:application/xml;")  # files that any model can read

Json = Mapping[str, Any]


def messages_of(instructions: str, items: Sequence[Json]) -> list[dict[str, Any]]:
    """The messages of a question: the system's, then alternating turns, of which the customer has the first."""
    told, turns = [instructions], list[dict[str, Any]]()
    number = 0
    for item in items:
        role = item.get("role")
        if role == "developer":
            number += item["content"].startswith(DESCRIPTION_ALONE)
            told.append(_told(item["content"], number))
        elif role == "user":
            number += 1
            _add(turns, "user", list(_parts(item["content"])))
        elif role == "assistant":
            number = 0
            _add(turns, "assistant", [{"type": "text", "text": item["content"]}])
        elif item["type"] == "function_call":
            turns.append(_call(item))
        else:
            turns.append({"role": "tool", "tool_call_id": _last_call(turns), "content": item["output"]})
    turns = list(dropwhile(lambda turn: turn["role"] == "assistant" and "tool_calls" not in turn, turns))
    if not turns or turns[-1]["role"] == "assistant":
        turns.append({"role": "user", "content": WORDLESS})
    return [{"role": "system", "content": "\n\n".join(told)}, *map(_plain, turns)]


def _told(text: str, number: int) -> str:
    if text.startswith(DESCRIPTION_ALONE):
        return NEWEST.format(number) + text
    return NEWEST.format(number + 1) + text if text.startswith(DESCRIPTION) else text


def _add(turns: list[dict[str, Any]], role: str, parts: list[Json]) -> None:
    """Add parts to the last turn if it has this role, else as a new turn."""
    if turns and turns[-1]["role"] == role and "tool_calls" not in turns[-1]:
        turns[-1]["content"] += parts
    else:
        turns.append({"role": role, "content": parts})


def _plain(turn: dict[str, Any]) -> dict[str, Any]:
    """The turn with one text for parts that are all texts: some servers take no parts."""
    parts = turn["content"]
    if isinstance(parts, str) or any(part["type"] != "text" for part in parts):
        return turn
    return {**turn, "content": "\n\n".join(part["text"] for part in parts)}


def _parts(content: object) -> Iterator[Json]:
    if isinstance(content, str):
        yield {"type": "text", "text": content}
    for part in mappings(content):
        if part["type"] == "input_text":
            yield {"type": "text", "text": part["text"]}
        elif part["type"] == "input_image":
            yield {"type": "image_url", "image_url": {"url": part["image_url"]}}
        else:
            yield _file(part)


def _file(part: Json) -> Json:
    """A file, or its text where it is nothing else."""
    if not part["file_data"].startswith(TEXTS):
        return {"type": "file", "file": {name: part[name] for name in ("filename", "file_data")}}
    data = base64.b64decode(part["file_data"].partition("base64,")[2])
    return {"type": "text", "text": f"{part['filename']}:\n{data.decode(errors='replace')}"}


def _call(item: Json) -> dict[str, Any]:
    """A call of the assistant's. Servers read its arguments, so what is no JSON is left out."""
    try:
        is_object = isinstance(json.loads(item["arguments"]), dict)
    except ValueError:
        is_object = False
    function = {"name": item["name"], "arguments": item["arguments"] if is_object else "{}"}
    call = {"id": _id(item["call_id"]), "type": "function", "function": function}
    return {"role": "assistant", "content": "", "tool_calls": [call]}


def _last_call(turns: Sequence[Json]) -> str:
    return str(turns[-1]["tool_calls"][0]["id"])


def _id(call: str) -> str:
    """The id of a call as it is sent: nine letters and digits, since some servers take no others."""
    return call.removeprefix("call_")[:9]
