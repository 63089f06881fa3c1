"""The ledger's entries, a document each, written by the commit that marks what they are for as done."""

import hashlib
import uuid
from contextlib import suppress
from dataclasses import dataclass

from handlers.conversation.messages import Message
from handlers.conversation.outcome import Outcome
from handlers.money.ledger import Entry, Ledger
from handlers.stores.charges import charge_text
from handlers.stores.documents import NEW, Conflict, Write
from handlers.stores.fields import sharded
from handlers.stores.keeping import Keeping


@dataclass(frozen=True)
class StoredLedger:
    """Keeps the promise of Books."""

    keeping: Keeping
    ledger: Ledger

    async def heard(self, message: Message, outcome: Outcome) -> None:
        """See Books. The message's sid names the entry, as a hash."""
        at, name = self.keeping.now(), hashlib.sha256(message.sid.encode()).hexdigest()[:32]
        entry = self.ledger.heard(message.contact, outcome.reply.texts, outcome.language, at)
        if not entry.charges:
            return
        async with self.keeping.available():
            with suppress(Conflict):  # a redelivery: it is there already
                await self.keeping.documents.commit([entry_write(self.keeping, entry, name)])
                self.ledger.stored(entry)


def entry_write(keeping: Keeping, entry: Entry, name: str = "") -> Write:
    """The write of an entry, to be counted at once. `name`: a hexadecimal one, where a repeat must be known as one."""
    name = name or uuid.uuid4().hex
    charges = [charge_text(charge) for charge in entry.charges]
    due = {"counts": sharded(name[0], entry.at), "counted": False}
    path = f"ledger/{name}"
    return Write(path, keeping.expiring(path, {**vars(entry), "kind": str(entry.kind), "charges": charges, **due}), NEW)
