"""People of the business who write to a customer by hand, in the carrier's own inbox: the assistant waits. Pure."""

from dataclasses import replace
from datetime import datetime, timedelta

from handlers.conversation.thread import Decisions, Thread

QUIET = timedelta(hours=12)  # after their last words


def written_to(thread: Thread, now: datetime) -> Thread:
    """The thread once a person has written to its customer; the assistant is told of it when it speaks again."""
    return replace(thread, by_hand_at=now, person_since=thread.person_since or now)


def is_quiet(thread: Thread, decisions: Decisions, now: datetime) -> bool:
    """True while the person may still be there, unless the customer has wanted the assistant back since."""
    at, back_at = thread.by_hand_at, decisions.back_at
    return at is not None and now - at < QUIET and (back_at is None or back_at < at)
