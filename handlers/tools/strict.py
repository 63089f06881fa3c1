"""JSON schemas made strict, as OpenAI asks for them in function calls.

https://developers.openai.com/api/docs/guides/structured-outputs#supported-schemas
"""

from collections.abc import Collection
from typing import Any

# Left out: they say nothing to the model, or are refused in a strict schema. What is read is still held to them.
DROPPED = frozenset({"title", "default", "minLength", "maxLength", "uniqueItems", "examples", "deprecated"})
FORMATS = frozenset(
    {"date-time", "time", "date", "duration", "email", "hostname", "ipv4", "ipv6", "uuid"},
)
STRUCTURE = frozenset({"oneOf", "allOf", "not", "prefixItems", "patternProperties", "propertyNames", "contains"})


class NotStrict(Exception):
    """A type that a strict schema cannot express; the text says which and what to use."""


def strict(schema: dict[str, Any], place: str = "") -> dict[str, Any]:
    """The same schema, strict. Raises NotStrict."""
    if "$ref" in schema:
        return {"$ref": schema["$ref"]}  # OpenAI refuses any other word beside it
    if found := STRUCTURE & schema.keys():
        raise NotStrict(f"has a type that a strict schema cannot say ({min(found)}{_at(place)}): use a list or a class")
    kept = {name: value for name, value in schema.items() if name not in DROPPED}
    if kept.get("format") not in FORMATS:
        kept.pop("format", None)
    if "(?" in kept.get("pattern", ""):  # flags, and looks around: not in all of OpenAI's patterns
        del kept["pattern"]
    for name in ("properties", "$defs"):
        if name in kept:
            kept[name] = {key: strict(value, key) for key, value in kept[name].items()}
    if "anyOf" in kept:
        kept["anyOf"] = [strict(each, place) for each in kept["anyOf"]]
    if "items" in kept:
        kept["items"] = strict(kept["items"], place)
    if kept.get("type") == "object":
        _closed(kept, place)
    elif not {"type", "anyOf"} & kept.keys():
        raise NotStrict(f"has a parameter of any or of mixed types{_at(place)}: say which, as in str, int, date")
    return kept


def nullable(schema: dict[str, Any], names: Collection[str]) -> None:
    """Let the properties of these names be null: strict schemas know no other way to leave one out."""
    for name in names:
        allowed = schema["properties"][name]
        choices = allowed.get("anyOf", [allowed])
        if {"type": "null"} in choices:
            continue
        note = {"description": allowed["description"]} if "description" in allowed else {}
        bare = [{key: value for key, value in each.items() if key != "description"} for each in choices]
        schema["properties"][name] = {**note, "anyOf": [*bare, {"type": "null"}]}


def _closed(schema: dict[str, Any], place: str) -> None:
    """An object that has exactly its properties."""
    if schema.get("additionalProperties") or (place and "properties" not in schema):
        raise NotStrict(f"has a type with any keys, such as dict{_at(place)}: use a dataclass instead")
    properties = schema.setdefault("properties", {})
    schema |= {"required": list(properties), "additionalProperties": False}


def _at(place: str) -> str:
    return f", at '{place}'" if place else ""
