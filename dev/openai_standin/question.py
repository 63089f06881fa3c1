"""A request for a response, and the answer and usage that it comes to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

from dev.openai_standin.answers import compose, language, quoted
from dev.openai_standin.called import outputs_in, readable, round_of
from dev.openai_standin.calls import Wanted, rounds
from dev.openai_standin.directives import Directives, directives, without_directives
from dev.openai_standin.guesses import guessed
from dev.openai_standin.heard import heard
from dev.openai_standin.hours import hours_told
from dev.openai_standin.items import is_of, text_of
from dev.openai_standin.knowing import Line, Told, lines_given, look_up
from dev.openai_standin.media import Media, media_in
from dev.openai_standin.output import Answer
from dev.openai_standin.response import JSON, reasoning_tokens, usage_json
from dev.openai_standin.structured import form_of
from dev.openai_standin.tool_items import failed_listing, listings, server_call
from dev.openai_standin.tools import functions_in, servers_in

BY_A_PERSON = "For a while a person of the business answered"  # begins what Recado says before what was said then


@dataclass(frozen=True)
class Question:
    """A request for a response: its items, and the directives in the last message."""

    body: JSON
    items: list[JSON]
    past: Sequence[JSON] = ()

    @property
    def text(self) -> str:
        """The words of the last message; where outputs of calls come alone, of the one that led to the calls."""
        everything = self.items if heard(self.items) or not self.found else [*self.past, *self.items]
        return next((message.words for message in reversed(heard(everything))), "")

    @property
    def ordered(self) -> str:
        """The part of the text that is about this answer."""
        parts, number = rounds(self.text), round_of([*self.past, *self.items])
        return parts[number] if number < len(parts) else ""

    @property
    def found(self) -> list[str]:
        """What the outputs of calls say."""
        return outputs_in(self.items)

    @cached_property
    def calls(self) -> list[Wanted]:
        """The functions that the answer calls in place of saying something."""
        functions, choice = functions_in(self.body), self.body.get("tool_choice") or "auto"
        if not functions or choice == "none":
            return []
        calls = [call for call in self.asked.calls if call.kind == "call"]
        if not calls and not self.found and replace(self.asked, delay=0.0) == Directives():
            calls = guessed(functions, self.text, date.today())
        if not calls and choice != "auto":
            calls = [Wanted(next(iter(functions)))]
        if isinstance(choice, dict):
            calls = [Wanted(choice["name"], calls[0].arguments)]
        return calls[:1] if self.body.get("parallel_tool_calls") is False else calls

    @cached_property
    def at_servers(self) -> list[JSON]:
        """What OpenAI does with MCP servers before it answers."""
        if not servers_in(self.body):
            return []
        if self.asked.mcp_down:
            return failed_listing(self.body)
        wanted = [call for call in self.asked.calls if call.kind != "call"]
        return [*listings(self.body, self.past), *(server_call(call, self.body) for call in wanted)]

    def told(self, asked: Sequence[str]) -> list[Told | None]:
        """What Recado gave that answers each of these texts: the opening hours, else a line of the business's files."""
        lines = lines_given(self.body.get("instructions") or "", self.notes)
        return [self._told(without_directives(text), lines) for text in asked]

    def _told(self, text: str, lines: Sequence[Line] | None) -> Told | None:
        instructions = self.body.get("instructions") or ""  # by Chat Completions the notes are in them
        if said := hours_told(text, instructions, [instructions, *self.notes], language([text])):
            return Told(said, is_whole=True)
        return None if lines is None else look_up(text, lines)

    @property
    def seen(self) -> Media:
        return media_in(self.items)

    @property
    def notes(self) -> list[str]:
        """What Recado noted beside the messages."""
        return [text_of(item) for item in self.items if is_of("developer", item)]

    @property
    def settled(self) -> int:
        """How many items tell what was said while a person of the business answered: that was theirs to answer.

        Only those that Recado remembers have a type there.
        """
        if not any(note.startswith(BY_A_PERSON) for note in self.notes):
            return 0
        return max((at for at, item in enumerate(self.body["input"], 1) if item.get("type") == "message"), default=0)

    @cached_property
    def asked(self) -> Directives:
        asked = directives(self.ordered)
        if asked.fail == "file" and not self.seen:
            asked = replace(asked, fail=None)
        return replace(asked, refused=None) if asked.refused and asked.refused.of_file and not self.seen else asked


def think(question: Question, past: Sequence[JSON]) -> tuple[Answer, JSON]:
    """The answer to a question after `past`, within `max_output_tokens`, and its usage."""
    body, items = question.body, question.items
    everything = [*past, *items]
    # A new conversation is told what was said before: what is new comes after the last answer.
    answered = max((at for at, item in enumerate(everything, 1) if is_of("assistant", item)), default=0)
    begin = max(answered, len(past) + question.settled) if heard(items) else answered
    before, now = heard(everything[:begin]), heard(items) and heard(everything[begin:])
    found = [*question.found, *(readable(item["output"]) for item in question.at_servers if item.get("output"))]
    told = [] if found else question.told([message.words for message in now])
    everything_said = "\n".join(message.words for message in now)
    form = form_of(body, question.asked, quoted(without_directives(question.text)), told, everything_said)
    answer = compose(
        now,
        past=before,
        first=not answered,
        asked=question.asked,
        seen=question.seen,
        form=form,
        found=found,
        calls=question.calls,
        told=told,
        led=question.text if found else "",
    )
    if question.at_servers and question.asked.mcp_down:
        code = "external_connector_error" if question.asked.mcp_down == "later" else "server_error"
        answer = Answer("", ending="failed", reason=code)
    known = len(body.get("instructions") or "") + len(str(body.get("tools") or "")) + sum(map(_length, past))
    new = sum(map(_length, items))
    reasoning = reasoning_tokens(body)
    if limit := body.get("max_output_tokens"):
        answer = answer.cut(max(0, limit - reasoning) * 4)
    return answer, usage_json(known, new, reasoning, answer.length)


def _length(item: JSON) -> int:
    """The characters of an item that are paid for."""
    return len(text_of(item)) + len(item.get("arguments", "")) + len(item.get("output") or "")
