"""A ledger whose entries count in the ceilings, though nobody asks before they are paid for."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from handlers.conversation.contact import Contact
from handlers.conversation.messages import Usage
from handlers.conversation.thread import Thread
from handlers.languages import Spoken
from handlers.money.ledger import Entry, Ledger


@dataclass(frozen=True)
class WatchedLedger(Ledger):
    """Tells `spend` the micros of each entry that it makes, as far as they are known."""

    spend: Callable[[int], None]

    def sent(self, thread: Thread, at: datetime) -> Entry:
        """See Ledger."""
        return self._told(super().sent(thread, at))

    def refused(self, thread: Thread, at: datetime) -> Entry:
        """See Ledger."""
        return self._told(super().refused(thread, at))

    def heard(self, agent: Contact, texts: Sequence[str], language: Spoken, at: datetime) -> Entry:
        """See Ledger."""
        return self._told(super().heard(agent, texts, language, at))

    def labelled(self, usage: Usage, at: datetime) -> Entry:
        """See Ledger."""
        return self._told(super().labelled(usage, at))

    def _told(self, entry: Entry) -> Entry:
        self.spend(sum(charge.micros or 0 for charge in entry.charges))
        return entry
