"""The thread of a message: found by the customer's lasting identity, or by the address they write from. Pure."""

import hashlib
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta

from handlers.conversation.contact import Contact
from handlers.conversation.messages import Message
from handlers.conversation.thread import Thread, newest_that_fit

LINK_LASTS = timedelta(hours=12)  # then the link is written again, before it can expire


def keys_of(contact: Contact) -> tuple[str, ...]:
    """The keys that a customer's thread can have, the lasting one first: by external id, then by address.

    They do not contain the carrier: a business's number can move to another one and keep its threads.
    """
    identities = dict.fromkeys((contact.identity, contact.customer))
    return tuple(_hash(contact.channel, contact.business, identity) for identity in identities)


def _hash(*parts: str) -> str:
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:32]


def missing_keys(threads: Mapping[str, Thread]) -> list[str]:
    """The keys that the found threads point to and that have to be read, too."""
    return [thread.moved_to for thread in threads.values() if thread.moved_to and thread.moved_to not in threads]


def thread_of(threads: Mapping[str, Thread], message: Message, now: datetime) -> Thread:
    """The thread of a message, given those stored under its keys; a new one where there is none."""
    contact = message.contact
    key, *by_address = keys_of(contact)
    found = threads.get(key)
    if found is not None and found.moved_to is not None:
        found = threads.get(found.moved_to)
    if found is None:
        found = Thread(key, contact, alias=_hash(key, message.sid), begun_at=now)
    if by_address:
        found = _joined(found, threads.get(by_address[0]), now)
    return replace(found, contact=contact.after(found.contact))


def _joined(thread: Thread, by_address: Thread | None, now: datetime) -> Thread:
    """A thread under a lasting identity, joined with the thread from before that identity was known.

    An address that points to another identity belongs, or belonged, to somebody else: nothing is taken from it.
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
    joined = replace(thread, open=newest_that_fit(both), former=(*thread.former, *former), decisions=decisions)
    since = thread.person_since or by_address.person_since
    joined = replace(
        joined,
        talked_at=max(filter(None, (thread.talked_at, by_address.talked_at)), default=None),
        unsettled_since=min(filter(None, (thread.unsettled_since, by_address.unsettled_since)), default=None),
        settles_at=min(filter(None, (thread.settles_at, by_address.settles_at)), default=None),
        begun_at=min(thread.begun_at, by_address.begun_at) if thread.begun_at and by_address.begun_at else None,
    )
    return replace(joined, ticket=thread.ticket or by_address.ticket, person_since=since)


def links(thread: Thread, contact: Contact, now: datetime) -> list[Thread]:
    """The document to write under the address, if it has to point to the thread from now on."""
    by_address = keys_of(contact)[1:] if thread.linked_at == now else ()
    return [Thread(key, contact, alias="", moved_to=thread.key) for key in by_address]
