"""Labels: topics and moods of conversations that no answer of the assistant's gave one, found once a day. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta, tzinfo
from enum import StrEnum

from handlers.conversation.facts import Facts, Reckon, Who
from handlers.conversation.messages import Author, Reply, Usage
from handlers.conversation.record import Record
from handlers.conversation.side import OTHER, Mood
from handlers.conversation.talk import talk_of
from handlers.conversation.turn import Turn
from handlers.numbers.day import date_of

MOST = 200  # conversations of a night
MOST_WORDS = 300  # characters of one
MOST_ATTEMPTS = 3
OPEN_FOR = timedelta(minutes=15)  # messages of one turn came within that time


class State(StrEnum):
    """How far a night's question is."""

    ASKING = "asking"  # it is about to be sent, or was sent without an answer
    ASKED = "asked"
    READ = "read"  # its labels are counted; the assistant still has to delete it
    DONE = "done"
    GIVEN_UP = "given_up"


@dataclass(frozen=True)
class Label:
    """What a conversation is about."""

    topic: str
    mood: Mood


@dataclass(frozen=True)
class Labelled:
    """The labels that were found, by position from 1, and what they took."""

    labels: Mapping[int, Label]
    usage: Usage


@dataclass(frozen=True)
class Night:
    """One night's question. `sids`: the message by which each conversation is known, in the question's order.

    `at`: when the question was sent last, or was about to be. `version`: the store's own mark; None: not stored yet.
    """

    date: str
    at: datetime
    state: State = State.ASKING
    sids: tuple[str, ...] = ()
    attempts: int = 0
    response: str = ""
    usage: Usage | None = None
    version: object = None

    @property
    def is_over(self) -> bool:
        """True if nothing is left to do."""
        return self.state in (State.DONE, State.GIVEN_UP)


def night_of(now: datetime, at: time, zone: tzinfo) -> str:
    """The date of the night that began last, at this time of day: a night ends when the next one begins."""
    local = now.astimezone(zone)
    begun = local.date() if local.time() >= at else local.date() - timedelta(days=1)
    return begun.isoformat()


def day_before(date: str) -> str:
    """The date before."""
    return (datetime.fromisoformat(date) - timedelta(days=1)).date().isoformat()


def marking(reckon: Reckon) -> Reckon:
    """The same facts, with the mark for conversations to be labelled: on the message whose turn began one."""

    def marked(turn: Turn, record: Record, reply: Reply) -> Facts:
        facts = reckon(turn, record, reply)
        return replace(facts, unlabelled=_is_unlabelled(facts, turn, record))

    return marked


def _is_unlabelled(facts: Facts, turn: Turn, record: Record) -> bool:
    """True on the turn's own message, if a person or the FAQ answered, and a conversation begins with the turn."""
    if record.texts is None or facts.topic or facts.who not in (Who.PERSON, Who.FAQ):
        return False
    return any(talk_of(turn, replace(record, at=message.at), facts.closed_at)[1] for message in turn.messages)


def spoken(sid: str, found: Sequence[Record]) -> str:
    """What the customer wrote in the conversation of this message: with it, and after it until the next one begins.

    `found`: records of the thread since OPEN_FOR before the message, in order.
    """
    words, length = list[str](), 0
    for record in _of_conversation(sid, found):
        line = " ".join(record.content.words.split())
        if record.author is Author.CUSTOMER and line and length < MOST_WORDS:
            words.append(line[: MOST_WORDS - length])
            length += len(line) + 1
    return " ".join(words)


def _of_conversation(sid: str, found: Sequence[Record]) -> Iterable[Record]:
    is_in = False
    for record in found:
        if record.answered_by == sid:
            is_in = True
        elif is_in and record.facts is not None and record.facts.begins:
            return
        if is_in:
            yield record


def labelled(facts: Facts, label: Label | None) -> Facts:
    """The facts with a label, or without one for good: nobody looks for it again. A mood that is known stays."""
    if label is None:
        return replace(facts, unlabelled=False)
    return replace(facts, unlabelled=False, topic=label.topic, mood=facts.mood or str(label.mood))


def counts_of_label(sid: str, record: Record, label: Label, zone: tzinfo) -> tuple[str, dict[str, int], list[str]]:
    """The day of a message, what its label adds there, and the samples of "other"."""
    when, counts = date_of(record.at, zone), {f"topic/{label.topic}": 1}
    if record.facts is None or not record.facts.mood:  # else it was counted with the message
        counts[f"mood/{label.mood}"] = 1
    return when, counts, [sid] if label.topic == OTHER else []
