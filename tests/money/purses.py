"""Ceilings for tests, where each message that waits is likely to cost the same."""

from collections.abc import Callable
from datetime import date
from typing import Any

from handlers.conversation.contact import Contact
from handlers.conversation.facts import Charge, Facts, Reckon, Sure, Who
from handlers.money.budget import Budget, periods
from handlers.money.ceilings import Ceilings
from handlers.money.likely import Cost
from handlers.money.purse import Purse
from handlers.stores.budgets import budgets_in
from tests.kept import Stores

LIKELY = 20_000  # micros of one message
TODAY = "2026-11-22"  # of the tests' clock, in UTC


ASKING = 1_000  # micros of these, for OpenAI
SENDING = 3_000  # and for the message back


def likely(turn: Any, _on: date) -> Cost:
    messages = len(turn.unanswered)
    return Cost(LIKELY * messages, ASKING * messages, SENDING)


def ceilings_of(
    kept: Stores,
    clock: Any,
    *,
    day: int | None = 1_000_000,
    month: int | None = None,
    customer_day: int | None = None,
    owner: Callable[[Contact], Contact] | None = None,
    tell: Callable[[Budget], None] = lambda _: None,
) -> Ceilings:
    """Ceilings of one process, with these limits in micros."""
    budgets = budgets_in(kept.threads.keeping, kept.heard, lambda budget: f"{budget.said} %")
    purse = Purse(budgets, lambda: periods(clock(), day, month), clock, tell)
    return Ceilings(likely, clock, customer_day, purse if day or month else None, owner)


def cost(micros: int | None) -> Reckon:
    """What a closed message costs."""

    def reckon(turn: Any, record: Any, reply: Any) -> Facts:
        sure = Sure.UNKNOWN if micros is None else Sure.EXACT
        return Facts(record.at, Who.ASSISTANT, charges=(Charge("twilio.in", 1, micros, sure),))

    return reckon


async def taken(kept: Stores, period: str) -> int:
    """What the store says that processes took of a period."""
    found = await kept.documents.get([f"budget/{period}"])
    return int(found[0].fields["taken"]) if found else 0
