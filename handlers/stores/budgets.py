"""The ceilings' money: one document for each day and month, which a process writes when it takes a slice of it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from handlers.conversation.contact import Contact
from handlers.conversation.enclosed import Enclosed
from handlers.money.budget import Budget, Leased
from handlers.money.budget_ports import Change
from handlers.stores.aside import aside
from handlers.stores.documents import NEW, Document, Write
from handlers.stores.keeping import Keeping
from handlers.tickets import windows
from handlers.tickets.ports import Heard

SUBJECT = "ceilings"
SECONDS = 10.0  # nobody waits so long, but what comes late is still of use, and else counts as spent
LEAST_KEPT = timedelta(days=35)  # a month's, however short the retention: they hold nothing about customers


@dataclass(frozen=True)
class StoredBudgets:
    """Keeps the promises of Budgets. `heard`: when the owner wrote last; `say`: what the owner is told of a budget."""

    keeping: Keeping
    heard: Heard
    say: Callable[[Budget], str]

    async def lease(
        self, limits: Mapping[str, int], change: Change, *, owner: Contact | None = None, by: str = ""
    ) -> tuple[Leased, tuple[str, ...]]:
        """See Budgets."""
        return await self.keeping.until_alone(lambda: self._lease(limits, change, owner, by))

    async def _lease(
        self, limits: Mapping[str, int], change: Change, owner: Contact | None, by: str
    ) -> tuple[Leased, tuple[str, ...]]:
        found = await self.keeping.documents.get(f"budget/{period}" for period in limits)
        by_path = {document.path: document for document in found}
        before = [_budget(period, limit, by_path.get(f"budget/{period}")) for period, limit in limits.items()]
        leased = change(before)
        changed = [after for earlier, after in zip(before, leased.budgets, strict=True) if after != earlier]
        told = await self._told(leased.crossed, owner, by)
        writes = [*(self._write(budget, by_path) for budget in changed), *told.writes]
        if writes:
            await self.keeping.documents.commit(writes)
        return leased, told.owes

    def _write(self, budget: Budget, by_path: Mapping[str, Document]) -> Write:
        path = f"budget/{budget.period}"
        lasting = replace(self.keeping, retention=max(self.keeping.retention, LEAST_KEPT))
        fields = lasting.expiring(path, {"taken": budget.taken, "said": budget.said})
        return Write(path, fields, by_path[path].version if path in by_path else NEW)

    async def _told(self, crossed: Sequence[Budget], owner: Contact | None, by: str) -> Enclosed:
        """A text for the owner about each, if WhatsApp's window is open."""
        if not crossed or owner is None:
            return Enclosed()
        last = (await self.heard.heard([owner])).get(owner)
        if not windows.is_open(owner.channel, last, self.keeping.now()):
            return Enclosed()
        return await aside(self.keeping, {owner: [self.say(budget) for budget in crossed]}, by, subject=SUBJECT)


def budgets_in(keeping: Keeping, heard: Heard, say: Callable[[Budget], str]) -> StoredBudgets:
    """The budgets in these documents, with a limit of time of their own."""
    return StoredBudgets(replace(keeping, seconds=SECONDS), heard, say)


def _budget(period: str, limit: int, stored: Document | None) -> Budget:
    if stored is None:
        return Budget(period, limit)
    return Budget(period, limit, stored.fields["taken"], stored.fields["said"])
