"""Texts to be sent by REST: who sends them, which are out, and when they are given up. Pure."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from handlers.conversation.thread import Thread
from handlers.conversation.unsent import MOST_SENDS, Unsent


def to_send(
    unsent: Unsent | None,
    texts: Sequence[str],
    by: str,
    now: datetime,
    *,
    ticket: str = "",
    until: datetime | None = None,
) -> Unsent | None:
    """The unsent texts with these at the end. A sender at work goes on; else `by` sends them."""
    if not texts:
        return unsent
    if unsent is None or unsent.given_up:
        return Unsent(tuple(texts), now, by, now, ticket=ticket, until=until)
    more = replace(unsent, texts=(*unsent.texts, *texts))
    more = replace(more, ticket=ticket or unsent.ticket, until=until or unsent.until)
    return more if unsent.is_being_sent(now) else _taken(more, by, now)


def claimed(stored: Thread, by: str, now: datetime) -> Thread | None:
    """The thread while `by` sends its texts; None if there is nothing for `by` to send."""
    unsent = stored.unsent
    if unsent is None or unsent.given_up:
        return None
    if unsent.by != by and unsent.is_being_sent(now):
        return None
    if unsent.is_shut(now):
        return replace(stored, unsent=_given_up(unsent))
    if unsent.by == by:
        return replace(stored, unsent=replace(unsent, tried_at=now, unclear=True))
    if unsent.is_useless(now) or unsent.tries >= MOST_SENDS:
        return replace(stored, unsent=_given_up(unsent))
    return replace(stored, unsent=_taken(unsent, by, now))


def accepted(stored: Thread, by: str, now: datetime, *, last: bool) -> Thread | None:
    """The thread with one more message out, the `last` of its text or not; None if another sender has taken over."""
    unsent = stored.unsent
    if unsent is None or unsent.by != by:
        return None
    if not last:
        return replace(stored, unsent=replace(unsent, accepted=unsent.accepted + 1, tried_at=now))
    rest = replace(unsent, texts=unsent.texts[1:], accepted=0, tries=0, tried_at=now)
    return replace(stored, unsent=rest if rest.texts else None)


def failed(stored: Thread, by: str, *, unclear: bool, for_good: bool) -> Thread | None:
    """The thread after a message was not accepted, or perhaps was; None if another sender has taken over."""
    unsent = stored.unsent
    if unsent is None or unsent.by != by:
        return None
    if for_good:  # and the customer never saw a question in it
        decisions = replace(stored.decisions, forget_asked_at=None)
        return replace(stored, unsent=_given_up(unsent), decisions=decisions)
    return replace(stored, unsent=replace(unsent, unclear=unclear))


def _taken(unsent: Unsent, by: str, now: datetime) -> Unsent:
    return replace(unsent, by=by, tried_at=now, tries=unsent.tries + 1, unclear=True)


def _given_up(unsent: Unsent) -> Unsent:
    return replace(unsent, given_up=True)
