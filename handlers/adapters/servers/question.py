"""A question to a server that keeps nothing: all that was said before goes with it."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

import openai
from openai.types.responses import ResponseInputItemParam

from handlers.adapters.openai.input import calls_with_outputs, history_items, input_items, noted
from handlers.adapters.servers.errors import blames_the_length
from handlers.conversation.calls import MadeCall
from handlers.conversation.messages import OpenMessage, Said

# Statuses that say nothing about what was sent: key, credit, place, time.
NOT_OF_FILES = frozenset({401, 402, 403, 404, 405, 408, 409, 425, 429, 502, 503, 504})


@dataclass(frozen=True)
class Question:
    """See Assistant.ask for the fields."""

    messages: Sequence[OpenMessage]
    files: Mapping[str, bytes]
    history: Sequence[Said]
    note: str
    calls: Sequence[MadeCall]
    may_call: bool

    def items(self) -> list[ResponseInputItemParam]:
        """All of it, as the items of an `input`."""
        calls = calls_with_outputs([replace(call, is_held=False) for call in self.calls])
        new = input_items(self.messages, self.files)
        return [*history_items(self.history), *new, *calls, *([noted(self.note)] if self.note else [])]

    def simpler(self, problem: openai.APIStatusError) -> "Question":
        """The question without what the server seems to refuse it for. Raises `problem` if that is nothing.

        Servers do not say that they cannot see pictures in any common way: whatever the fault, it may be that.
        """
        if self.history and blames_the_length(problem):
            return replace(self, history=())
        if self.files and problem.status_code not in NOT_OF_FILES:
            return replace(self, files={})
        raise problem


def asked_in(messages: Sequence[OpenMessage], calls: Collection[MadeCall]) -> tuple[tuple[str, ...], frozenset[str]]:
    """What makes a question the same one: its messages, and the calls whose outputs are new in it."""
    return tuple(message.sid for message in messages), frozenset(call.id for call in calls if not call.is_told)
