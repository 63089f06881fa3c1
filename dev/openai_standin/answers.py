"""Composes the stand-in's answers: pure, so the same texts always get the same answer.

Answers show that the conversation is remembered: they hold the customer's name, the number of messages, the previous
one.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import cycle
from typing import Literal

from dev.openai_standin.directives import Directives, code_of, without_directives
from dev.openai_standin.phrases import KNOWN_WORDS, MARKDOWN, NAME, PARAGRAPHS, PHRASES, WORD, Phrases

# Directives for the stand-in for Twilio reach it once, in the first answer that quotes them.
FOR_TWILIO = re.compile(r"(?<!\w)#(?:twilio|undelivered)=\w+")

QUOTE = 80  # characters of a customer's message that are quoted
COMMENTARY = "Un momento, lo miro."


@dataclass(frozen=True)
class OutputMessage:
    """One message of an answer: its `parts`, and its `phase` if one is given."""

    parts: tuple[str, ...]
    phase: str | None = None


@dataclass(frozen=True)
class Answer:
    """The `text` in parts of this type, and the `ending` of the response with its `reason`.

    It comes in so many `messages`, each of so many `parts`; an empty text comes in none.
    """

    text: str
    part: Literal["output_text", "refusal"] = "output_text"
    ending: Literal["completed", "incomplete", "failed"] = "completed"
    reason: str | None = None
    messages: int = 1
    parts: int = 1
    phases: bool = False
    thinks: bool = False

    def cut(self, characters: int) -> Answer:
        """The same answer if it fits, else its beginning, incomplete."""
        if len(self.text) <= characters:
            return self
        return replace(self, text=self.text[:characters], ending="incomplete", reason="max_output_tokens")

    def output_messages(self) -> list[OutputMessage]:
        """Its messages; with phases, the first is a commentary."""
        if not self.text:
            return []
        phase = "final_answer" if self.phases else None
        said = [OutputMessage(tuple(divided(piece, self.parts)), phase) for piece in divided(self.text, self.messages)]
        return [OutputMessage((COMMENTARY,), "commentary"), *said] if self.phases else said


def divided(text: str, number: int) -> list[str]:
    """A text cut between words into so many pieces, or fewer."""
    words = text.split(" ")
    size = -(-len(words) // number)
    return [" ".join(words[at : at + size]) for at in range(0, len(words), size)]


def compose(texts: Sequence[str], *, first: bool, asked: Directives, seen: str = "") -> Answer:
    """Answer the last of the customer's `texts`; `first` is the first answer of the conversation.

    `seen` describes the pictures and documents that came with it.
    """
    if "failed" in asked.words:
        return Answer("", ending="failed", reason=code_of(asked.failed))
    if "empty" in asked.words:
        return Answer("", thinks="thinks" in asked.words)
    answer = _shaped(_whole(texts, first, asked, seen), asked)
    if "incomplete" not in asked.words:
        return answer
    return replace(answer.cut(len(answer.text) * 2 // 3), reason=code_of(asked.incomplete))


def _whole(texts: Sequence[str], first: bool, asked: Directives, seen: str) -> Answer:
    phrases = PHRASES[language(texts)]
    if "refuse" in asked.words:
        return Answer(phrases.refusal, part="refusal")
    return Answer(_text(texts, phrases, first, asked, seen))


def _shaped(answer: Answer, asked: Directives) -> Answer:
    phases, thinks = "phases" in asked.words, "thinks" in asked.words
    return replace(answer, messages=asked.messages, parts=asked.parts, phases=phases, thinks=thinks)


def _text(texts: Sequence[str], phrases: Phrases, first: bool, asked: Directives, seen: str) -> str:
    if "markdown" in asked.words:
        return MARKDOWN
    if asked.long:
        return paragraphs(asked.long)
    said = [without_directives(text) for text in texts]
    name = name_told(said)
    sentences = [
        phrases.hello if first else "",
        _with(phrases.received, quoted(said[-1]) if said else ""),
        _with(phrases.seen, seen),
        _with(phrases.name, name),
        phrases.count.format(len(said)),
        _with(phrases.before, quoted(FOR_TWILIO.sub(" ", said[-2])) if len(said) > 1 else ""),
    ]
    return " ".join(filter(None, sentences))


def _with(phrase: str, words: str) -> str:
    return phrase.format(words) if words else ""


def quoted(text: str) -> str:
    """A customer's text on one line and not too long."""
    line = " ".join(text.split())
    return line if len(line) <= QUOTE else line[: QUOTE - 1] + "…"


def name_told(texts: Sequence[str]) -> str:
    """The name that the customer gave last, "" for none."""
    for text in reversed(texts):
        if names := NAME.findall(text):
            name: str = names[-1]
            return name[0].upper() + name[1:]
    return ""


def language(texts: Sequence[str]) -> str:
    """The language of the last text that shows one: es, en or pt."""
    for text in reversed(texts):
        words = WORD.findall(text.lower())
        scores = {code: sum(word in known for word in words) for code, known in KNOWN_WORDS.items()}
        best = max(scores, key=lambda code: scores[code])
        if scores[best]:
            return best
    return "es"


def paragraphs(characters: int) -> str:
    """Spanish of at least so many characters, up to the end of a sentence."""
    text, end = "", -1
    for paragraph in cycle(PARAGRAPHS):
        text += paragraph + "\n\n"
        end = text.find(".", characters - 1)
        if end >= 0:
            break
    return text[: end + 1]
