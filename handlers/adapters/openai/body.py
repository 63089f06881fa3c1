"""The body of a question to OpenAI: what is the same for all, and what is of this one.

https://platform.openai.com/docs/api-reference/responses/create
"""

from collections.abc import Sequence
from typing import Any, cast

from openai.types.responses import ResponseInputItemParam
from openai.types.responses.response_create_params import ResponseCreateParamsStreaming
from openai.types.shared_params import ReasoningEffort

from handlers.adapters.openai.briefing import Briefing
from handlers.adapters.openai.side import answer_format
from handlers.conversation.messages import OpenMessage

MOST_TOKENS = 6000  # fills ten messages, the most that Twilio sends in reply to one


class Body:
    """The bodies of one deployment's questions."""

    def __init__(self, briefing: Briefing) -> None:
        self._same: ResponseCreateParamsStreaming = {
            "model": briefing.model,
            "instructions": briefing.instructions,
            "background": True,
            "stream": True,
            "store": True,
            "max_output_tokens": MOST_TOKENS,
        }
        if briefing.reasoning:
            self._same["reasoning"] = {"effort": cast(ReasoningEffort, briefing.reasoning)}
        if briefing.side:
            self._same["text"] = answer_format(briefing.side, briefing.topics)
        if briefing.tools:
            self._same["tools"] = cast(Any, [*briefing.tools])

    def about(
        self, conversation: str, newest: OpenMessage, items: Sequence[ResponseInputItemParam], customer: str
    ) -> ResponseCreateParamsStreaming:
        """The body of a question with these items."""
        return {
            **self._same,
            "conversation": conversation,
            "input": [*items],
            "safety_identifier": customer,
            "metadata": {"message_sid": newest.sid},
        }

    def limited(
        self, body: ResponseCreateParamsStreaming, *, may_call: bool, skips_servers: bool
    ) -> ResponseCreateParamsStreaming:
        """The same body, if no tool may be called, or none of servers."""
        if "tools" in body and not may_call:
            body["tool_choice"] = "none"
        if "tools" in body and skips_servers:
            body["tools"] = [each for each in body["tools"] if each["type"] != "mcp"]
        return body
