"""The ledger, for tests: who makes its entries, and what it holds."""

from datetime import UTC
from typing import Any

from handlers.jobs.fold_days import FoldDays
from handlers.money.ledger import Ledger
from handlers.money.prices import load_prices
from handlers.stores.days import StoredDays
from handlers.stores.uncounted import uncounted_ledger
from handlers.wiring.money import rendered_by
from tests.kept import Stores

RENDERED = rendered_by({})
LEDGER = Ledger(load_prices(), RENDERED, "m")


async def entries(kept: Stores) -> list[tuple[str, str, Any]]:
    """Kind, number and charges of those that are not counted yet, in order of their times."""
    found = await kept.documents.find("ledger", ("counts", "GREATER_THAN", ""), order="counts", most=99)
    ordered = sorted(found, key=lambda document: document.fields["at"])
    return [(one.fields["kind"], one.fields["business"], list(one.fields["charges"])) for one in ordered]


def counting(kept: Stores) -> FoldDays:
    """The job that counts them."""
    return FoldDays([uncounted_ledger(StoredDays(kept.threads.keeping), UTC)])
