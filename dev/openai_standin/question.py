"""A request for a response, and the answer and usage that it comes to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from dev.openai_standin.answers import compose, quoted
from dev.openai_standin.directives import Directives, directives, without_directives
from dev.openai_standin.heard import heard
from dev.openai_standin.items import is_of, text_of
from dev.openai_standin.media import Media, media_in
from dev.openai_standin.output import Answer
from dev.openai_standin.response import JSON, reasoning_tokens, usage_json
from dev.openai_standin.structured import form_of


@dataclass(frozen=True)
class Question:
    """A request for a response: its items, and the directives in the last message."""

    body: JSON
    items: list[JSON]

    @property
    def text(self) -> str:
        """The words of the last message."""
        return next((message.words for message in reversed(heard(self.items))), "")

    @property
    def seen(self) -> Media:
        return media_in(self.items)

    @cached_property
    def asked(self) -> Directives:
        asked = directives(self.text)
        if asked.fail == "file" and not self.seen:
            asked = replace(asked, fail=None)
        return replace(asked, refused=None) if asked.refused and asked.refused.of_file and not self.seen else asked


def think(question: Question, past: Sequence[JSON]) -> tuple[Answer, JSON]:
    """The answer to a question after `past`, within `max_output_tokens`, and its usage."""
    body, items = question.body, question.items
    everything = [*past, *items]
    # A new conversation is told what was said before: what is new comes after the last answer.
    answered = max((at for at, item in enumerate(everything, 1) if is_of("assistant", item)), default=0)
    begin = max(answered, len(past))
    before, now = heard(everything[:begin]), heard(everything[begin:])
    form = form_of(body, question.asked, quoted(without_directives(question.text)))
    answer = compose(now, past=before, first=not answered, asked=question.asked, seen=question.seen, form=form)
    known = len(body.get("instructions") or "") + sum(len(text_of(item)) for item in past)
    new = sum(len(text_of(item)) for item in items)
    reasoning = reasoning_tokens(body)
    if limit := body.get("max_output_tokens"):
        answer = answer.cut(max(0, limit - reasoning) * 4)
    return answer, usage_json(known, new, reasoning, answer.length)
