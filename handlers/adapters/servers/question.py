"""A question to a server that keeps nothing: all that was said before goes with it."""

from dataclasses import replace

import openai
from openai.types.responses import ResponseInputItemParam

from handlers.adapters.openai.input import calls_with_outputs, history_items, input_items, noted
from handlers.adapters.servers.errors import blames_the_length
from handlers.conversation.ports.assistant import Question

# Statuses that say nothing about what was sent: key, credit, place, time.
NOT_OF_FILES = frozenset({401, 402, 403, 404, 405, 408, 409, 425, 429, 502, 503, 504})


def items_of(question: Question) -> list[ResponseInputItemParam]:
    """All of it, as the items of an `input`."""
    calls = calls_with_outputs([replace(call, is_held=False) for call in question.calls])
    new = input_items(question.messages, question.files)
    return [*history_items(question.history), *new, *calls, *([noted(question.note)] if question.note else [])]


def simpler(question: Question, problem: openai.APIStatusError) -> Question:
    """The question without what the server seems to refuse it for. Raises `problem` if that is nothing.

    Servers do not say that they cannot see pictures in any common way: whatever the fault, it may be that.
    """
    if question.history and blames_the_length(problem):
        return replace(question, history=())
    if question.files and problem.status_code not in NOT_OF_FILES:
        return replace(question, files={})
    raise problem


def asked_in(question: Question) -> tuple[tuple[str, ...], frozenset[str]]:
    """What makes a question the same one: its messages, and the calls whose outputs are new in it."""
    return tuple(message.sid for message in question.messages), frozenset(
        call.id for call in question.calls if not call.is_told
    )
