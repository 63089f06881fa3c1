"""Topics as the stand-in finds them: by the words that a text shares with a topic's name and hint.

It reads what Recado gives the model: handlers/numbers/topics.py and dev/topics/proposals.py.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping

from dev.openai_standin.directives import directives, without_directives
from dev.openai_standin.knowing import words_of
from dev.openai_standin.response import JSON

TOPICS = re.compile(r"<topics>\n(.*?)\n</topics>", re.DOTALL)
OTHER = "other"
LEAST = 2  # texts that share a word: then it is proposed as a topic


def topics_told(instructions: str) -> dict[str, frozenset[str]]:
    """The topics in a request's instructions, each with its words."""
    lines = [line for block in TOPICS.findall(instructions) for line in block.split("\n")]
    return {line.partition(":")[0]: words_of(line) for line in lines}


def topic_of(text: str, topics: Mapping[str, frozenset[str]]) -> str:
    """The topic that shares the most words with a text: the first of them; OTHER if none shares any."""
    words = words_of(without_directives(text))
    best = max(topics, key=lambda topic: len(words & topics[topic]), default=OTHER)
    return best if best in topics and words & topics[best] else OTHER


def rows_of(properties: Mapping[str, JSON], text: str, instructions: str) -> list[JSON]:
    """What a list of objects with these `properties` holds: labels of numbered texts, or topics for them."""
    texts = dict(_numbered(text))
    if "topic" in properties:
        topics = topics_told(instructions)
        return [
            {"number": number, "topic": topic_of(words, topics), "mood": directives(words).mood}
            for number, words in texts.items()
        ]
    return _proposed(texts)


def _numbered(text: str) -> Iterator[tuple[int, str]]:
    """The texts in lines of JSON, by their numbers."""
    for line in text.splitlines():
        try:
            found = json.loads(line)
        except ValueError:
            continue
        if isinstance(found, dict) and "number" in found:
            yield int(found["number"]), str(found.get("words"))


def _proposed(texts: Mapping[int, str]) -> list[JSON]:
    """A topic for each word that several texts share, the most frequent first; each text belongs to one."""
    counted = Counter(word for text in texts.values() for word in words_of(text))
    left, rows = dict(texts), list[JSON]()
    for word, _ in sorted(counted.items(), key=lambda each: (-each[1], each[0])):
        numbers = [number for number, text in left.items() if word in words_of(text)]
        if len(numbers) >= LEAST:
            rows.append({"name": word.lstrip("="), "hint": "", "numbers": numbers})
            left = {number: text for number, text in left.items() if number not in numbers}
    return rows
