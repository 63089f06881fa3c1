"""Answers read from OpenAI's responses: text and usage, or the reason why there is none.

https://platform.openai.com/docs/api-reference/responses/object requires neither `status` nor `usage`: a missing or null
field is no error here.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from handlers.adapters.openai.errors import PASSING, REFUSED, meaning_of_failure
from handlers.adapters.openai.side import reply_and_side
from handlers.conversation.calls import Call
from handlers.conversation.messages import Answer, Usage
from handlers.conversation.side import Side
from handlers.errors import AssistantUnavailable, QuestionRefused, ResponseFailed

Item = Mapping[str, Any]

UNKNOWN = Usage(0, 0, 0, is_whole=False)


def answer_in(response: Item, *, side: Sequence[str] = ()) -> Answer:
    """The answer of a response that has ended, and these fields of its side.

    Raises a subclass of AssistantUnavailable if it has none.
    """
    output, usage = mappings(response.get("output")), _usage(response)
    status, (text, beside) = status_of(response), said_in(messages_in(output), side)
    item, calls = newest_id(output), calls_in(output)
    if status == "completed":
        return Answer(text, usage, item=item, side=beside, calls=calls)
    if status == "incomplete" and (text or calls) and _cut_for(response) != "content_filter":
        return Answer(text, usage, complete=False, item=item, side=beside, calls=calls)
    problem = _problem(response, status)
    if isinstance(problem, QuestionRefused):
        return Answer("", usage)
    raise problem


def status_of(response: Item) -> str:
    """The response's status; if it gives none, inferred from its other fields."""
    if status := response.get("status"):
        return str(status)
    if response.get("error"):
        return "failed"
    if response.get("incomplete_details"):
        return "incomplete"
    return "completed" if response.get("output") else "in_progress"


def _problem(response: Item, status: str) -> AssistantUnavailable:
    if code := _mapping(response.get("error")).get("code"):
        return meaning_of_failure(str(code))
    reason = _cut_for(response)
    if reason == "content_filter":
        return QuestionRefused(reason, remedy=REFUSED)
    return ResponseFailed(reason or status, remedy=PASSING)


def _cut_for(response: Item) -> str:
    return str(_mapping(response.get("incomplete_details")).get("reason") or "")


def said_in(messages: Sequence[Item], side: Sequence[str]) -> tuple[str, Side]:
    """The text for the customer: if messages are marked as the final answer, only those, without commentary."""
    final = [message for message in messages if message.get("phase") == "final_answer"]
    return reply_and_side([_texts(message) for message in final or messages], side)


def _texts(message: Item) -> list[str]:
    parts = mappings(message.get("content"))
    return [str(part.get("text") or "") for part in parts if part.get("type") == "output_text"]


def _usage(response: Item) -> Usage:
    usage = _mapping(response.get("usage"))
    if not usage:
        return UNKNOWN
    tokens, written = int(usage.get("input_tokens") or 0), int(usage.get("output_tokens") or 0)
    cached = int(_mapping(usage.get("input_tokens_details")).get("cached_tokens") or 0)
    return Usage(tokens, cached, written)


def messages_in(items: object) -> list[Item]:
    """The messages among the items."""
    return [item for item in mappings(items) if item.get("type") == "message"]


def calls_in(items: Sequence[Item]) -> tuple[Call, ...]:
    """The calls of functions, in their order; those of MCP servers run at OpenAI's."""
    return tuple(
        Call(str(item.get("call_id") or ""), str(item.get("name") or ""), str(item.get("arguments") or ""))
        for item in items
        if item.get("type") == "function_call"
    )


def newest_id(output: Sequence[Item]) -> str:
    """The id of the newest message or call; other items, such as thoughts, need not be in the conversation."""
    return next((id_of(item) for item in reversed(output) if item.get("type") in ("message", "function_call")), "")


def id_of(item: Item) -> str:
    """The id of an item, "" for none."""
    return str(item.get("id") or "")


def mappings(value: object) -> list[Item]:
    """The objects in a list; none if it is no list."""
    return [item for item in value if isinstance(item, Mapping)] if isinstance(value, list | tuple) else []


def _mapping(value: object) -> Item:
    return value if isinstance(value, Mapping) else {}
