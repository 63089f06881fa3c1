"""Chat Completions, which most servers of models speak.

https://platform.openai.com/docs/api-reference/chat/create
"""

from collections.abc import Callable, Mapping
from contextlib import AbstractAsyncContextManager
from typing import Any

import openai
from openai import AsyncAPIResponse, AsyncOpenAI

from handlers.adapters.openai.answer import answer_in
from handlers.adapters.openai.body import MOST_TOKENS
from handlers.adapters.openai.briefing import Briefing
from handlers.adapters.openai.side import answer_format
from handlers.adapters.servers.arriving import arriving
from handlers.adapters.servers.chat_answer import Written
from handlers.adapters.servers.chat_messages import messages_of
from handlers.adapters.servers.question import items_of
from handlers.conversation.messages import Answer
from handlers.conversation.ports.assistant import Question

NO_LIMIT = openai.Timeout(None)  # a response has a limit of its own


class ChatApi:
    """Keeps the promises of Api."""

    def __init__(self, client: AsyncOpenAI, briefing: Briefing) -> None:
        self._client, self._side, self._instructions = client, briefing.side, briefing.instructions
        self._same: dict[str, Any] = {
            "model": briefing.model,
            "stream": True,
            "stream_options": {"include_usage": True},
            "max_tokens": MOST_TOKENS,  # the name that most servers know
            **({"reasoning_effort": briefing.reasoning} if briefing.reasoning else {}),
            **({"response_format": _format(briefing)} if briefing.side else {}),
            **({"tools": [_tool(tool) for tool in briefing.tools]} if briefing.tools else {}),
        }

    def send(self, question: Question) -> AbstractAsyncContextManager[AsyncAPIResponse[Any]]:
        """See Api."""
        may_not = {"tool_choice": "none"} if "tools" in self._same and not question.may_call else {}
        body = {**self._same, "messages": messages_of(self._instructions, items_of(question)), **may_not}
        streaming = self._client.chat.completions.with_streaming_response
        # The parameters that the SDK insists on are those of `body`, too.
        return streaming.create(model="", messages=(), stream=True, extra_body=body, timeout=NO_LIMIT)

    def learns(self, problem: openai.APIStatusError) -> bool:
        """See Api. OpenAI's newer models know the limit by another name; some servers take no options of streams."""
        if "max_tokens" in self._same and "max_completion_tokens" in problem.message:
            self._same["max_completion_tokens"] = self._same.pop("max_tokens")
            return True
        is_refused = problem.status_code in (400, 422) and "stream_options" in f"{problem.message} {problem.body}"
        return is_refused and self._same.pop("stream_options", None) is not None

    async def read(self, http: AsyncAPIResponse[Any], tell: Callable[[str], None]) -> Answer:
        """See Api."""
        written = Written()
        async for event in arriving(http):
            written.add(event)
            tell(written.text)
            if written.is_whole:
                break
        return answer_in(written.as_response(), side=self._side)


def _format(briefing: Briefing) -> dict[str, Any]:
    """The parameter `text` of the Responses API as `response_format`."""
    text = answer_format(briefing.side, briefing.topics)
    named = {name: value for name, value in text["format"].items() if name != "type"}
    return {"type": "json_schema", "json_schema": named}


def _tool(tool: Mapping[str, object]) -> dict[str, object]:
    """A function of the Responses API as one of this API."""
    return {"type": "function", "function": {name: value for name, value in tool.items() if name != "type"}}
