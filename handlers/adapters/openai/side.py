"""The answer's side: what the model says about its reply, in the same response, by structured output.

https://platform.openai.com/docs/guides/structured-outputs

Reading never fails, since not every model and server keeps to the format: what is no JSON of ours is a plain reply.

Long: a line for each field, and how JSON is read however it is broken.
"""

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from openai.types.responses import ResponseTextConfigParam

from handlers.conversation.side import Handoff, Mood, Side

MOST_SUMMARY = 300  # characters
MOST_SOURCES = 8
MOST_TOPIC = 60  # characters, more than a topic's name may have
REPLY = "reply"
REPLY_SCHEMA = {"type": "string", "description": "what the customer reads, in Markdown"}


@dataclass(frozen=True)
class Field:
    """A field of Side: its schema for the model, and how its value is read; None if it is no such value."""

    schema: Mapping[str, object]
    read: Callable[[object], Any]


def _choice(kind: type[StrEnum], description: str) -> Field:
    values = [str(value) for value in kind]
    schema = {"type": "string", "enum": values, "description": description}
    return Field(schema, lambda value: kind(value) if value in values else None)


def _line(description: str, *, most: int) -> Field:
    def read(value: object) -> str | None:
        if not isinstance(value, str):
            return None
        line = " ".join(_clean(value).split())
        return line if len(line) <= most else f"{line[: most - 1]}…"

    return Field({"type": "string", "description": description}, read)


def _names(description: str, *, most: int) -> Field:
    """Names that we gave: the first few, each once; they are compared with ours later, so no name is shortened."""

    def read(value: object) -> tuple[str, ...] | None:
        if not isinstance(value, list):
            return None
        return tuple(dict.fromkeys(_clean(name) for name in value if isinstance(name, str)))[:most]

    return Field({"type": "array", "items": {"type": "string"}, "description": description}, read)


# By their names in Side, in the order in which the model writes them, after the reply.
FIELDS = {
    "handoff": _choice(Handoff, "whether a person of the business is needed, and why"),
    "summary": _line("one sentence for that person; empty if handoff is no", most=MOST_SUMMARY),
    "known": Field(
        {"type": "boolean", "description": "false if the reply says that you do not know, or lacks what was asked for"},
        lambda value: value if isinstance(value, bool) else None,
    ),
    "sources": _names("the names of the files that the reply stands on; empty if none", most=MOST_SOURCES),
    "topic": _line("what the customer's messages are about", most=MOST_TOPIC),
    "mood": _choice(Mood, "how the customer feels"),
}


def answer_format(fields: Sequence[str], topics: Sequence[str] = ()) -> ResponseTextConfigParam:
    """The parameter `text` that asks for these fields beside the reply. Raises ValueError for unknown ones.

    `topics`: the names that the field `topic` may have.
    """
    names = sorted(fields, key=list(FIELDS).index)
    properties = {REPLY: REPLY_SCHEMA, **{name: FIELDS[name].schema for name in names}}
    if topics and "topic" in names:
        properties["topic"] = {**properties["topic"], "enum": [*topics]}
    return json_format("answer", properties)


def json_format(name: str, properties: Mapping[str, Mapping[str, object]]) -> ResponseTextConfigParam:
    """The parameter `text` that asks for JSON with these properties."""
    return {"format": {"type": "json_schema", "name": name, "schema": json_object(properties), "strict": True}}


def json_object(properties: Mapping[str, Mapping[str, object]]) -> dict[str, object]:
    """The schema of an object with these properties and no other."""
    return {"type": "object", "properties": properties, "required": [*properties], "additionalProperties": False}


def reply_and_side(messages: Iterable[Sequence[str]], fields: Sequence[str]) -> tuple[str, Side]:
    """The reply and its side in the messages of one answer, each of which is the texts of its parts.

    JSON is read even if no field is asked for: the answer may have been begun when one was, and a model that sees JSON
    in its conversation goes on writing it.
    """
    replies, found = list[str](), list[Mapping[str, object]]()
    for parts in messages:
        objects = [each for each in objects_in("".join(parts)) if each.keys() & {REPLY, *fields}]
        found += objects
        replies += dict.fromkeys(map(_reply, objects)) if objects else parts
    return "\n\n".join(filter(None, (reply.strip() for reply in replies))), _side(found, fields)


def reply_so_far(text: str) -> str:
    """What the customer would read of an answer of which this much is written; "" for nothing yet."""
    begun = next(objects_in(text), None)
    return (text if begun is None else _reply(begun)).strip()


def _side(found: Sequence[Mapping[str, object]], fields: Sequence[str]) -> Side:
    """The last value of each field that says anything."""
    side = Side()
    for each in found:
        for name in fields:
            value = FIELDS[name].read(each.get(name))
            if value not in (None, getattr(Side(), name)):
                side = replace(side, **{name: value})
    return side if side.handoff is not Handoff.NO else replace(side, summary="")


_JSON = json.JSONDecoder(strict=False)  # lets line feeds be in strings
_BEFORE = re.compile(r"\s*(?:```\w*\s*)?(?=\{)")  # some models put their JSON into a block of code
_BEFORE_REPLY = re.compile(rf'\{{\s*"{REPLY}"\s*:\s*(?=")')
_CONTROLS = re.compile(r"[\x00-\x1f]")


def objects_in(text: str) -> Iterator[Mapping[str, object]]:
    """The JSON objects that a text consists of: one, some models repeat it."""
    at = 0
    while begin := _BEFORE.match(text, at):
        try:
            value, at = _JSON.raw_decode(text, begin.end())
        except (ValueError, RecursionError):
            yield from _cut_or_broken(text[begin.end() :])
            return
        yield value


def _cut_or_broken(text: str) -> Iterator[Mapping[str, object]]:
    """What is there of an object that was cut; of one that is broken, the reply."""
    import jiter  # here, since few answers are cut: not at the start of every function

    with suppress(ValueError):
        whole = _CONTROLS.sub(" ", text).encode(errors="ignore")
        yield jiter.from_json(whole, partial_mode="trailing-strings") or {REPLY: ""}
        return
    if begin := _BEFORE_REPLY.match(text):
        with suppress(ValueError):
            yield {REPLY: _JSON.raw_decode(text, begin.end())[0]}


def _reply(found: Mapping[str, object]) -> str:
    reply = found.get(REPLY)
    if reply is None:
        return ""
    return _clean(reply) if isinstance(reply, str) else json.dumps(reply, ensure_ascii=False)


def _clean(text: str) -> str:
    """Without halves of characters, which JSON can hold and UTF-8 cannot."""
    return text.encode(errors="ignore").decode()
