"""Progress of a turn: each of its writes as a pure change of the stored thread.

Every change first checks that the turn still owns the thread (else TurnLost), and carries the turn's decisions.

Long: each write of a turn is a function of its own.
"""

from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from handlers.conversation.calls import left
from handlers.conversation.language import language_of
from handlers.conversation.messages import OpenMessage, Part, Reply
from handlers.conversation.sending import to_send
from handlers.conversation.talk import with_talk
from handlers.conversation.thread import MOST_ATTEMPTS, Running, Thread
from handlers.conversation.turn import Turn
from handlers.errors import AttemptsSpent, TurnLost


def check_owner(stored: Thread, turn: Turn) -> Running:
    """The running turn, if it is still this one. Raises TurnLost.

    Also if another delivery of its message has taken up calls of tools meanwhile: only one may run them.
    """
    if stored.running is None or (stored.number, stored.running.owner) != (turn.number, turn.message.sid):
        raise TurnLost
    if stored.decisions.calls != turn.thread.decisions.calls:
        raise TurnLost
    return stored.running


def _held(stored: Thread, turn: Turn, **changes: Any) -> Thread:
    return replace(stored, decisions=turn.decisions, **changes)


def attempted(stored: Thread, turn: Turn, now: datetime) -> Thread:
    """The thread with one more attempt. Raises AttemptsSpent, or TurnLost if another delivery made it."""
    running = check_owner(stored, turn)
    if running.asked_at not in (now, turn.running.asked_at) or running.response != turn.response:
        raise TurnLost
    newest = turn.unanswered[-1]
    if newest.asked >= MOST_ATTEMPTS:
        raise AttemptsSpent
    asking = replace(running, since=now, asked_at=now, response=None, paused=False)
    return _held(stored, turn, running=asking).with_attempt(newest.sid)


def responding(stored: Thread, turn: Turn, response: str) -> Thread:
    """The thread once the turn's response is under way. Raises TurnLost if another response is recorded for it."""
    running = check_owner(stored, turn)
    if running.response not in (response, turn.response):  # already ours if a commit was repeated on its way
        raise TurnLost
    return _held(stored, turn, running=replace(running, response=response))


def called(stored: Thread, turn: Turn, now: datetime) -> Thread:
    """The thread with the turn's calls, before any of them runs. Raises TurnLost if another delivery has got them.

    The question that led to them has its answer, so its attempt is given back: rounds have a bound of their own.
    """
    running = check_owner(stored, turn)
    if running.response != turn.response:
        raise TurnLost
    thread = _held(stored, turn, running=replace(running, since=now, response=None, asked_at=None, paused=False))
    is_unspent = turn.attempt or running.asked_at is None
    return thread if is_unspent else thread.with_attempt(turn.unanswered[-1].sid, -1)


def with_parts(stored: Thread, turn: Turn, parts: Mapping[str, tuple[Part, ...]]) -> Thread:
    """The thread with the now known parts of open messages, given by sid."""
    check_owner(stored, turn)
    known = tuple(message.with_parts(parts.get(message.sid, message.content.parts)) for message in stored.open)
    spoken = "\n".join(message.content.words for message in known if message.sid in parts)
    return _held(stored, turn, open=known, language=language_of(spoken) or stored.language)


def renewed(stored: Thread, turn: Turn, now: datetime) -> Thread:
    """The thread with its owner marked alive now. A response that another delivery has begun is kept."""
    running = check_owner(stored, turn)
    going_on = replace(running, since=now, paused=False)
    if (running.response, running.asked_at) != (turn.response, turn.running.asked_at):
        return replace(stored, running=going_on)
    return _held(stored, turn, running=going_on)


def paused(stored: Thread, turn: Turn, now: datetime) -> Thread:
    """The thread between two requests of a turn: the next hop goes on with all that was decided."""
    running = check_owner(stored, turn)
    return _unused(_held(stored, turn, running=replace(running, since=now, paused=True)), turn)


def closed(stored: Thread, turn: Turn, reply: Reply, now: datetime, *, sender: str) -> Thread:
    """The thread once the turn has its reply: the messages that it covered are no longer open."""
    running = check_owner(stored, turn)
    thread = _delivered(with_talk(_held(stored, turn), turn, running.covers, now), turn, reply, now, sender=sender)
    return replace(thread, running=None, open=_without(thread, running.covers))


def partly_closed(stored: Thread, turn: Turn, reply: Reply, now: datetime, *, sender: str) -> Thread:
    """The thread once the said texts are delivered; the rest is given up: it stays open, and the customer was told."""
    running, answered = check_owner(stored, turn), turn.decisions.answered
    thread = _delivered(with_talk(_held(stored, turn), turn, answered, now), turn, reply, now, sender=sender)
    left = replace(running, since=None, covers=tuple(sid for sid in running.covers if sid not in answered))
    return _told(replace(thread, running=left, open=_without(thread, answered)), left.covers)


def released(stored: Thread, turn: Turn, apology: Reply, now: datetime, *, sender: str) -> Thread:
    """The thread once the turn's owner gave up: its messages and said texts are left to the next turn."""
    running = check_owner(stored, turn)
    thread = _unused(_held(stored, turn, running=replace(running, since=None)), turn)
    thread = replace(thread, decisions=replace(thread.decisions, forget_asked_at=None))
    if sender:
        thread = replace(thread, unsent=to_send(stored.unsent, apology.texts, sender, now))
    return _told(thread, running.covers) if apology.texts else thread


def _unused(thread: Thread, turn: Turn) -> Thread:
    """Give back an attempt that sent no question, as in a locked conversation."""
    return thread if turn.has_paid else thread.with_attempt(turn.attempt, -1)


def _delivered(thread: Thread, turn: Turn, reply: Reply, now: datetime, *, sender: str) -> Thread:
    decided = replace(thread.decisions, said=(), answered=(), asks_to_forget=False)
    decided = replace(decided, forget_asked_at=now if turn.decisions.asks_to_forget else None)
    decided = replace(decided, heard_since=None, sources=(), entry="", calls=left(decided.calls), rounds=0)
    heard = tuple(sid for sid in decided.heard if sid not in turn.decisions.answered)
    decided = replace(decided, heard=heard, confirming_since=now if decided.confirming else None)
    unsent = to_send(thread.unsent, reply.texts, sender, now) if sender else thread.unsent
    return replace(_passed(thread, turn, now), decisions=decided, unsent=unsent)


def _passed(thread: Thread, turn: Turn, now: datetime) -> Thread:
    """The thread in a person's hands or back in the assistant's, which hears once what people said meanwhile."""
    if turn.passes is not None:
        before, after = turn.passes
        if thread.ticket != before:
            raise TurnLost
        thread = replace(thread, ticket=after, person_since=thread.person_since or now)
    heard = turn.decisions.heard_since
    is_all = turn.has_heard and heard is not None and heard == thread.person_since and thread.ticket is None
    return replace(thread, person_since=None) if is_all else thread


def _without(thread: Thread, sids: Collection[str]) -> tuple[OpenMessage, ...]:
    return tuple(message for message in thread.open if message.sid not in sids)


def _told(thread: Thread, sids: Collection[str]) -> Thread:
    told = (replace(message, told=True) if message.sid in sids else message for message in thread.open)
    return replace(thread, open=tuple(told))
