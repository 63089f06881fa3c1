"""An answer of the stand-in as it goes out: in how many messages and parts, in which form, and where it is cut."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from dev.openai_standin.calls import Wanted

COMMENTARY = "Un momento, lo miro."


@dataclass(frozen=True)
class OutputMessage:
    """One message of an answer: its `parts`, and its `phase` if one is given."""

    parts: tuple[str, ...]
    phase: str | None = None


@dataclass(frozen=True)
class Answer:
    """The `text` in parts of this type, and the `ending` of the response with its `reason`.

    It comes in so many `messages`, each of so many `parts`, each in this `form`; an empty text comes in none. After
    `most` characters it is cut. `calls`: of functions, in place of a text.
    """

    text: str
    part: Literal["output_text", "refusal"] = "output_text"
    ending: Literal["completed", "incomplete", "failed"] = "completed"
    reason: str | None = None
    messages: int = 1
    parts: int = 1
    phases: bool = False
    thinks: bool = False
    form: Callable[[str], str] = str
    most: int = sys.maxsize
    calls: tuple[Wanted, ...] = ()

    @property
    def length(self) -> int:
        """Its characters as they are sent, without a commentary."""
        said = sum(len(part) for message in self._said() for part in message.parts)
        return said + sum(len(call.arguments) for call in self.calls)

    def cut(self, characters: int) -> Answer:
        """The same answer if it fits, else its beginning, incomplete."""
        if self.length <= characters:
            return self
        return replace(self, most=characters, ending="incomplete", reason="max_output_tokens")

    def output_messages(self) -> list[OutputMessage]:
        """Its messages; with phases, the first is a commentary."""
        said = self._said()
        if not self.phases or not (said or self.calls):
            return said
        return [OutputMessage((COMMENTARY,), "commentary"), *said]

    def _said(self) -> list[OutputMessage]:
        phase, left, said = "final_answer" if self.phases else None, self.most, []
        for piece in divided(self.text, self.messages) if self.text else ():
            parts = tuple(shortened([self.form(part) for part in divided(piece, self.parts)], left))
            left -= sum(map(len, parts))
            said += [OutputMessage(parts, phase)] if parts else []
        return said


def divided(text: str, number: int) -> list[str]:
    """A text cut between words into so many pieces, or fewer."""
    words = text.split(" ")
    size = -(-len(words) // number)
    return [" ".join(words[at : at + size]) for at in range(0, len(words), size)]


def shortened(texts: Sequence[str], most: int) -> Iterator[str]:
    """The beginning of all these texts together, of at most so many characters."""
    for text in texts:
        if most <= 0:
            return
        yield text[:most]
        most -= len(text)
