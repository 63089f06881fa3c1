"""Reports to the owner: which day's was the last, beside when the owner wrote last, and the text that is unsent."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace

from handlers.conversation.contact import Carrier, Contact
from handlers.conversation.identity import keys_of
from handlers.conversation.sending import to_send
from handlers.conversation.thread import Thread
from handlers.stores.documents import NEW, Document, Write
from handlers.stores.keeping import Keeping
from handlers.stores.notices import who_is
from handlers.tickets.agents import Agent
from handlers.tickets.report_ports import Owner

ABOUT = "report"  # instead of a customer's key, in the thread of what the owner gets: it is no customer's
MOST = 20  # addresses of the business's


@dataclass(frozen=True)
class StoredReported:
    """Keeps the promises of Reported."""

    keeping: Keeping

    async def of(self, owner: Agent) -> Owner:
        """See Reported."""
        async with self.keeping.available():
            return _owner(owner, await self._heard(owner))

    async def report(self, owner: Agent, day: str, text: str, *, by: str) -> str | None:
        """See Reported. Every document of the owner's is marked, so that of two writers one is lost."""
        return await self.keeping.until_alone(lambda: self._report(owner, day, text, by))

    async def _report(self, owner: Agent, day: str, text: str, by: str) -> str | None:
        found = await self._heard(owner)
        known = _owner(owner, found)
        if known.contact is None or known.reported_on >= day:
            return None
        key = hashlib.sha256(f"{ABOUT}\n{keys_of(known.contact)[0]}".encode()).hexdigest()[:32]
        path = f"threads/{key}"
        stored = await self.keeping.read([path])
        thread = stored.threads.get(key) or Thread(key, known.contact, alias=key, about=ABOUT)
        thread = replace(thread, unsent=to_send(None, [text], by, self.keeping.now()))  # an older one says nothing new
        marks = [Write(document.path, {"reported_on": day}, document.version) for document in found]
        await self.keeping.documents.commit([*marks, self.keeping.thread(thread, stored.versions.get(path, NEW))])
        return key

    async def _heard(self, owner: Agent) -> list[Document]:
        found = await self.keeping.documents.find("agents", ("who", "EQUAL", who_is(owner)), most=MOST)
        return [document for document in found if document.fields["expire_at"] > self.keeping.now()]


def _owner(owner: Agent, found: Sequence[Document]) -> Owner:
    if not found:
        return Owner()
    last = max(found, key=lambda document: document.fields["heard_at"]).fields
    contact = Contact(owner.channel, last["business"], owner.address, carrier=Carrier(last["carrier"]))
    return Owner(contact, last["heard_at"], max(document.fields.get("reported_on", "") for document in found))
