"""OpenAI's vector stores: passages of the business's files, found by a question.

https://platform.openai.com/docs/api-reference/vector-stores/search
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import openai
from openai import AsyncOpenAI

from handlers.adapters.openai.errors import is_unknown, translated
from handlers.errors import AssistantMisconfigured, AssistantUnavailable, KnowledgeMisconfigured, KnowledgeUnavailable
from handlers.knowledge.ports import Passage

MOST_PASSAGES = 5
MOST_CHARACTERS = 2_500  # of one passage; `make knowledge` makes them of 400 tokens, others up to 4,096
MOST_NAME = 120  # as for the files of a folder
PATH = "path"  # the attribute that holds a file's name; `make knowledge` sets it
GONE = "KNOWLEDGE names a vector store that is not there: run make knowledge SYNC=1, and set the id that it prints"
PASSING = "none: a passing fault; if it lasts, see OpenAI's status page"


class OpenAIPassages:
    """Keeps the promises of Passages."""

    def __init__(self, client: AsyncOpenAI, store: str) -> None:
        """`client` must not retry by itself: a turn has its own time limit. `store`: the vector store's id."""
        self._search = client.vector_stores.with_raw_response.search  # loads that part of the SDK now, in 50 ms
        self._store = store

    async def search(self, query: str) -> Sequence[Passage]:
        """See Passages."""
        try:
            with translated(model="KNOWLEDGE"):
                content = await self._found(query)
        except AssistantMisconfigured as problem:
            raise KnowledgeMisconfigured(problem.code, remedy=problem.remedy) from None
        except AssistantUnavailable as problem:
            raise KnowledgeUnavailable(problem.code, remedy=PASSING) from None
        try:
            return [passage for found in json.loads(content)["data"] for passage in _passages(found)][:MOST_PASSAGES]
        except (ValueError, LookupError, TypeError, AttributeError):
            raise KnowledgeUnavailable("search_unreadable", remedy=PASSING) from None

    async def _found(self, query: str) -> bytes:
        try:
            response = await self._search(self._store, query=query, max_num_results=MOST_PASSAGES)
        except openai.NotFoundError as problem:
            if is_unknown(problem, self._store):
                raise KnowledgeMisconfigured("vector_store_not_found", remedy=GONE) from None
            raise
        return bytes(response.content)


def _passages(found: Mapping[str, Any]) -> Iterator[Passage]:
    """The passage in a result; none if it has no text."""
    attributes, parts = found.get("attributes") or {}, found.get("content") or ()
    text = "\n".join(str(part.get("text") or "") for part in parts).strip()[:MOST_CHARACTERS]
    if text:
        name = str(attributes.get(PATH) or found.get("filename") or "")
        yield Passage(_told(name), text, float(found.get("score") or 0))


def _told(name: str) -> str:
    """A name as it can stand in a tag: files that others put into the store may have any."""
    return "".join("_" if each in '<>"' or not each.isprintable() else each for each in name)[:MOST_NAME]
