"""The thread of a message: found by the customer's lasting identity, or by the address they write from. Pure."""

import hashlib
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta

from handlers.conversation.addresses import known_at
from handlers.conversation.contact import Contact
from handlers.conversation.merging import merged
from handlers.conversation.messages import Message
from handlers.conversation.thread import Thread

LINK_LASTS = timedelta(hours=12)  # then the link is written again, before it can expire


def keys_of(contact: Contact) -> tuple[str, ...]:
    """The keys that a customer's thread can have, the lasting one first: by external id, then by address.

    They do not contain the carrier: a business's number can move to another one and keep its threads.
    """
    identities = dict.fromkeys((contact.identity, contact.customer))
    return tuple(_hash(contact.channel, contact.business, identity) for identity in identities)


def _hash(*parts: str) -> str:
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:32]


def alias_of(key: str, sid: str) -> str:
    """The name outside of the thread that begins under this key with this message."""
    return _hash(key, sid)


def missing_keys(threads: Mapping[str, Thread]) -> list[str]:
    """The keys that the found threads point to and that have to be read, too."""
    return [thread.moved_to for thread in threads.values() if thread.moved_to and thread.moved_to not in threads]


def thread_of(threads: Mapping[str, Thread], message: Message, now: datetime) -> Thread:
    """The thread of a message, given those stored under its keys; a new one where there is none."""
    contact = message.contact
    key, *by_address = keys_of(contact)
    address = threads.get(by_address[0]) if by_address else None
    found = led_to(threads, key)
    if found is None and address is not None and address.moved_to and not address.contact.external_id:
        found = led_to(threads, address.key)  # it was joined before the lasting identity was known
    if found is None:
        found = Thread(key, contact, alias=alias_of(key, message.sid), begun_at=now)
    if address is not None and not address.moved_to and address.key != found.key:
        found = _joined(found, address)
    return found if found.also else replace(found, contact=known_at(found, contact))


def led_to(threads: Mapping[str, Thread], key: str) -> Thread | None:
    """The thread to which this key leads, over any number of documents that only point to another."""
    seen = set[str]()
    while key not in seen:
        seen.add(key)
        found = threads.get(key)
        if found is None or found.moved_to is None:
            return found
        key = found.moved_to
    return None


def _joined(thread: Thread, by_address: Thread) -> Thread:
    """A thread under a lasting identity, joined with the thread from before that identity was known."""
    former = (*by_address.former, by_address.key)
    if thread.number == 0:
        return replace(by_address, key=thread.key, former=former)
    past = (*by_address.conversations(), *thread.decisions.past)
    joined = replace(merged(thread, by_address), former=(*thread.former, *former))
    return replace(joined, decisions=replace(thread.decisions, past=past))


def links(threads: Mapping[str, Thread], thread: Thread, contact: Contact, now: datetime) -> list[Thread]:
    """The documents to write under the contact's other keys, which have to point to the thread from now on.

    A key that points to another identity belongs, or belonged, to somebody else: it is taken over, and nothing else.
    """
    every = [Thread(key, contact, alias="", moved_to=thread.key, linked_at=now) for key in keys_of(contact)]
    return [link for link in every if link.key != thread.key and not _is_there(threads.get(link.key), link, now)]


def _is_there(before: Thread | None, link: Thread, now: datetime) -> bool:
    """True if the same link is stored already, and fresh; one that knows a lasting identity tells more."""
    if before is None or before.moved_to != link.moved_to or before.linked_at is None:
        return False
    knows_more = link.contact.external_id not in ("", before.contact.external_id)
    return not knows_more and now - before.linked_at <= LINK_LASTS
