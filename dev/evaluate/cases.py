"""Which conversations are held, in what groups, and what they may cost."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from fnmatch import fnmatchcase

from dev.cost import MODELS
from dev.evaluate.business import Business
from dev.evaluate.conversations import Conversation, Expected

# Tokens, each rather more than less.
ANSWER, QUESTION, VERDICT = 200, 100, (600, 80)
RECADO = 2_000  # its own part of the instructions
KNOWLEDGE = 8_000  # the business's files, unless KNOWLEDGE_TOKENS says otherwise
CHARACTERS = 3  # of a token
ROUNDS = 2  # questions that a message takes where there are tools


@dataclass(frozen=True)
class Group:
    """Conversations that one function can hold: those of the same settings and the same time."""

    settings: tuple[tuple[str, str], ...]
    now: datetime | None
    conversations: tuple[Conversation, ...]


def groups(conversations: Sequence[Conversation]) -> Iterator[Group]:
    """The conversations by what their function has to be like, in the order of the file."""
    keys = dict.fromkeys((tuple(sorted(each.settings.items())), each.now) for each in conversations)
    for settings, now in keys:
        mine = (each for each in conversations if (tuple(sorted(each.settings.items())), each.now) == (settings, now))
        yield Group(settings, now, tuple(mine))


def chosen(conversations: Sequence[Conversation], only: str) -> list[Conversation]:
    """Those with this name, or whose names match it: `hours-*`."""
    return [each for each in conversations if not only or fnmatchcase(each.name, only)]


def left_out(conversation: Conversation, business: Business) -> str:
    """Why a conversation cannot be held; "" if it can."""
    if missing := business.lacks(conversation):
        return f"needs {', '.join(missing)}"
    if not business.has_key and _is_for_a_model(conversation):
        return "expects only what a real model can be held to"
    if business.has_key and any(step.voice for step in conversation.steps):
        return "has words for a voice note, which a real model cannot hear: send a recording (send: note.ogg)"
    return ""


def _is_for_a_model(conversation: Conversation) -> bool:
    """True if something is expected, and all of it under `model` or of a judge."""
    expected = [step.expect for step in conversation.steps if step.expect != Expected()]
    return bool(expected) and all(replace(each, model=None, judge=()) == Expected() for each in expected)


def price(conversations: Sequence[Conversation], business: Business, times: int) -> float | None:
    """What so many runs cost, about, in US dollars; None if the model's price is not known.

    Each question carries the instructions and all that was said before; nothing is counted as cached.
    """
    if business.model not in MODELS:
        return None
    into, _, out = MODELS[business.model]
    told, rounds = _told(business), ROUNDS if business.settings.get("TOOLS") else 1
    total = 0.0
    for conversation in conversations:
        for number, step in enumerate(conversation.steps):
            said = told + QUESTION + number * (QUESTION + ANSWER)
            total += rounds * (said * into + ANSWER * out)
            total += len(step.expect.criteria()) * (VERDICT[0] * into + VERDICT[1] * out)
    return times * total / 1_000_000


def _told(business: Business) -> int:
    """The tokens that go with every question."""
    settings = business.settings
    own = sum(len(settings.get(name, "")) for name in ("ASSISTANT_INSTRUCTIONS", "HANDOFF_RULES"))
    files = int(settings.get("KNOWLEDGE_TOKENS", KNOWLEDGE)) if settings.get("KNOWLEDGE") else 0
    return RECADO + own // CHARACTERS + files
