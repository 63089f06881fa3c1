"""Texts that a customer's thread cannot carry: each is unsent in a thread of its own, which only carries texts.

They are for people of the business, or for another address of the customer's than the one where they wrote last. So
they are sent as everything by REST: once, looked for if it is unclear, and tried again by the clock.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import replace

from handlers.conversation.contact import Contact
from handlers.conversation.enclosed import Enclosed
from handlers.conversation.identity import keys_of
from handlers.conversation.sending import to_send
from handlers.conversation.thread import Thread
from handlers.conversation.unsent import Unsent
from handlers.stores.documents import NEW
from handlers.stores.keeping import Keeping


async def aside(
    keeping: Keeping,
    texts: Mapping[Contact, Sequence[str]],
    by: str,
    *,
    subject: str,
    about: str = "",
    replaces: bool = False,
) -> Enclosed:
    """The writes that keep these texts for `by` to send; nothing is written yet.

    `subject`: what a thread is about, one for each of these people. `about`: the key of the customer's thread that it
    is deleted with; without one it is no customer's. `replaces`: what was not sent yet is not sent any more.
    """
    keys = {to: _key(subject, to) for to in texts}
    if not keys:
        return Enclosed()
    stored, now, writes = await keeping.read(f"threads/{key}" for key in keys.values()), keeping.now(), []
    for to, key in keys.items():
        thread = stored.threads.get(key) or Thread(key, to, alias=key, about=about or subject)
        thread = replace(thread, unsent=to_send(None if replaces else thread.unsent, texts[to], by, now))
        writes.append(keeping.thread(thread, stored.versions.get(f"threads/{key}", NEW)))
    return Enclosed(tuple(writes), tuple(keys.values()))


async def beside(keeping: Keeping, thread: str, to: Contact, unsent: Unsent) -> Enclosed:
    """The writes that keep texts for an address of a customer's who writes from another one; nothing is written yet.

    `thread`: the key of the customer's thread. The texts go with those that are kept for this address already.
    """
    key = _key(f"beside\n{thread}", to)
    stored = await keeping.read([f"threads/{key}"])
    there = stored.threads.get(key) or Thread(key, to, alias=key, about=thread)
    before = there.unsent
    if before and not before.given_up:
        more = replace(before, texts=(*before.texts, *unsent.texts))
        unsent = replace(more, ticket=before.ticket or unsent.ticket, until=before.until or unsent.until)
    write = keeping.thread(replace(there, contact=to, unsent=unsent), stored.versions.get(f"threads/{key}", NEW))
    return Enclosed((write,), (key,))


def _key(subject: str, to: Contact) -> str:
    return hashlib.sha256(f"{subject}\n{keys_of(to)[0]}".encode()).hexdigest()[:32]
