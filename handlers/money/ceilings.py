"""Ceilings of what answers cost: for a customer's day, and for the business's day and month.

Long: each way in which a turn may end has its own effect on the money.
"""

from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from enum import StrEnum
from weakref import WeakValueDictionary

from handlers.conversation.contact import Contact
from handlers.conversation.enclosed import Enclosed
from handlers.conversation.record import Record
from handlers.conversation.spending import Spent, cost_of
from handlers.conversation.turn import Turn
from handlers.errors import TurnLost
from handlers.money.budget import is_month
from handlers.money.ledger import Entry, Ledger
from handlers.money.likely import Cost
from handlers.money.purse import Asker, Purse


class Limit(StrEnum):
    """The ceiling that keeps a turn from being answered."""

    CUSTOMER = "customer"
    DAY = "day"
    MONTH = "month"


@dataclass(frozen=True)
class Ceilings:
    """Sets money aside for a turn, and counts what it cost once it is closed.

    `local`: the time in the business's time zone. `customer_day`: micros, None for no such ceiling; `purse`: None where
    neither the business's day nor its month has one. `owner`: the owner as a contact beside a customer's, None if there
    is no owner to tell.
    """

    likely: Callable[[Turn, date], Cost]
    local: Callable[[], datetime]
    customer_day: int | None = None
    purse: Purse | None = None
    owner: Callable[[Contact], Contact] | None = None
    _asking: WeakValueDictionary[str, Turn] = field(default_factory=WeakValueDictionary)  # by thread

    async def reserve(self, turn: Turn) -> Limit | None:
        """Set aside what answering will likely cost; the ceiling that does not allow it, or None.

        Never refuses what is paid for already: a question of this turn, or of one that it took over from, is under way.
        Raises StoreUnavailable.
        """
        spent, now = self.spent(turn), self.local()
        likely = self.likely(turn, now.date())
        need = likely.micros - spent.reserved
        if need <= 0:
            return None
        is_asked = turn.superseded is not None and turn.superseded.response is not None
        if spent.reserved or is_asked:
            self.spend(need)
        else:
            self._instead_of_earlier(turn)
            if limit := await self._limit(turn, spent, need):
                return limit
        turn.decide(spent=replace(spent, reserved=spent.reserved + need))
        turn.undoing.append(lambda: self._lost(turn, need, likely))
        return None

    def spent(self, turn: Turn) -> Spent:
        """What the turn's thread cost today."""
        today, spent = self.local().date().isoformat(), turn.decisions.spent
        return spent if spent and spent.day == today else Spent(today)

    def spend(self, micros: int) -> None:
        """Count money that is spent without asking, or reserved money that is not needed (below 0)."""
        if self.purse:
            self.purse.spend(micros)

    def watching(self, ledger: Ledger) -> Ledger:
        """The ledger, whose entries count from now on as far as they are known, though nobody asks before."""
        purse = self.purse
        if purse is None:
            return ledger

        def spend(entry: Entry) -> None:
            purse.spend(sum(charge.micros or 0 for charge in entry.charges))
            purse.pay_soon()

        return replace(ledger, stored=spend)

    async def close(self) -> None:
        """Wait for what is under way, before the store is closed."""
        if self.purse:
            await self.purse.close()

    @asynccontextmanager
    async def closing(self, turn: Turn, records: Mapping[str, Record]) -> AsyncIterator[None]:
        """See Spends. Once the commit is made, what was set aside and not needed is free again.

        Where a price is not known, the cost is at least what was set aside. To the customer's own comes the fee of one
        message, where the reply is still to be sent by REST.
        """
        spent, is_part = self.spent(turn), not set(turn.running.covers) <= set(records)
        reserved = 0 if is_part else spent.reserved
        cost, is_known = cost_of(records.values())
        cost = cost if is_known else max(cost, reserved)
        is_to_send = any(record.by_rest and record.texts for record in records.values())
        own = cost + self.likely(turn, self.local().date()).sending if is_to_send else cost
        turn.decide(spent=replace(spent, micros=spent.micros + own, reserved=spent.reserved - reserved))
        undoing, turn.undoing = turn.undoing, []
        try:
            yield
        except TurnLost:
            turn.undoing = undoing
            raise
        self.spend(cost - reserved)
        if self.purse:
            self.purse.asker = self._asker(turn)
            self.purse.pay_soon()

    def _instead_of_earlier(self, turn: Turn) -> None:
        """Put back what an earlier turn of the thread set aside here: it is lost, and may not know that yet."""
        earlier = self._asking.get(turn.thread.key)
        if earlier is not None and earlier.number < turn.number:
            earlier.undo()
        self._asking[turn.thread.key] = turn

    async def _limit(self, turn: Turn, spent: Spent, need: int) -> Limit | None:
        if self.customer_day is not None and spent.micros + need > self.customer_day:
            return Limit.CUSTOMER
        if self.purse is None:
            return None
        full, owed = await self.purse.reserve(need, self._asker(turn))
        _owe(turn, owed)
        if not full:
            return None
        return Limit.MONTH if is_month(full) else Limit.DAY

    def _lost(self, turn: Turn, need: int, likely: Cost) -> None:
        """Put back what a lost turn set aside, if it never stood in the thread, where the next turn would find it.

        All but what asking costs: that may have been done.
        """
        written = turn.thread.decisions.spent
        if written is None or written.reserved < likely.micros:
            self.spend(-max(0, need - likely.asking))

    def _asker(self, turn: Turn) -> Asker:
        contact = turn.thread.contact
        return Asker(turn.message.sid, self.owner(contact) if self.owner else None)


def _owe(turn: Turn, threads: tuple[str, ...]) -> None:
    """Have these threads' texts sent once the turn is closed."""
    if threads:

        async def owing() -> Enclosed:
            return Enclosed(owes=threads)

        turn.enclosed.append(owing)
