"""Reports to the owner: which day's was the last, beside when the owner wrote last, and the text that is unsent."""

from collections.abc import Sequence
from dataclasses import dataclass

from handlers.conversation.contact import Carrier, Contact
from handlers.stores.aside import aside
from handlers.stores.documents import Document, Write
from handlers.stores.keeping import Keeping
from handlers.stores.notices import who_is
from handlers.tickets.agents import Agent
from handlers.tickets.report_ports import Owner

SUBJECT = "report"
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
        marks = [Write(document.path, {"reported_on": day}, document.version) for document in found]
        # It replaces an older one, which says nothing new.
        left = await aside(self.keeping, {known.contact: [text]}, by, subject=SUBJECT, replaces=True)
        await self.keeping.documents.commit([*marks, *left.writes])
        return left.owes[0]

    async def _heard(self, owner: Agent) -> list[Document]:
        found = await self.keeping.documents.find("agents", ("who", "EQUAL", who_is(owner)), most=MOST)
        return [document for document in found if document.fields["expire_at"] > self.keeping.now()]


def _owner(owner: Agent, found: Sequence[Document]) -> Owner:
    if not found:
        return Owner()
    last = max(found, key=lambda document: document.fields["heard_at"]).fields
    contact = Contact(owner.channel, last["business"], owner.address, carrier=Carrier(last["carrier"]))
    return Owner(contact, last["heard_at"], max(document.fields.get("reported_on", "") for document in found))
