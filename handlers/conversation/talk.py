"""Talk: which messages belong to a conversation, and which of them begins one. Pure.

A conversation is a customer's messages with less than REST between them. Greetings, thanks, commands, ratings with
their comments, and words that it is solved belong to none.
"""

from collections.abc import Collection, Iterable
from dataclasses import replace
from datetime import datetime, timedelta

from handlers.conversation.commands import command_in, plain
from handlers.conversation.messages import Author, Content, OpenMessage
from handlers.conversation.record import Record
from handlers.conversation.small_talk import is_polite, is_small_talk
from handlers.conversation.survey import Rated
from handlers.conversation.thread import Thread
from handlers.conversation.turn import Turn

REST = timedelta(hours=1)  # without a message, and a conversation is at rest
IDLE = timedelta(hours=72)  # without a message, and nobody comes back
COMMENTED_WITHIN = timedelta(minutes=15)
# Without accents, in lower case; in a message with nothing else but thanks and the like.
SOLVED = (
    *("eso es todo", "eso era todo", "era todo", "es todo", "solo eso", "ya quedo", "ya funciona", "ya esta resuelto"),
    *("quedo resuelto", "problema resuelto", "todo resuelto", "resuelto", "me sirvio", "ya me sirvio"),
    *("that is all", "that s all", "that was all", "that solved it", "that fixed it", "problem solved", "solved"),
    *("it works now", "that helped", "isso e tudo", "era isso", "era so isso", "so isso", "deu certo"),
    *("problema resolvido", "ja resolvi", "resolvido", "ja deu certo"),
)
_YES = frozenset({"si", "yes", "sim", "ya"})


def counts(content: Content) -> bool:
    """True if a message with this content belongs to a conversation, unless it is a rating or its comment."""
    return not content.is_empty and not (_is_aside(content.words) and not content.files)


def _is_aside(words: str) -> bool:
    return is_small_talk(words) or command_in(words) is not None or says_solved(words)


def says_solved(text: str) -> bool:
    """True if the whole message says that nothing is left to do."""
    said = f" {plain(text)} "
    return "?" not in text and any(
        all(is_polite(word) or word in _YES for word in said.replace(f" {words} ", " ", 1).split())
        for words in SOLVED
        if f" {words} " in said
    )


def is_comment(message: OpenMessage, rated_at: datetime) -> bool:
    """True for a comment on a rating, given the message after it: unless it asks, orders, thanks or needs no more."""
    words = message.content.words
    return bool(words) and not ("?" in words or _is_aside(words)) and message.at - rated_at < COMMENTED_WITHIN


def talk_of(turn: Turn, record: Record) -> tuple[bool, bool]:
    """Whether this record of a message that the turn answers talks, and whether it begins a conversation.

    It begins one if no message that talks came in its thread within REST before, and none after it was answered
    earlier, nor was it given up before: what it began is found out later.
    """
    times = _times(turn.messages, turn.decisions.rated)
    if record.author is not Author.CUSTOMER or record.at not in times:
        return False, False
    talked_at = turn.thread.talked_at
    if talked_at is not None and talked_at >= record.at:
        return True, False
    before = [at for at in (talked_at, *times) if at is not None and at < record.at]
    return True, not before or record.at - max(before) >= REST


def with_talk(stored: Thread, turn: Turn, closing: Collection[str]) -> Thread:
    """The thread once the turn has closed these of its messages: it knows when the newest one came that talks."""
    messages = [message for message in turn.messages if message.sid in closing]
    times = [at for at in (stored.talked_at, *_times(messages, turn.decisions.rated)) if at is not None]
    return replace(stored, talked_at=max(times, default=None))


def without_answer(thread: Thread, dropped: Iterable[OpenMessage]) -> Thread:
    """The thread once nobody will answer these messages any more. They are part of a conversation that goes on."""
    talked_at = thread.talked_at
    for at in _times(dropped, None):
        if talked_at is not None and at - talked_at < REST:
            talked_at = max(talked_at, at)
    return replace(thread, talked_at=talked_at)


def to_settle(thread: Thread, content: Content, now: datetime) -> Thread:
    """The thread with a message that comes now: what becomes of its conversation is found out later.

    That is not put off by what is said meanwhile, and takes no write of its own.
    """
    if thread.settles_at is not None or not counts(content):
        return thread
    return replace(thread, unsettled_since=now, settles_at=now + IDLE + REST)


def _times(messages: Iterable[OpenMessage], rated: Rated | None) -> list[datetime]:
    """The times of those that talk."""
    return [message.at for message in messages if counts(message.content) and not _is_of_survey(message, rated)]


def _is_of_survey(message: OpenMessage, rated: Rated | None) -> bool:
    if rated is None or not rated.score:
        return False
    return message.sid == rated.by or (message.sid == rated.then and is_comment(message, rated.at))
