"""Money that a process took and does not need is given back, and its debts are paid, once it is at rest."""

from dataclasses import dataclass

from handlers.conversation.clock import Done
from handlers.money.purse import Purse


@dataclass(frozen=True)
class SettleBudget:
    """Settles the purse of the process that the clock reaches; it costs nothing where there is nothing to settle."""

    purse: Purse

    async def __call__(self, until: float) -> Done:
        """Return 1 if something was settled. Raises StoreUnavailable."""
        if not self.purse.is_at_rest():
            return Done()
        await self.purse.settle()
        return Done(1)
