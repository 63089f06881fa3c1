"""Telling of doubtful prices: each doubt once in a process, when it first matters."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date

from handlers.conversation.facts import Facts, Reckon, Sure
from handlers.conversation.messages import Reply
from handlers.conversation.record import Record
from handlers.conversation.turn import Turn
from handlers.money.price_warnings import PriceWarning
from handlers.money.prices import Prices


@dataclass
class TellingDoubts:
    """Reckons as `reckon` does, and tells of what has no price, and once a day of prices that are too old."""

    reckon: Reckon
    prices: Prices
    tell: Callable[[PriceWarning], None]
    looked_on: date | None = None
    told: set[str] = field(default_factory=set)

    def __call__(self, turn: Turn, record: Record, reply: Reply) -> Facts:
        """See Reckon."""
        facts = self.reckon(turn, record, reply)
        on = self.prices.day(facts.closed_at)
        unknown = [(charge.line, charge.where) for charge in facts.charges if charge.sure is Sure.UNKNOWN]
        if unknown or on != self.looked_on:
            self.looked_on = on
            for warning in self.prices.warnings(on, unknown):
                if warning.about not in self.told:
                    self.told.add(warning.about)
                    self.tell(warning)
        return facts
