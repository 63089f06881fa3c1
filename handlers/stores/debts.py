"""Debts: answers and texts that customers still have to get, found in threads by time and by response."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from handlers.conversation import sending
from handlers.conversation.thread import Thread
from handlers.money.ledger import Entry, Ledger
from handlers.stores.documents import Write
from handlers.stores.fields import due_of, sharded
from handlers.stores.keeping import Keeping, Stored
from handlers.stores.ledger import entry_write


@dataclass(frozen=True)
class StoredDebts:
    """Keeps the promises of Debts. `ledger`: what is accepted or refused gets an entry, by the commit that marks it."""

    keeping: Keeping
    ledger: Ledger | None = None

    async def of_response(self, response: str) -> Thread | None:
        """See Debts."""
        found = await self._found(("response", "EQUAL", response), most=1)
        return next(iter(found), None)

    async def waiting(
        self, shard: str, after: datetime, before: datetime, *, most: int, behind: Thread | None = None
    ) -> list[Thread]:
        """See Debts."""
        earliest = (behind and due_of(behind)) or sharded(shard, after)
        between = ("due", "GREATER_THAN", earliest), ("due", "LESS_THAN", sharded(shard, before))
        return await self._found(*between, order="due", most=most)

    async def claim(self, thread: str, by: str) -> Thread | None:
        """See Debts."""
        return await self.keeping.change(thread, lambda stored: sending.claimed(stored, by, self.keeping.now()))

    async def mark_accepted(self, thread: str, by: str, *, last: bool) -> Thread | None:
        """See Debts."""
        now = self.keeping.now()
        return await self._change(
            thread,
            lambda stored: sending.accepted(stored, by, now, last=last),
            self.ledger.sent if self.ledger else None,
        )

    async def mark_failed(self, thread: str, by: str, *, unclear: bool, for_good: bool) -> None:
        """See Debts."""
        await self._change(
            thread,
            lambda stored: sending.failed(stored, by, unclear=unclear, for_good=for_good),
            self.ledger.refused if self.ledger and for_good else None,
        )

    async def _change(
        self,
        thread: str,
        change: Callable[[Thread], Thread | None],
        entry_of: Callable[[Thread, datetime], Entry] | None,
    ) -> Thread | None:
        """Change the thread, and by the same commit enter what that cost."""
        made: list[Entry] = []  # by each try; the last one is stored

        def along(stored: Thread) -> list[Write]:
            made.extend([entry_of(stored, self.keeping.now())] if entry_of else [])
            return [entry_write(self.keeping, entry) for entry in made[-1:] if entry.charges]

        changed = await self.keeping.change(thread, change, along)
        if changed and made and self.ledger:
            self.ledger.stored(made[-1])
        return changed

    async def _found(self, *conditions: tuple[str, str, str], order: str = "", most: int) -> list[Thread]:
        async with self.keeping.available():
            found = await self.keeping.documents.find("threads", *conditions, order=order, most=most)
        return list(Stored(found, self.keeping.now()).threads.values())
