"""Structured output: a request's `text` checked as the API checks it, and answers written by its schema.

https://developers.openai.com/api/docs/guides/structured-outputs
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from dev.openai_standin import refusals
from dev.openai_standin.directives import Directives
from dev.openai_standin.knowing import Told
from dev.openai_standin.models import WITHOUT_SCHEMAS
from dev.openai_standin.refusals import Refused
from dev.openai_standin.response import JSON
from dev.openai_standin.topics import rows_of, topic_of, topics_told

FORMATS = ("text", "json_schema", "json_object")
NAME = re.compile(r"[a-zA-Z0-9_-]+")
LONGEST_NAME = 64
VERBOSITIES = ("low", "medium", "high")
WRITTEN_HERE = ("string", "boolean", "integer", "array")


@dataclass(frozen=True)
class Structured:
    """Writes a text as JSON with these `properties`, in their order.

    `choices`: the values that the customer ordered. `note`: what strings other than the reply say. `broken`: the JSON
    ends in two commas. `known`: what yes or no says; `sources`: what lists of strings hold; `rows`: what one of objects
    with these properties holds.
    """

    properties: Mapping[str, JSON]
    choices: Mapping[str, str]
    note: str
    broken: bool
    known: bool = True
    sources: Sequence[str] = ()
    rows: Callable[[JSON], list[JSON]] = lambda _: []

    def __call__(self, text: str) -> str:
        values = {name: self._value(name, schema, text) for name, schema in self.properties.items()}
        whole = json.dumps(values, ensure_ascii=False)
        return f"{whole[:-1]},,}}" if self.broken else whole

    def _value(self, name: str, schema: JSON, text: str) -> object:
        if schema.get("type") == "array":
            items = schema.get("items") or {}
            return self.rows(items["properties"]) if items.get("type") == "object" else list(self.sources)
        if schema.get("type") == "boolean":
            return self.known
        if allowed := schema.get("enum"):
            return next((value for value in allowed if value == self.choices.get(name)), allowed[0])
        if schema.get("type") == "integer":
            return 0
        return text if name == "reply" else self.note


def form_of(
    body: Mapping[str, Any], asked: Directives, words: str, told: Sequence[Told | None] = (), text: str = ""
) -> Callable[[str], str]:
    """The form in which `body` wants its answer to a customer's `words`: JSON, or the text itself.

    `told`: what was found in the business's files for the answer. `text`: all that the customer's messages say.
    """
    form = (body.get("text") or {}).get("format") or {}
    if form.get("type") != "json_schema" or asked.side == "none":
        return str
    instructions = body.get("instructions") or ""
    topic = asked.topic or topic_of(text, topics_told(instructions))
    choices = {"handoff": asked.handoff, "topic": topic, "mood": asked.mood}
    note = "" if asked.handoff == "no" else words
    found = [one for one in told if one]
    known, sources = all(one.line for one in found), dict.fromkeys(one.source for one in found if one.source)
    return Structured(
        form["schema"]["properties"],
        choices,
        note,
        asked.side == "broken",
        known,
        [*sources],
        lambda properties: rows_of(properties, text, instructions),
    )


def check_text(body: Mapping[str, Any]) -> None:
    """Raise `Refused` for a parameter `text` that the API would not take, or that the stand-in does not speak."""
    text = body.get("text") or {}
    if not isinstance(text, dict):
        raise refusals.invalid("text", "an object")
    for name in text:
        if name not in ("format", "verbosity"):
            raise Refused(400, f"Unknown parameter: 'text.{name}'.", "unknown_parameter", f"text.{name}")
    if text.get("verbosity") not in (None, *VERBOSITIES):
        raise refusals.no_such_value("text.verbosity", text["verbosity"], VERBOSITIES)
    if text.get("format") is not None:
        _check_format(text["format"], body["model"])


def _check_format(form: object, model: str) -> None:
    if not isinstance(form, dict):
        raise refusals.invalid("text.format", "an object")
    if form.get("type") not in FORMATS:
        raise refusals.no_such_value("text.format.type", form.get("type"), FORMATS)
    if form["type"] == "json_object":
        raise Refused(400, "The stand-in does not know 'json_object'.", "unsupported_parameter", "text.format.type")
    if form["type"] == "json_schema":
        if model in WITHOUT_SCHEMAS:
            raise refusals.no_schemas()
        _check_name(form.get("name"))
        _check_schema(form.get("schema"), str(form["name"]), strict=bool(form.get("strict")))


def _check_name(name: object) -> None:
    if name is None:
        raise refusals.missing("text.format.name")
    if not isinstance(name, str):
        raise refusals.invalid("text.format.name", "a string")
    if len(name) > LONGEST_NAME:
        raise refusals.too_long("text.format.name", LONGEST_NAME, len(name))
    if not NAME.fullmatch(name):
        raise refusals.no_match("text.format.name", f"^{NAME.pattern}$")


def _check_schema(schema: object, name: str, *, strict: bool) -> None:
    if schema is None:
        raise refusals.missing("text.format.schema")
    if not isinstance(schema, dict):
        raise refusals.invalid("text.format.schema", "an object")
    if schema.get("type") != "object" or not isinstance(schema.get("properties"), dict):
        raise refusals.bad_schema(name, "schema must be a JSON Schema of 'type: \"object\"'")
    _check_object(schema, name, (), strict=strict)


def _check_object(schema: JSON, name: str, context: tuple[str, ...], *, strict: bool) -> None:
    properties = schema.get("properties")
    if not isinstance(properties, dict):
        raise refusals.bad_schema(name, f"In context={context}, 'properties' is required to be supplied.")
    if strict and schema.get("additionalProperties") is not False:
        required = "'additionalProperties' is required to be supplied and to be false."
        raise refusals.bad_schema(name, f"In context={context}, {required}")
    if strict and set(schema.get("required", ())) != set(properties):
        required = "'required' is required to be supplied and to be an array including every key in properties."
        raise refusals.bad_schema(name, f"In context={context}, {required}")
    for key, value in properties.items():
        _check_value(value, name, (*context, "properties", key), strict=strict)


def _check_value(value: object, name: str, context: tuple[str, ...], *, strict: bool) -> None:
    if not isinstance(value, dict) or value.get("type") not in WRITTEN_HERE:
        raise refusals.bad_schema(name, f"The stand-in writes {', '.join(WRITTEN_HERE)}; context={context}.")
    if value["type"] != "array":
        return
    items, context = value.get("items"), (*context, "items")
    if not isinstance(items, dict):
        raise refusals.bad_schema(name, f"In context={context[:-1]}, array schema missing items.")
    if items.get("type") == "object":
        _check_object(items, name, context, strict=strict)
    else:
        _check_value(items, name, context, strict=strict)
