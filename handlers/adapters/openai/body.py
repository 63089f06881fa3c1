"""The body of a question to OpenAI: what is the same for all, and what is of this one.

https://platform.openai.com/docs/api-reference/responses/create
"""

from typing import Any, cast

from openai.types.responses import ResponseInputItemParam
from openai.types.responses.response_create_params import ResponseCreateParamsStreaming
from openai.types.shared_params import ReasoningEffort

from handlers.adapters.openai.briefing import Briefing
from handlers.adapters.openai.input import calls_with_outputs, held_outputs, history_items, input_items, noted
from handlers.adapters.openai.side import answer_format
from handlers.conversation.ports.assistant import Question

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

    def about(self, conversation: str, question: Question) -> ResponseCreateParamsStreaming:
        """The body of a question in this conversation."""
        body: ResponseCreateParamsStreaming = {
            **self._same,
            "conversation": conversation,
            "input": _items(question),
            "safety_identifier": question.customer,
            "metadata": {"message_sid": question.messages[-1].sid},
        }
        if "tools" in body and not question.may_call:
            body["tool_choice"] = "none"
        if "tools" in body and question.skips_servers:
            body["tools"] = [tool for tool in body["tools"] if tool["type"] != "mcp"]
        return body


def _items(question: Question) -> list[ResponseInputItemParam]:
    """What the conversation does not hold, in the order in which it was said."""
    before = [*held_outputs(question.calls), *history_items(question.history)]
    after = [*calls_with_outputs(question.calls), *([noted(question.note)] if question.note else [])]
    return [*before, *input_items(question.new, question.files), *after]
