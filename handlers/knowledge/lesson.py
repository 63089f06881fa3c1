"""Lessons: questions that the business has to answer better, and which of them are the same. Pure."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from handlers.conversation.commands import command_in
from handlers.conversation.contact import Carrier
from handlers.conversation.messages import Author, Content
from handlers.conversation.record import Record
from handlers.conversation.small_talk import is_small_talk
from handlers.conversation.turn import Turn
from handlers.knowledge.sense import is_own
from handlers.knowledge.wording import wording_of, words_of

MOST_CHARACTERS = 300  # of a question
_LOOKS = re.compile("[\ufe0e\ufe0f\U0001f3fb-\U0001f3ff]")  # how an emoji looks, and its skin
_THUMBS_DOWN = "👎"


class Why(StrEnum):
    """What was wrong with the answer."""

    UNKNOWN = "unknown"  # it said that it does not know
    TICKET = "ticket"  # a person was needed
    DISLIKED = "disliked"  # 👎


@dataclass(frozen=True)
class Lesson:
    """A customer's question that was not answered well.

    `id`: of the message whose turn answered it, so that what is found wrong later, by another turn, is the same lesson.
    `talk`: the alias of the thread. `business` and `carrier`: where the customer wrote to. `waits`: nobody has taught
    its answer yet, or put it aside.
    """

    id: str
    thread: str
    at: datetime
    ask: str
    why: Why
    talk: str
    business: str
    carrier: Carrier = Carrier.TWILIO
    waits: bool = True


def lesson_of(turn: Turn, question: str, why: Why, answered: Sequence[Record] = ()) -> Lesson:
    """The lesson of a turn whose customer asked this; `answered`: the records that asked it, if an earlier turn did."""
    thread, at = turn.thread, turn.messages[-1].at
    contact = thread.contact
    ask = question if len(question) <= MOST_CHARACTERS else f"{question[: MOST_CHARACTERS - 1]}…"
    sid = next((record.answered_by for record in answered if record.answered_by), turn.message.sid)
    return Lesson(sid, thread.key, at, ask, why, thread.alias, contact.business, contact.carrier)


def question_in(said: Iterable[Content]) -> str:
    """What these messages ask, in one line, without those that only greet, or are for Recado itself; "" for nothing."""
    words = (" ".join(content.words.split()) for content in said)
    return " ".join(each for each in words if each and not is_small_talk(each) and command_in(each) is None)


def is_teachable(question: str) -> bool:
    """True if an answer to it could be for everybody: "¿dónde está mi pedido?" is for the customer alone."""
    return bool(question) and not is_own(words_of(question))


def last_answered(records: Sequence[Record]) -> Sequence[Record]:
    """The records that were answered last, together; none if a person has spoken since."""
    answered = [record for record in records if record.answered_by is not None]
    if not answered or answered[-1].author is not Author.CUSTOMER:
        return ()
    return [record for record in answered if record.answered_by == answered[-1].answered_by]


def is_thumbs_down(content: Content) -> bool:
    """True for 👎 alone, in whatever skin. Twilio tells of no reactions: this is a message that a customer sends."""
    marks = "".join(_LOOKS.sub("", content.text).split())
    return not (content.files or content.parts) and bool(marks) and set(marks) == {_THUMBS_DOWN}


def grouped(lessons: Iterable[Lesson]) -> list[list[Lesson]]:
    """The same questions together: those asked most often first, of these the newest; the newest first in each."""
    groups: dict[tuple[str, ...], list[Lesson]] = {}
    for lesson in sorted(lessons, key=lambda lesson: lesson.at, reverse=True):
        groups.setdefault(wording_of(lesson.ask) or (lesson.id,), []).append(lesson)
    return sorted(groups.values(), key=len, reverse=True)
