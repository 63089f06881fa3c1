"""Texts to people of the business: each is unsent in a thread of its own, between one of them and the business.

So they are sent as everything by REST: once, looked for if it is unclear, and tried again by the clock.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import replace

from handlers.conversation.contact import Contact
from handlers.conversation.enclosed import Enclosed
from handlers.conversation.identity import keys_of
from handlers.conversation.sending import to_send
from handlers.conversation.thread import Thread
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
    keys = {to: hashlib.sha256(f"{subject}\n{keys_of(to)[0]}".encode()).hexdigest()[:32] for to in texts}
    if not keys:
        return Enclosed()
    stored, now, writes = await keeping.read(f"threads/{key}" for key in keys.values()), keeping.now(), []
    for to, key in keys.items():
        thread = stored.threads.get(key) or Thread(key, to, alias=key, about=about or subject)
        thread = replace(thread, unsent=to_send(None if replaces else thread.unsent, texts[to], by, now))
        writes.append(keeping.thread(thread, stored.versions.get(f"threads/{key}", NEW)))
    return Enclosed(tuple(writes), tuple(keys.values()))
