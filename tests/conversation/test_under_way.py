"""Work that outlasts its request: joined by later requests for it, and begun again after a failure."""

import asyncio

import pytest

from handlers.conversation import under_way
from handlers.conversation.under_way import UnderWay


class Work:
    """Work that ends when told to, with a count of its starts."""

    def __init__(self) -> None:
        self.begun = 0
        self.may_end = asyncio.Event()

    async def __call__(self) -> str:
        self.begun += 1
        await self.may_end.wait()
        return "done"


async def test_a_later_request_for_the_same_work_joins_it() -> None:
    work, at = Work(), UnderWay[str]()
    both = [asyncio.create_task(at.result("one", work)) for _ in range(2)]
    await asyncio.sleep(0)
    assert "one" in at
    work.may_end.set()
    assert await asyncio.gather(*both) == ["done", "done"]
    assert work.begun == 1
    assert "one" not in at


async def test_it_goes_on_when_the_request_that_began_it_ends() -> None:
    work, at = Work(), UnderWay[str]()
    first = asyncio.create_task(at.result("one", work))
    await asyncio.sleep(0)
    first.cancel()
    await asyncio.wait({first})
    work.may_end.set()
    assert await at.result("one", work) == "done"
    assert work.begun == 1


async def test_what_ended_meanwhile_waits_to_be_come_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(under_way, "KEPT_SECONDS", 0.0)
    work, at = Work(), UnderWay[str]()
    first = asyncio.create_task(at.result("one", work))
    await asyncio.sleep(0)
    first.cancel()
    work.may_end.set()
    while "one" in at:  # it is not kept for ever
        await asyncio.sleep(0)
    assert await at.result("one", work) == "done"
    assert work.begun == 2


async def test_a_failure_reaches_all_who_wait_and_the_next_request_starts_again() -> None:
    async def fail() -> str:
        raise ValueError("broken")

    work, at = Work(), UnderWay[str]()
    work.may_end.set()
    with pytest.raises(ValueError, match="broken"):
        await at.result("one", fail)
    assert await at.result("one", work) == "done"
