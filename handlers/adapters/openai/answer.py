"""Answers read from OpenAI's responses: text and usage, or the reason why there is none.

https://platform.openai.com/docs/api-reference/responses/object requires neither `status` nor `usage`: a missing or null
field is no error here.
"""

from collections.abc import Iterable, Mapping, Sequence
from itertools import takewhile
from typing import Any

from handlers.adapters.openai.errors import PASSING, REFUSED, meaning_of_failure
from handlers.adapters.openai.side import reply_and_side
from handlers.conversation.messages import Answer, Usage
from handlers.conversation.side import Side
from handlers.errors import AssistantUnavailable, QuestionRefused, ResponseFailed

Item = Mapping[str, Any]

# US dollars per million tokens: input, cached input, output. https://openai.com/api/pricing
PRICES = {"gpt-6-luna": (0.10, 0.01, 0.50)}
UNKNOWN = Usage(0, 0, 0)


def answer_in(response: Item, *, model: str, side: Sequence[str] = ()) -> Answer:
    """The answer of a response that has ended, and these fields of its side.

    Raises a subclass of AssistantUnavailable if it has none.
    """
    messages, usage = _messages(response.get("output")), _usage(response, model)
    status, (text, beside) = status_of(response), _said(messages, side)
    if status == "completed":
        return Answer(text, usage, item=_newest(messages), side=beside)
    if status == "incomplete" and text and _cut_for(response) != "content_filter":
        return Answer(text, usage, complete=False, item=_newest(messages), side=beside)
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


def answer_left(items: Sequence[Item], asked: Sequence[Item], *, after: str, side: Sequence[str] = ()) -> Answer | None:
    """The answer at the end of a conversation, if it answers what was `asked`. `items`: newest first.

    None: nothing is newer than the item `after`, or the newest answers something else. Its usage is not known.
    """
    messages = _messages(items)
    newest = list(takewhile(_is_the_assistants, messages))
    question = takewhile(lambda message: not _is_the_assistants(message), messages[len(newest) :])
    if not newest or _id(newest[0]) == after or _texts_of_last(question) != _texts_of_last(reversed(asked)):
        return None
    statuses, (text, beside) = {message.get("status") for message in newest}, _said(newest[::-1], side)
    if "in_progress" in statuses:
        return None
    complete = "incomplete" not in statuses or not text
    return Answer(text, UNKNOWN, complete=complete, item=_id(newest[0]), side=beside)


def _problem(response: Item, status: str) -> AssistantUnavailable:
    if code := _mapping(response.get("error")).get("code"):
        return meaning_of_failure(str(code))
    reason = _cut_for(response)
    if reason == "content_filter":
        return QuestionRefused(reason, remedy=REFUSED)
    return ResponseFailed(reason or status, remedy=PASSING)


def _cut_for(response: Item) -> str:
    return str(_mapping(response.get("incomplete_details")).get("reason") or "")


def _said(messages: Sequence[Item], side: Sequence[str]) -> tuple[str, Side]:
    """The text for the customer: if messages are marked as the final answer, only those, without commentary."""
    final = [message for message in messages if message.get("phase") == "final_answer"]
    return reply_and_side([_texts(message) for message in final or messages], side)


def _texts(message: Item) -> list[str]:
    parts = _mappings(message.get("content"))
    return [str(part.get("text") or "") for part in parts if part.get("type") == "output_text"]


def _usage(response: Item, model: str) -> Usage:
    usage = _mapping(response.get("usage"))
    if not usage:
        return UNKNOWN
    tokens, written = int(usage.get("input_tokens") or 0), int(usage.get("output_tokens") or 0)
    cached = int(_mapping(usage.get("input_tokens_details")).get("cached_tokens") or 0)
    prices = PRICES.get(model)
    if prices is None:
        return Usage(tokens, cached, written)
    cost = ((tokens - cached) * prices[0] + cached * prices[1] + written * prices[2]) / 1_000_000
    return Usage(tokens, cached, written, round(cost, 8))


def _texts_of_last(newest_first: Iterable[Item]) -> list[str]:
    """The texts of the customer's newest item; pictures are not compared."""
    item = next((message for message in newest_first if message.get("role") == "user"), {})
    content = item.get("content")
    if isinstance(content, str):
        return [content]
    return [str(part.get("text")) for part in _mappings(content) if part.get("type") == "input_text"]


def _messages(items: object) -> list[Item]:
    return [item for item in _mappings(items) if item.get("type") == "message"]


def _newest(messages: Sequence[Item]) -> str:
    return _id(messages[-1]) if messages else ""


def _id(item: Item) -> str:
    return str(item.get("id") or "")


def _is_the_assistants(item: Item) -> bool:
    return item.get("role") == "assistant"


def _mappings(value: object) -> list[Item]:
    return [item for item in value if isinstance(item, Mapping)] if isinstance(value, list | tuple) else []


def _mapping(value: object) -> Item:
    return value if isinstance(value, Mapping) else {}
