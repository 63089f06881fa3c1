"""Taking a thread over for a message's turn. Pure."""

from dataclasses import replace
from datetime import datetime

from handlers.conversation.messages import Message
from handlers.conversation.talk import without_answer
from handlers.conversation.thread import MOST_ATTEMPTS, Running, Thread
from handlers.conversation.turn import Turn
from handlers.conversation.unsent import IS_LOOKED_FOR_WITHIN, STAYS_OPEN


def taken_over(thread: Thread, message: Message, now: datetime) -> Turn:
    """A turn for this message that owns the thread, with an attempt written down for its question.

    If the question is the same again, the turn goes on with its response, if that is known.
    """
    waiting = tuple(other for other in thread.open if now - other.at < STAYS_OPEN or other.sid == message.sid)
    thread = without_answer(thread, (other for other in thread.open if other not in waiting), now)
    thread = _with_unsent_said(replace(thread, open=waiting), now)
    before, covers = thread.running, tuple(other.sid for other in waiting)
    is_same = before is not None and before.covers == covers and before.response is not None
    running = Running(message.sid, covers, now, response=before.response if before and is_same else None, asked_at=now)
    taken = replace(thread, number=thread.number + 1, running=running)
    turn = Turn(message, taken, superseded=None if is_same else before)
    newest = turn.unanswered[-1:]
    if newest and not is_same:
        turn.looks_first = newest[0].asked > 0
        turn.attempt = newest[0].sid if newest[0].asked < MOST_ATTEMPTS else ""
        turn.thread = turn.thread.with_attempt(turn.attempt)
    return turn


def _with_unsent_said(thread: Thread, now: datetime) -> Thread:
    """Move texts that were not sent by REST into the next reply, if they are still of use.

    Texts that may have been sent, wholly or in part, are left to the clock; without a clock, twice is better than
    never. A ticket's texts always are: those who wrote them are told if they were given up.
    """
    unsent = thread.unsent
    if unsent is None or unsent.ticket or unsent.is_being_sent(now):
        return thread
    if unsent.is_useless(now):
        return replace(thread, unsent=None)
    is_looked_for = not unsent.given_up and now - unsent.tried_at <= IS_LOOKED_FOR_WITHIN
    if (unsent.unclear or unsent.accepted) and is_looked_for:
        return thread
    decisions = replace(thread.decisions, said=(*unsent.texts, *thread.decisions.said))
    return replace(thread, unsent=None, decisions=decisions)
