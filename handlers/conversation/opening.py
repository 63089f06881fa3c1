"""What a message that comes in means for its thread: who answers it, and what is written before anybody does. Pure."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from handlers.conversation import commands
from handlers.conversation.language import language_of
from handlers.conversation.messages import Message, OpenMessage
from handlers.conversation.record import Record
from handlers.conversation.thread import IS_LOOKED_FOR_WITHIN, MOST_ATTEMPTS, STAYS_OPEN, Limits, Running, Thread, Turn

LINK_LASTS = timedelta(hours=12)  # then it is written again, before it can expire
RESPONSE_IS_RECORDED_AFTER = timedelta(seconds=5)
MINUTE = timedelta(minutes=1)
MOST_OPEN_CHARACTERS = 200_000  # at four bytes each, and 200 for a message's own, below Firestore's 1 MiB a document


@dataclass(frozen=True)
class Answered:
    """The message has its reply already: the same texts go out again."""

    texts: tuple[str, ...]


@dataclass(frozen=True)
class Merged:
    """A later message's turn answers this one too, or has."""


@dataclass(frozen=True)
class Busy:
    """Somebody alive answers older messages: this one is kept open and has to wait until the thread is free."""

    thread: Thread


@dataclass(frozen=True)
class Flooded:
    """More messages than anybody can mean: this one is not kept. `first`: the customer has not been told yet."""

    thread: Thread
    first: bool


Opened = Turn | Answered | Merged | Busy | Flooded


def keys_of(message: Message) -> tuple[str, ...]:
    """The keys a message's thread can have, the lasting one first: by external id, then by address."""
    identities = dict.fromkeys((message.identity, message.sender))
    return tuple(_hash(message.business, identity) for identity in identities)


def _hash(*parts: str) -> str:
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:32]


def open_turn(
    threads: Mapping[str, Thread], record: Record | None, message: Message, now: datetime, limits: Limits
) -> Opened:
    """What a message that comes in means, given the threads stored under `keys_of` it and its own record, if any.

    The thread of a Turn, Busy or Flooded has to be written before anything else is done for it.
    """
    thread = _thread_of(threads, message, now)
    if record is None:
        return _new(thread, message, now, limits)
    return _seen_before(thread, record, message, now)


def _thread_of(threads: Mapping[str, Thread], message: Message, now: datetime) -> Thread:
    key, *by_address = keys_of(message)
    found = threads.get(key)
    if found is not None and found.moved_to is not None:
        found = threads.get(found.moved_to)
    if found is None:
        found = Thread(key, message.business, message.sender, alias=_hash(key, message.sid))
    if by_address:
        found = _joined(found, threads.get(by_address[0]), now)
    return replace(
        found,
        sender=message.sender,
        channel=message.channel,
        external_id=message.external_id or found.external_id,
        profile_name=message.profile_name or found.profile_name,
    )


def _joined(thread: Thread, by_address: Thread | None, now: datetime) -> Thread:
    """A thread under a lasting identity, joined by what the customer said before that was known.

    An address that has moved to another identity is somebody else's by now, or was: nothing of that is taken over.
    """
    is_linked = by_address is not None and by_address.moved_to == thread.key
    if not is_linked or thread.linked_at is None or now - thread.linked_at > LINK_LASTS:
        thread = replace(thread, linked_at=now)
    if by_address is None or by_address.moved_to is not None:
        return thread
    former = (*by_address.former, by_address.key)
    if thread.number == 0:
        return replace(by_address, key=thread.key, linked_at=now, former=former)
    both = sorted([*thread.open, *by_address.open], key=lambda message: message.at)
    past = (*by_address.conversations(), *thread.decisions.past)
    decisions = replace(thread.decisions, past=past)
    return replace(thread, open=newest_that_fit(both), former=(*thread.former, *former), decisions=decisions)


def _new(thread: Thread, message: Message, now: datetime, limits: Limits) -> Turn | Busy | Flooded:
    recent = tuple(at for at in thread.recent if now - at < MINUTE)
    if len(recent) > limits.messages_a_minute:
        return Flooded(thread, first=False)
    thread = replace(thread, recent=(*recent, now))
    if len(recent) == limits.messages_a_minute:
        return Flooded(thread, first=True)
    opened = OpenMessage(message.sid, now, message.text, message.attachments, message.parts)
    language = commands.language_of(message.text) or language_of(message.text) or thread.language
    thread = replace(thread, open=newest_that_fit([*thread.open, opened]), language=language)
    return Busy(thread) if _has_to_wait(thread, now, limits) else _taken_over(thread, message, now)


def _has_to_wait(thread: Thread, now: datetime, limits: Limits) -> bool:
    """Whether a living turn is past bursting: it began too long ago, or answers too many messages already."""
    running = thread.running
    if running is None or not running.is_alive(now):
        return False
    covered = [message.at for message in thread.open if message.sid in running.covers]
    return now - min(covered, default=now) > limits.burst or len(covered) >= limits.burst_messages


def _seen_before(thread: Thread, record: Record, message: Message, now: datetime) -> Turn | Answered | Merged | Busy:
    if record.answered_by is not None:
        return Merged() if record.texts is None or record.by_rest else Answered(record.texts)
    running = thread.running
    if running is None or not running.is_alive(now):
        return _taken_over(_with_again(thread, record, message), message, now)
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
    if any(each.sid == message.sid for each in thread.open):
        return thread
    again = OpenMessage(message.sid, record.at, record.text, record.attachments, record.parts)
    return replace(thread, open=newest_that_fit(sorted([*thread.open, again], key=lambda each: each.at)))


def _taken_over(thread: Thread, message: Message, now: datetime) -> Turn:
    """The thread owned by this message's turn, with an attempt written down for its question.

    The same question again goes on with its response, where that is known.
    """
    waiting = tuple(each for each in thread.open if now - each.at < STAYS_OPEN or each.sid == message.sid)
    thread = _with_unsent_said(replace(thread, open=waiting), now)
    before, covers = thread.running, tuple(each.sid for each in waiting)
    is_same = before is not None and before.covers == covers and before.response is not None
    running = Running(message.sid, covers, now, response=before.response if before and is_same else None, asked_at=now)
    taken = replace(thread, number=thread.number + 1, running=running)
    turn = Turn(message, taken, superseded=None if is_same else before)
    newest = turn.unanswered[-1:]
    if newest and not is_same:
        turn.looks_first = newest[0].asked > 0
        turn.attempt = newest[0].sid if newest[0].asked < MOST_ATTEMPTS else ""
        turn.thread = with_attempt(turn.thread, turn.attempt)
    return turn


def with_attempt(thread: Thread, sid: str, more: int = 1) -> Thread:
    """The thread with one more attempt at the question that ends with this message, or one less."""
    counted = (replace(each, asked=each.asked + more) if each.sid == sid else each for each in thread.open)
    return replace(thread, open=tuple(counted))


def _with_unsent_said(thread: Thread, now: datetime) -> Thread:
    """What was to go out by REST and has not, goes out with the next reply instead, while it is of use.

    What may be out, wholly or in part, is left to the clock; if there is none, twice is better than never.
    """
    unsent = thread.unsent
    if unsent is None or unsent.is_being_sent(now):
        return thread
    if unsent.is_useless(now):
        return replace(thread, unsent=None)
    is_looked_for = not unsent.given_up and now - unsent.tried_at <= IS_LOOKED_FOR_WITHIN
    if (unsent.unclear or unsent.accepted) and is_looked_for:
        return thread
    decisions = replace(thread.decisions, said=(*unsent.texts, *thread.decisions.said))
    return replace(thread, unsent=None, decisions=decisions)


def newest_that_fit(messages: Sequence[OpenMessage]) -> tuple[OpenMessage, ...]:
    """The newest messages, as many as a document has room for."""
    room = MOST_OPEN_CHARACTERS
    fitting: list[OpenMessage] = []
    for message in reversed(messages):
        room -= len(message.text) + sum(len(file.url) + len(file.media_type) for file in message.attachments) + 200
        room -= sum(len(part.text) + 50 for part in message.parts)
        if fitting and room < 0:
            break
        fitting.insert(0, message)
    return tuple(fitting)


def to_write(threads: Mapping[str, Thread], opened: Opened, message: Message, now: datetime) -> list[Thread]:
    """What opening changed: the thread itself, first, and the one under the address, which says where it is."""
    if isinstance(opened, Answered | Merged) or threads.get(opened.thread.key) == opened.thread:
        return []
    by_address = keys_of(message)[1:] if opened.thread.linked_at == now else ()
    links = [Thread(key, message.business, message.sender, alias="", moved_to=opened.thread.key) for key in by_address]
    return [opened.thread, *links]


def new_record(opened: Opened, message: Message, now: datetime) -> dict[str, Record]:
    """What is kept of a message that comes for the first time, by sid; nothing of one in a flood."""
    if not isinstance(opened, Turn | Busy):
        return {}
    return {message.sid: Record(opened.thread.key, now, message.text, message.attachments, message.parts)}
