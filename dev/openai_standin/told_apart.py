"""Messages that Recado sends in one turn of a completion, told apart again: each after its description.

Turns alternate there, so the customer's newest messages are one turn, and what is told of them stands with the
system's words: handlers/adapters/servers/chat_messages.py.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence

from dev.openai_standin.response import JSON

ABOUT = re.compile(
    r"\n\nAbout the customer's message (\d+) of those after your last answer\. ([^{]*\{.*\})$", re.MULTILINE
)
BETWEEN = "\n\n"  # stands between texts of one turn
WORDLESS = "…"  # stands for messages without words


def told_apart(system: str, items: Sequence[JSON]) -> tuple[str, list[JSON]]:
    """The system's words without descriptions, and the items with one for each of the newest messages."""
    about = {int(number): text for number, text in ABOUT.findall(system)}
    answered = max((at for at, item in enumerate(items, 1) if item.get("role") == "assistant"), default=0)
    newest = [item for item in items[answered:] if item.get("role") == "user"]
    others = [item for item in items[answered:] if item.get("role") != "user"]
    parts = [part for item in newest for part in _parts(item["content"])]
    if newest and not parts:  # what the API refuses
        return system, [*items]
    if about and [part.get("text") for part in parts] == [WORDLESS]:
        parts = []
    return ABOUT.sub("", system), [*items[:answered], *_messages(about, parts), *others]


def _parts(content: object) -> list[JSON]:
    if isinstance(content, str):
        return [{"type": "input_text", "text": text} for text in content.split(BETWEEN)]
    return content if isinstance(content, list) else []


def _messages(about: Mapping[int, str], parts: Sequence[JSON]) -> Iterator[JSON]:
    """Each message; one that nothing is told of is one text."""
    number, left = 0, list(parts)
    while left or number < max(about, default=0):
        number += 1
        told = about.get(number, "{}")
        if number in about:
            yield {"role": "developer", "content": told}
        described = json.loads(told[told.index("{") :])
        if "message" in described:
            continue
        count = len(described.get("next_message", {}).get("parts", [""]))
        yield {"role": "user", "content": left[:count]}
        left = left[count:]
