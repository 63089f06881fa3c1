"""One answer against what was expected of it: a sentence for each thing that is not so. Pure.

Long: a rule for each thing that can be expected.
"""

import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

from dev.evaluate.conversations import DONE, Call, Expected
from handlers import texts
from handlers.conversation.language import language_of

NO_ANSWERS = {  # of Recado's sentences, those that say that there is no answer
    sentence: why
    for of, why in (
        (texts.UNAVAILABLE, "an apology of Recado's came: the assistant could not be asked"),
        (texts.LATE, "an apology of Recado's came: the assistant took too long"),
        (texts.FLOODED, "there were too many messages in a minute: see MESSAGES_A_MINUTE"),
    )
    for sentence in of.every()
}
LANGUAGES = {"es": "Spanish", "en": "English", "pt": "Portuguese"}


@dataclass(frozen=True)
class Called:
    """A tool that was called, and what came of it."""

    name: str
    arguments: Mapping[str, object] = field(default_factory=dict)
    result: str = DONE


@dataclass(frozen=True)
class Answered:
    """What came back for one message: its texts, and what the function kept of it.

    `problem`: why there is no answer, as Twilio would see it. `cost`: None if the model's price is not known.
    """

    messages: tuple[str, ...] = ()
    seconds: float = 0.0
    problem: str = ""
    cost: float | None = 0.0
    entry: str = ""
    sources: tuple[str, ...] = ()
    known: bool = True
    calls: tuple[Called, ...] = ()
    hands_over: bool = False

    @property
    def text(self) -> str:
        return "\n".join(self.messages)


Rule = Callable[[Expected, Answered], Iterator[str]]


def faults(expected: Expected, answered: Answered, *, real: bool) -> list[str]:
    """What is not as expected, where there is an answer; `real`: of a real model. Criteria are judged elsewhere."""
    parts = expected.parts(real=real)
    return [f"the answer {fault}" for part in parts for rule in RULES for fault in rule(part, answered)]


def no_answer(expected: Expected, answered: Answered) -> str:
    """Why this is no answer; "" if it is one. An apology of Recado's is none, whatever it would satisfy."""
    if answered.problem:
        return answered.problem
    if not answered.messages and expected.messages != 0:
        return "there is no answer"
    found = (why for message in answered.messages for sentence, why in NO_ANSWERS.items() if sentence in message)
    return next(found, "")


def is_waiting(message: str) -> bool:
    """True for the message that says only that the answer takes longer."""
    return message in _WAITING


def _words(expected: Expected, answered: Answered) -> Iterator[str]:
    text = plain(answered.text)
    yield from (f"does not contain “{words}”" for words in expected.contains if plain(words) not in text)
    yield from (f"contains “{words}”" for words in expected.not_contains if plain(words) in text)
    if expected.any_of and not any(plain(words) in text for words in expected.any_of):
        yield f"contains none of {', '.join(f'“{words}”' for words in expected.any_of)}"


def _patterns(expected: Expected, answered: Answered) -> Iterator[str]:
    for pattern in expected.regex:
        if not re.search(pattern, answered.text, re.IGNORECASE):
            yield f"does not match /{pattern}/"


def _tongue(expected: Expected, answered: Answered) -> Iterator[str]:
    found = language_of(answered.text)
    if expected.language and found != expected.language:
        is_ = f"is {LANGUAGES[found]}" if found else "has no clear language"
        yield f"{is_}, not {LANGUAGES[expected.language]}"


def _limits(expected: Expected, answered: Answered) -> Iterator[str]:
    if expected.messages is not None and len(answered.messages) > expected.messages:
        yield f"comes in {len(answered.messages)} messages, not at most {expected.messages}"
    if expected.seconds is not None and answered.seconds > expected.seconds:
        yield f"takes {answered.seconds:.1f} s, not at most {expected.seconds:g}"
    if expected.cost is not None and answered.cost is None:
        yield "costs nobody knows what: the price of this model is not known (handlers/money/prices.toml)"
    elif expected.cost is not None and answered.cost is not None and answered.cost > expected.cost:
        yield f"costs ${answered.cost:.6f}, not at most ${expected.cost:g}"


def _grounds(expected: Expected, answered: Answered) -> Iterator[str]:
    if expected.entry is not None and expected.entry != (
        bool(answered.entry) if isinstance(expected.entry, bool) else answered.entry
    ):
        yield f"is {_entry(answered.entry)}, not {_entry(expected.entry)}"
    for source in expected.source:
        if not any(is_source(source, found) for found in answered.sources):
            yield f"stands on {', '.join(answered.sources) or 'no source'}, not on {source}"
    if expected.knows is not None and expected.knows != answered.known:
        yield "says that it does not know" if expected.knows else "does not say that it does not know"
    if expected.hands_over is not None and expected.hands_over != answered.hands_over:
        yield "hands over to a person" if answered.hands_over else "does not hand over to a person"


def _entry(entry: str | bool) -> str:
    if isinstance(entry, bool) or not entry:
        return "an entry of the FAQ" if entry else "no entry of the FAQ"
    return f"the FAQ's entry {entry}"


def is_source(name: str, found: str) -> bool:
    """True if this is the file that `found` names, with its folder or a heading or not."""
    return name.casefold() in re.split(r" [·#>] |/", found.casefold()) or name.casefold() == found.casefold()


def _tools(expected: Expected, answered: Answered) -> Iterator[str]:
    called = ", ".join(shown(call) for call in answered.calls) or "nothing"
    if expected.tool == () and any(call.result == DONE for call in answered.calls):
        yield f"calls {called}, which it was not to"
    for call in expected.tool or ():
        if not any(_is_call(call, made) for made in answered.calls):
            yield f"calls {called}, not {shown(call)}"


def _is_call(call: Call, made: Called) -> bool:
    given = made.arguments
    return (call.name, call.result) == (made.name, made.result) and all(
        name in given and _same(value, given[name]) for name, value in call.arguments.items()
    )


def _same(wanted: object, given: object) -> bool:
    return str(wanted).casefold() == str(given).casefold()


def shown(call: Call | Called) -> str:
    """A call as a programmer writes it."""
    given = (f"{name}={json.dumps(value, ensure_ascii=False)}" for name, value in call.arguments.items())
    return f"{call.name}({', '.join(given)})" + (f": {call.result}" if call.result != DONE else "")


def plain(text: str) -> str:
    """A text without WhatsApp's marks, with single spaces, in small letters."""
    return " ".join(re.sub(r"[*_~`]", "", text).split()).casefold()


RULES: tuple[Rule, ...] = (_words, _patterns, _tongue, _limits, _grounds, _tools)
_WAITING = texts.WAIT.every()
