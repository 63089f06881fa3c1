"""Composes the stand-in's answers: pure, so the same messages always get the same answer.

Answers show what came, and that the conversation is remembered: they hold the customer's name, the number of earlier
messages, the last of them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import cycle

from dev.openai_standin.calls import Wanted
from dev.openai_standin.directives import Directives, code_of, without_directives
from dev.openai_standin.heard import Heard
from dev.openai_standin.knowing import Told
from dev.openai_standin.media import Media
from dev.openai_standin.output import Answer
from dev.openai_standin.phrases import KNOWN_WORDS, NAME, PHRASES, WORD, Phrases
from dev.openai_standin.showpieces import MARKDOWN, PARAGRAPHS
from handlers.languages import Language

# Directives for the stand-in for Twilio reach it once, in the first answer that quotes them.
FOR_TWILIO = re.compile(r"(?<!\w)#(?:twilio|undelivered)=\w+")

NOTHING = Media()
NOT_DONE = "not done: "  # begins what Recado says of a call that the customer has to agree to
QUOTE = 80  # characters of a customer's message that are quoted


def compose(
    new: Sequence[Heard],
    *,
    past: Sequence[Heard] = (),
    first: bool,
    asked: Directives,
    seen: Media = NOTHING,
    form: Callable[[str], str] = str,
    found: Sequence[str] = (),
    calls: Sequence[Wanted] = (),
    told: Sequence[Told | None] = (),
    led: str = "",
) -> Answer:
    """Answer the customer's `new` messages after the `past` ones; `first` is the first answer of the conversation.

    `seen`: the pictures and documents that came with the new ones. `form`: how texts are written, but for a refusal.
    `found`: what tools found. `calls`: of functions, which come in place of a text. `told`: what Recado gave that
    answers each of the new ones. `led`: the words that led to the calls whose outputs are found.
    """
    if "failed" in asked.words:
        return Answer("", ending="failed", reason=code_of(asked.failed))
    if "empty" in asked.words:
        return Answer("", thinks="thinks" in asked.words)
    if calls and "incomplete" not in asked.words:
        return _shaped(Answer("", calls=tuple(calls)), asked, form)
    answer = _shaped(_whole(new, past, first, asked, seen, found, told, led), asked, form)
    if "incomplete" not in asked.words:
        return answer
    return replace(answer.cut(len(answer.text) * 2 // 3), reason=code_of(asked.incomplete))


def _whole(
    new: Sequence[Heard],
    past: Sequence[Heard],
    first: bool,
    asked: Directives,
    seen: Media,
    found: Sequence[str],
    told: Sequence[Told | None],
    led: str,
) -> Answer:
    phrases = PHRASES[language([*(message.words for message in (*past, *new)), led])]
    if "refuse" in asked.words:
        return Answer(phrases.refusal, part="refusal")
    if "markdown" in asked.words:
        return Answer(MARKDOWN)
    if asked.long:
        return Answer(paragraphs(asked.long))
    if any(told):
        return Answer(" ".join([*([phrases.hello] if first else ()), *_looked_up(new, told, seen, phrases)]))
    words = [without_directives(message.words) for message in (*past, *new)]
    sentences = [
        phrases.hello if first else "",
        *(_received(new, seen, phrases) if new or not found else ()),
        *(_found(each, phrases) for each in found),
        *(() if found else (_with(phrases.name, name_told(words)), _remembered(words[: len(past)], phrases))),
        phrases.asks if "asks" in asked.words else "",
    ]
    return Answer(" ".join(filter(None, sentences)))


def _looked_up(new: Sequence[Heard], told: Sequence[Told | None], seen: Media, phrases: Phrases) -> list[str]:
    """What Recado gave that answers, what else came, and once at the end that something is not known."""
    rest = [replace(message, words="") if answer else message for message, answer in zip(new, told, strict=True)]
    came = _came(rest, seen, phrases) or ([] if all(told) else [phrases.wordless])
    lines = [_told(answer, phrases) for answer in told if answer and answer.line]
    return [*lines, *came, *([phrases.unknown] if any(answer and not answer.line for answer in told) else [])]


def _told(told: Told, phrases: Phrases) -> str:
    return told.line if told.is_whole else phrases.told.format(told.line.rstrip("."))


def _found(output: str, phrases: Phrases) -> str:
    """What a tool found, or that the customer is asked first."""
    return phrases.not_yet if output.startswith(NOT_DONE) else phrases.found.format(output)


def _shaped(answer: Answer, asked: Directives, form: Callable[[str], str]) -> Answer:
    phases, thinks = "phases" in asked.words, "thinks" in asked.words
    form = form if answer.part == "output_text" else str
    return replace(answer, messages=asked.messages, parts=asked.parts, phases=phases, thinks=thinks, form=form)


def _received(new: Sequence[Heard], seen: Media, phrases: Phrases) -> list[str]:
    return _came(new, seen, phrases) or [phrases.wordless]


def _came(new: Sequence[Heard], seen: Media, phrases: Phrases) -> list[str]:
    """What came: words, pictures and documents, and what could not be opened."""
    quotes = [f"«{line}»" for message in new if (line := quoted(without_directives(message.words)))]
    counted = [phrases.nouns.counted(number, files) for number, files in enumerate((seen.images, seen.files)) if files]
    shut = [name for message in new for fact in message.also if (name := phrases.shut_name(fact))]
    kinds = ((phrases.received, quotes), (phrases.seen, counted), (phrases.shut, shut))
    return [phrase.format(", ".join(found)) for phrase, found in kinds if found]


def _remembered(words: Sequence[str], phrases: Phrases) -> str:
    """The earlier messages: how many, and the last words in them."""
    if not words:
        return ""
    last = next((line for text in reversed(words) if (line := quoted(FOR_TWILIO.sub(" ", text)))), "…")
    return phrases.before_one.format(last) if len(words) == 1 else phrases.before.format(len(words), last)


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


def language(texts: Sequence[str]) -> Language:
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
