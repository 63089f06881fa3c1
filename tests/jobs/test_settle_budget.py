"""What a process took of the ceilings' money and does not need is given back once it is at rest."""

import asyncio
from typing import Any

from handlers.jobs.settle_budget import SettleBudget
from handlers.money.purse import AT_REST, Asker
from tests.kept import Stores
from tests.money.purses import TODAY, ceilings_of, taken


def soon() -> float:
    return asyncio.get_running_loop().time() + 24


async def test_it_is_given_back_once_and_not_while_it_may_be_needed(kept: Stores, clock: Any) -> None:
    purse = ceilings_of(kept, clock).purse
    assert purse
    job = SettleBudget(purse)
    assert (await job(soon())).count == 0
    await purse.reserve(1000, Asker("SM1"))
    purse.spend(-700)
    assert (await job(soon())).count == 0
    clock.go_on(seconds=AT_REST.total_seconds())
    assert (await job(soon())).count == 1
    assert (await job(soon())).count == 0
    assert await taken(kept, TODAY) == 300
