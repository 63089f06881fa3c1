"""A customer with several addresses: where they wrote last, and where each open message came from. Pure."""

from dataclasses import replace

from handlers.conversation.contact import Contact
from handlers.conversation.thread import Thread
from handlers.conversation.turn import Turn
from handlers.conversation.unsent import Unsent


def known_at(thread: Thread, contact: Contact) -> Contact:
    """The contact of a message, completed with what the thread knows of this address of its customer's."""
    return contact.after(_before(thread, contact) or thread.contact)


def _before(thread: Thread, contact: Contact) -> Contact | None:
    """What the thread knew of the customer at this address; where the number may be hidden, in this app."""
    every = (thread.contact, *thread.also)
    here = (one for one in every if (one.channel, one.business) == (contact.channel, contact.business))
    return next((one for one in every if one.is_at(contact)), next(here, None))


def written_from(thread: Thread, contact: Contact) -> Thread:
    """The thread once its customer writes from this address: what was open before knows where it came from."""
    before = _before(thread, contact)
    moved = replace(thread, contact=known_at(thread, contact))
    if not thread.also or before == thread.contact:
        return moved
    waiting = tuple(replace(message, contact=thread.origin(message)) for message in thread.open)
    also = (thread.contact, *(one for one in thread.also if one != before))
    return replace(moved, also=also, open=waiting, unsent=None if to_send_on(thread) else thread.unsent)


def to_send_on(thread: Thread) -> Unsent | None:
    """What is still to be sent to the address that the customer wrote from last."""
    return None if thread.unsent is None or thread.unsent.given_up else thread.unsent


def left_there(before: Thread, after: Thread) -> Unsent | None:
    """What is still to be sent to where the customer wrote before, if they have now written from another address."""
    return to_send_on(before) if after.also[:1] == (before.contact,) else None


def elsewhere(turn: Turn) -> list[Contact]:
    """The other addresses from which the messages came that the turn has answered, or is about to."""
    theirs = (turn.thread.origin(message) for message in turn.messages) if turn.thread.also else ()
    return [*dict.fromkeys(one for one in theirs if not one.is_at(turn.message.contact))]


def is_for(thread: Thread, contact: Contact) -> bool:
    """True if what is sent to the thread's customer reaches this address."""
    return not thread.also or thread.contact.is_at(contact) or _before(thread, contact) == thread.contact
