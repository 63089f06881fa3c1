"""A customer's messages in the items of a request: their words, without what they quote, and what could not be opened.

A message that is more than a text is described in a developer's item before it, as JSON: by Recado's
handlers/adapters/openai/input.py.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import zip_longest

from dev.openai_standin.items import is_of, text_of
from dev.openai_standin.response import JSON

# Parts that somebody else wrote.
NOT_THEIRS = frozenset({"quoted message", "advertisement that the customer came by"})


@dataclass(frozen=True)
class Heard:
    """One message: the customer's own `words`, and what is told of it beside its parts, such as "sticker"."""

    words: str
    also: tuple[str, ...] = ()


def heard(items: Sequence[JSON]) -> list[Heard]:
    """The customer's messages, oldest first."""
    return list(_heard(items))


def _heard(items: Sequence[JSON]) -> Iterator[Heard]:
    described: JSON = {}
    for item in items:
        if is_of("developer", item):
            described = _described(item)
            if alone := described.get("message"):
                yield Heard("", tuple(alone.get("also", ())))
        elif is_of("user", item):
            about = described.get("next_message") or {}
            yield Heard(_words(item, about.get("parts", ())), tuple(about.get("also", ())))
            described = {}


def _words(item: JSON, names: Sequence[str]) -> str:
    pairs = list(zip_longest(item["content"], names))[: len(item["content"])]
    return text_of({"content": [part for part, name in pairs if name not in NOT_THEIRS]})


def _described(item: JSON) -> JSON:
    """The JSON in a developer's item; empty if it holds none."""
    text = text_of(item)
    try:
        found = json.loads(text[text.index("{") :])
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}
