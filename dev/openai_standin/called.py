"""Calls in a conversation: those that wait for their output, and what the outputs say."""

from __future__ import annotations

import json
from collections.abc import Sequence

from dev.openai_standin import refusals
from dev.openai_standin.items import is_of
from dev.openai_standin.response import JSON

MOST_QUOTED = 600  # characters of all outputs together


def check_calls(past: Sequence[JSON], new: Sequence[JSON]) -> None:
    """Raise `Refused` if a call would stay without its output, or an output belongs to no call that waits."""
    waiting = _waiting(past)
    for item in new:
        if item["type"] == "function_call":
            waiting.append(item["call_id"])
        elif item["type"] == "function_call_output":
            if item["call_id"] not in waiting:
                raise refusals.no_such_call(item["call_id"])
            waiting.remove(item["call_id"])
    if waiting:
        raise refusals.no_output(waiting[0])


def _waiting(items: Sequence[JSON]) -> list[str]:
    answered = {item["call_id"] for item in items if item["type"] == "function_call_output"}
    return [item["call_id"] for item in items if item["type"] == "function_call" and item["call_id"] not in answered]


def round_of(items: Sequence[JSON]) -> int:
    """How often outputs came since the customer's last message."""
    number, before = 0, ""
    for item in items:
        if is_of("user", item):
            number = 0
        elif item["type"] == "function_call_output" != before:
            number += 1
        before = item["type"]
    return number


def outputs_in(items: Sequence[JSON]) -> list[str]:
    """What the outputs say, as a person would read it."""
    return [readable(item["output"]) for item in items if item["type"] == "function_call_output"]


def readable(output: str) -> str:
    """The JSON of an output in words; text that is none as it is."""
    try:
        text = _said(json.loads(output))
    except ValueError:
        text = output
    return text if len(text) <= MOST_QUOTED else text[: MOST_QUOTED - 1] + "…"


def _said(value: object) -> str:
    if isinstance(value, dict):
        pairs = [(name.replace("_", " "), said) for name, each in value.items() if (said := _said(each))]
        return ", ".join(f"{name}: {said}" for name, said in pairs)
    if isinstance(value, list):
        return "; ".join(filter(None, map(_said, value)))
    if isinstance(value, bool):
        return str(value).lower()
    return "" if value is None else " ".join(str(value).split())
