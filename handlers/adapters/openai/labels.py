"""Labels by OpenAI: one question about many conversations, answered in the background within hours, at a lower price.

https://platform.openai.com/docs/guides/background
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import openai
from openai import AsyncOpenAI
from openai.types.responses import Response

from handlers.adapters.openai.answer import answer_in, mappings, status_of
from handlers.adapters.openai.errors import is_unknown, translated
from handlers.adapters.openai.side import json_format, json_object, objects_in
from handlers.conversation.side import Mood, topic_of
from handlers.numbers.labels import Label, Labelled

WINDOW = "8h"  # the longest that OpenAI offers; the SDK's BackgroundOptions says that it costs less
MOST_TOKENS = 20_000  # some 20 for each of 200 conversations, and room to think


class OpenAILabeller:
    """Keeps the promises of Labeller. `topics`: the names that a label may have."""

    def __init__(
        self, client: AsyncOpenAI, *, model: str, reasoning: str, instructions: str, topics: Sequence[str]
    ) -> None:
        """`instructions`: what to do with the lines of the question; for the others see Briefing."""
        self._client, self._topics = client, topics
        self._same: dict[str, Any] = {
            "model": model,
            "instructions": instructions,
            "background": True,
            "store": True,  # the background asks for it; `drop` deletes what is stored
            "max_output_tokens": MOST_TOKENS,
            "text": json_format("labels", {"labels": {"type": "array", "items": json_object(_fields(topics))}}),
            **({"reasoning": {"effort": reasoning}} if reasoning else {}),
        }

    async def ask(self, words: Sequence[str]) -> str:
        """See Labeller. A server that knows no window is asked without one."""
        body = {**self._same, "input": lines_of(words)}
        with translated(asking=True):
            try:
                begun = await self._create({**body, "background_options": {"completion_window": WINDOW}})
            except openai.BadRequestError as problem:
                if "background_options" not in f"{problem.param} {problem.message}":
                    raise
                begun = await self._create(body)
        return begun.id

    async def _create(self, body: Mapping[str, Any]) -> Response:
        return await self._client.responses.create(extra_body=body)

    async def read(self, response: str, *, most: int) -> Labelled | None:
        """See Labeller."""
        with translated(response):
            found = (await self._client.responses.retrieve(response)).to_dict()
        if status_of(found) in ("queued", "in_progress"):
            return None
        answer = answer_in(found)
        return Labelled(dict(labels_in(answer.text, self._topics, most=most)), answer.usage)

    async def drop(self, response: str) -> None:
        """See Labeller."""
        with translated():
            try:
                await self._client.responses.delete(response)
            except openai.NotFoundError as problem:
                if not is_unknown(problem, response):
                    raise


def _fields(topics: Sequence[str]) -> dict[str, Mapping[str, object]]:
    return {
        "number": {"type": "integer"},
        "topic": {"type": "string", "enum": [*topics]},
        "mood": {"type": "string", "enum": [str(mood) for mood in Mood]},
    }


def lines_of(words: Sequence[str]) -> str:
    """A line of JSON for each of these that has words, with its number from 1."""
    numbered = [{"number": number, "words": said} for number, said in enumerate(words, 1) if said]
    return "\n".join(json.dumps(line, ensure_ascii=False) for line in numbered)


def labels_in(text: str, topics: Sequence[str], *, most: int) -> Iterator[tuple[int, Label]]:
    """The labels in an answer, by number; what is none, or has no number of ours, is left out."""
    for found in objects_in(text):
        for row in mappings(found.get("labels")):
            number, label = row.get("number"), _label(row.get("topic"), row.get("mood"), topics)
            if label and isinstance(number, int) and number is not True and 1 <= number <= most:
                yield number, label


def _label(topic: object, mood: object, topics: Sequence[str]) -> Label | None:
    if mood not in [str(each) for each in Mood] or not isinstance(topic, str):
        return None
    named = topic_of(topic, topics)
    return Label(named, Mood(str(mood))) if named else None
