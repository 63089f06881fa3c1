"""Separating a customer's joined apps again: what was said stays with the first, the others begin anew. Pure."""

from dataclasses import replace
from datetime import datetime

from handlers.conversation.addresses import known_at
from handlers.conversation.calls import left
from handlers.conversation.contact import Contact
from handlers.conversation.identity import alias_of, keys_of
from handlers.conversation.linking import Refused
from handlers.conversation.thread import Decisions, Thread
from handlers.conversation.turn import Turn
from handlers.conversation.unsent import STAYS_OPEN


def why_not_parted(turn: Turn, stored: Thread, now: datetime) -> Refused | None:
    """The reason why a thread's apps cannot be kept apart now; None if they can."""
    if not stored.also:
        return Refused.NOT_JOINED
    if stored.ticket:
        return Refused.WITH_PERSON
    others = (message for message in stored.open if not stored.origin(message).is_at(turn.message.contact))
    return Refused.BUSY if any(not one.told and now - one.at < STAYS_OPEN for one in others) else None


def home_of(thread: Thread) -> Contact:
    """The address that the thread itself is stored under: it keeps what was said."""
    keys = {thread.key, *thread.former}
    return next((one for one in (thread.contact, *thread.also) if keys & set(keys_of(one))), thread.contact)


def leaving(thread: Thread) -> list[Contact]:
    """The other addresses, which begin anew once they are apart."""
    home = home_of(thread)
    return [one for one in (thread.contact, *thread.also) if one != home]


def parted(turn: Turn, stored: Thread, sid: str, text: str, now: datetime) -> tuple[Thread, Thread | None]:
    """The thread of its first address alone, and the new one of the address that this turn's message came from.

    None if that is the first one. `text` answers the message `sid`, there where it came from. The turn has to begin
    anew. What was stored under the others' keys until now, such as texts for a chat's page, stays the first one's.
    """
    here, home = known_at(stored, turn.message.contact), home_of(stored)
    theirs = [message for message in stored.open if stored.origin(message).is_at(here)]
    begun_at = min((message.at for message in theirs), default=now)
    decided = turn.decisions
    said, answered = (*decided.said, text), (*decided.answered, sid)
    alone = replace(stored, contact=home, also=(), number=stored.number + 1, running=None)
    ends = {key: begun_at if one.is_at(here) else now for one in leaving(stored) for key in keys_of(one)}
    alone = replace(alone, joined=tuple(replace(one, at=ends.get(one.key, one.at)) for one in stored.joined))
    if home.is_at(here):
        decisions = replace(decided, said=said, answered=answered, calls=left(decided.calls))
        return replace(alone, decisions=decisions), None
    rest = tuple(message for message in stored.open if message not in theirs)
    decisions = replace(decided, said=(), answered=(), calls=left(decided.calls))
    key = keys_of(here)[0]
    new = Thread(
        key,
        replace(here, profile_name=turn.message.contact.profile_name),  # not the name that another app knows
        alias=alias_of(key, sid),
        language=stored.language,
        decisions=Decisions(said=said, answered=answered, tries=decided.tries),
        open=tuple(replace(message, contact=None) for message in theirs),
        recent=stored.recent,
        begun_at=begun_at,
    )
    return replace(alone, decisions=decisions, open=rest, unsent=None), new
