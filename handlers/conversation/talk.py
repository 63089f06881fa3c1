"""Talk: which messages belong to a conversation, and which of them begins one. Pure.

A conversation is a customer's messages with less than REST between them. Greetings, thanks, commands, ratings with
their comments, and words that it is solved belong to none.
"""

from collections.abc import Collection, Iterable
from dataclasses import replace
from datetime import datetime, timedelta

from handlers.conversation.commands import command_in, plain
from handlers.conversation.link_code import code_in
from handlers.conversation.messages import Author, Content, OpenMessage
from handlers.conversation.record import Record
from handlers.conversation.small_talk import is_polite, is_small_talk
from handlers.conversation.survey import Rated
from handlers.conversation.thread import Thread
from handlers.conversation.turn import Turn
from handlers.conversation.unsent import STAYS_OPEN

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
    return is_small_talk(words) or command_in(words) is not None or bool(code_in(words)) or says_solved(words)


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


def talk_of(turn: Turn, record: Record, now: datetime) -> tuple[bool, bool]:
    """Whether this record of a message that the turn answers now talks, and whether it begins a conversation.

    It begins one if it is answered in time, and no conversation of its thread has come within REST of it yet. What
    begins with a message that is answered late, or never, is found out later.
    """
    times = _times(turn.messages, turn.decisions.rated)
    if record.author is not Author.CUSTOMER or record.at not in times:
        return False, False
    before = _talked_at(turn.thread, [at for at in times if at < record.at], now)
    return True, _is_in_time(record.at, now) and (before is None or record.at - before >= REST)


def with_talk(stored: Thread, turn: Turn, closing: Collection[str], now: datetime) -> Thread:
    """The thread once the turn has closed these of its messages: it knows when the newest one came that talks."""
    messages = [message for message in turn.messages if message.sid in closing]
    return replace(stored, talked_at=_talked_at(stored, _times(messages, turn.decisions.rated), now))


def without_answer(thread: Thread, dropped: Iterable[OpenMessage], now: datetime) -> Thread:
    """The thread once nobody will answer these messages any more."""
    return replace(thread, talked_at=_talked_at(thread, _times(dropped, None), now))


def _talked_at(thread: Thread, times: Iterable[datetime], now: datetime) -> datetime | None:
    """When the newest message came of a conversation that has begun, with those that came at these times, in order.

    One that is not answered in time goes on with a conversation, but begins none.
    """
    talked_at = thread.talked_at
    for at in times:
        if _is_in_time(at, now) or (talked_at is not None and at - talked_at < REST):
            talked_at = max(talked_at or at, at)
    return talked_at


def _is_in_time(at: datetime, now: datetime) -> bool:
    """True unless nobody but a replay answers a message that came so long ago."""
    return now - at < STAYS_OPEN


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
