"""An answer that was left in a conversation, by a response whose id was lost.

https://platform.openai.com/docs/api-reference/conversations/list-items
"""

from collections.abc import Sequence
from itertools import takewhile

from handlers.adapters.openai.answer import UNKNOWN, Item, calls_in, id_of, mappings, messages_in, newest_id, said_in
from handlers.conversation.messages import Answer


def answer_left(items: Sequence[Item], asked: Sequence[Item], *, after: str, side: Sequence[str] = ()) -> Answer | None:
    """The answer at the end of a conversation, if it answers what was `asked`. `items`: newest first.

    None: nothing is newer than the item `after`, or the newest answers something else. Its usage is not known.
    """
    newer = list(takewhile(lambda item: not after or id_of(item) != after, items))
    output = list(takewhile(_is_the_assistants, newer))
    question = list(takewhile(lambda item: not _is_the_assistants(item), newer[len(output) :]))
    messages, calls = messages_in(output[::-1]), calls_in(output[::-1])
    if not (messages or calls) or _asked_in(question) != _asked_in(asked[::-1]):
        return None
    statuses, (text, beside) = {item.get("status") for item in output}, said_in(messages, side)
    if "in_progress" in statuses:
        return None
    complete = "incomplete" not in statuses or not text
    return Answer(text, UNKNOWN, complete=complete, item=newest_id(output[::-1]), side=beside, calls=calls)


def _asked_in(newest_first: Sequence[Item]) -> tuple[list[str], set[str]]:
    """What was asked: the customer's newest texts, and the calls whose outputs came."""
    outputs = {str(item.get("call_id")) for item in newest_first if item.get("type") == "function_call_output"}
    return _texts_of_last(newest_first), outputs


def _texts_of_last(newest_first: Sequence[Item]) -> list[str]:
    """The texts of the customer's newest item; pictures are not compared."""
    item = next((message for message in newest_first if message.get("role") == "user"), {})
    content = item.get("content")
    if isinstance(content, str):
        return [content]
    return [str(part.get("text")) for part in mappings(content) if part.get("type") == "input_text"]


def _is_the_assistants(item: Item) -> bool:
    """True for what a response left: messages, calls, thoughts."""
    if item.get("type") == "message":
        return item.get("role") == "assistant"
    return item.get("type") != "function_call_output"
