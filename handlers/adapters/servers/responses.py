"""The Responses API of a server that keeps nothing: no conversation, no background.

https://platform.openai.com/docs/api-reference/responses/create
"""

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from typing import Any

import openai
from openai import AsyncAPIResponse, AsyncOpenAI

from handlers.adapters.openai.answer import answer_in
from handlers.adapters.openai.body import MOST_TOKENS
from handlers.adapters.openai.briefing import Briefing
from handlers.adapters.openai.side import answer_format
from handlers.adapters.openai.stream import DELTA, ENDINGS, ERROR, Pieces, ended
from handlers.adapters.servers.arriving import WHOLE, arriving
from handlers.adapters.servers.errors import BUSY, meaning_in_stream
from handlers.adapters.servers.question import items_of
from handlers.conversation.messages import Answer
from handlers.conversation.ports.assistant import Question
from handlers.errors import AssistantHiccup

NO_LIMIT = openai.Timeout(None)  # a response has a limit of its own


class ResponsesApi:
    """Keeps the promises of Api."""

    def __init__(self, client: AsyncOpenAI, briefing: Briefing) -> None:
        self._client, self._side = client, briefing.side
        self._same: dict[str, Any] = {
            "model": briefing.model,
            "instructions": briefing.instructions,
            "store": False,
            "stream": True,
            "max_output_tokens": MOST_TOKENS,
            **({"reasoning": {"effort": briefing.reasoning}} if briefing.reasoning else {}),
            **({"text": answer_format(briefing.side, briefing.topics)} if briefing.side else {}),
            **({"tools": [*briefing.tools]} if briefing.tools else {}),
        }

    def send(self, question: Question) -> AbstractAsyncContextManager[AsyncAPIResponse[Any]]:
        """See Api."""
        may_not = {"tool_choice": "none"} if "tools" in self._same and not question.may_call else {}
        body = {**self._same, "input": items_of(question), **may_not}
        return self._client.responses.with_streaming_response.create(stream=True, extra_body=body, timeout=NO_LIMIT)

    def learns(self, problem: openai.APIStatusError) -> bool:
        """See Api."""
        return False

    async def read(self, http: AsyncAPIResponse[Any], tell: Callable[[str], None]) -> Answer:
        """See Api."""
        pieces = Pieces()
        async for event in arriving(http):
            if event["type"] == ERROR:
                raise meaning_in_stream(event)
            if event["type"] == DELTA:
                tell(pieces.add(event))
            if event["type"] in ENDINGS:
                return answer_in(ended(event), side=self._side)
            if event["type"] == WHOLE:
                return answer_in(event, side=self._side)
        raise AssistantHiccup("stream_broken", remedy=BUSY)
