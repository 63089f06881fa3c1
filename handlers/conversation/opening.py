"""Opening a turn: it decides who answers an incoming message, and what is stored before that. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from handlers.conversation import commands
from handlers.conversation.addresses import written_from
from handlers.conversation.identity import links, thread_of
from handlers.conversation.language import language_of
from handlers.conversation.link_code import code_in
from handlers.conversation.messages import Message, OpenMessage
from handlers.conversation.record import Record
from handlers.conversation.taking_over import taken_over
from handlers.conversation.talk import to_settle
from handlers.conversation.thread import Running, Thread, newest_that_fit
from handlers.conversation.turn import Turn

MINUTE = timedelta(minutes=1)
RESPONSE_IS_RECORDED_AFTER = timedelta(seconds=5)


@dataclass(frozen=True)
class Limits:
    """The limits for one customer: a burst's length, a turn's share of it, and answered messages a minute."""

    burst: timedelta = timedelta(seconds=20)
    messages_a_minute: int = 20
    burst_messages: int = 5


@dataclass(frozen=True)
class Answered:
    """The message already has its reply: the same texts go out again."""

    texts: tuple[str, ...]


@dataclass(frozen=True)
class Merged:
    """A later message's turn answers this one, too, or already did."""


@dataclass(frozen=True)
class Busy:
    """A living turn answers older messages: this one is kept open, and waits until the thread is free."""

    thread: Thread


@dataclass(frozen=True)
class Flooded:
    """The customer sends too many messages: this one is not kept. `first`: the customer has not been told yet."""

    thread: Thread
    first: bool


Opened = Turn | Answered | Merged | Busy | Flooded


def open_turn(
    threads: Mapping[str, Thread], record: Record | None, message: Message, now: datetime, limits: Limits
) -> Opened:
    """Decide who answers a message, given the threads stored under its keys and its own record, if any.

    The thread of a Turn, Busy or Flooded has to be written before anything else is done for it.
    """
    thread = thread_of(threads, message, now)
    if record is None or _is_forgotten(record, thread):
        return _new(thread, message, now, limits)
    return _seen_before(thread, record, message, now)


def _is_forgotten(record: Record, thread: Thread) -> bool:
    """True for a message without an answer from before the thread: its customer was forgotten, it is soon deleted."""
    return record.answered_by is None and thread.begun_at is not None and record.at < thread.begun_at


def _new(thread: Thread, message: Message, now: datetime, limits: Limits) -> Turn | Busy | Flooded:
    thread = written_from(thread, message.contact)
    recent = tuple(at for at in thread.recent if now - at < MINUTE)
    if len(recent) > limits.messages_a_minute:
        return Flooded(thread, first=False)
    thread = replace(thread, recent=(*recent, now))
    if len(recent) == limits.messages_a_minute:
        return Flooded(thread, first=True)
    opened, text = OpenMessage(message.sid, now, message.content), message.content.text
    shown = commands.language_of(text) or (None if code_in(text) else language_of(text))  # a code may look like words
    language = shown or thread.language or message.language
    thread = replace(thread, open=newest_that_fit([*thread.open, opened]), language=language)
    thread = to_settle(thread, message.content, now)
    return Busy(thread) if _has_to_wait(thread, now, limits) else taken_over(thread, message, now)


def _has_to_wait(thread: Thread, now: datetime, limits: Limits) -> bool:
    """True if a living turn may not be taken over: it began too long ago, answers many messages, or runs a tool."""
    running = thread.running
    if running is None or not running.is_alive(now):
        return False
    if thread.is_calling(now):
        return True
    covered = [message.at for message in thread.open if message.sid in running.covers]
    return now - min(covered, default=now) > limits.burst or len(covered) >= limits.burst_messages


def _seen_before(thread: Thread, record: Record, message: Message, now: datetime) -> Turn | Answered | Merged | Busy:
    if record.answered_by is not None:
        return Merged() if record.texts is None or record.by_rest else Answered(record.texts)
    running = thread.running
    if running is None or not running.is_alive(now):
        return taken_over(_with_again(thread, record, message), message, now)
    if thread.is_calling(now):
        return Busy(thread)
    if running.owner == message.sid:
        return _resumed(thread, running, message, now)
    return Merged() if message.sid in running.covers else Busy(thread)


def _resumed(thread: Thread, running: Running, message: Message, now: datetime) -> Turn | Busy:
    """The same turn for another delivery of its message; the delivery before may be about to record its response."""
    is_recent = running.since is not None and now - running.since < RESPONSE_IS_RECORDED_AFTER
    if running.response is None and is_recent and not running.paused:
        return Busy(thread)
    going_on = replace(running, since=now, paused=False)
    return Turn(message, replace(thread, running=going_on), looks_first=running.response is None)


def _with_again(thread: Thread, record: Record, message: Message) -> Thread:
    if any(other.sid == message.sid for other in thread.open):
        return thread
    again = OpenMessage(message.sid, record.at, record.content, contact=message.contact if thread.also else None)
    return replace(thread, open=newest_that_fit(sorted([*thread.open, again], key=lambda other: other.at)))


def to_write(threads: Mapping[str, Thread], opened: Opened, message: Message, now: datetime) -> list[Thread]:
    """The threads that opening changed: first the thread itself, then the address's document, which points to it."""
    if isinstance(opened, Answered | Merged) or threads.get(opened.thread.key) == opened.thread:
        return []
    return [opened.thread, *links(threads, opened.thread, message.contact, now)]


def new_record(opened: Opened, message: Message, now: datetime) -> dict[str, Record]:
    """The record of a message that comes for the first time, by sid; none for one in a flood."""
    if not isinstance(opened, Turn | Busy):
        return {}
    return {message.sid: Record(opened.thread.key, now, message.content, channel=str(message.contact.channel))}
