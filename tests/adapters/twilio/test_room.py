"""Room for bytes: in order, as a whole, and free again whatever happens."""

import asyncio
from contextlib import suppress

import pytest

from handlers.adapters.twilio.room import Room


class Guests:
    """Callers who asked for room, and those who have it, in the order in which they got it."""

    def __init__(self, size: int) -> None:
        self.room = Room(size)
        self.inside: list[str] = []
        self.leaving: dict[str, asyncio.Event] = {}
        self.tasks: dict[str, asyncio.Task[None]] = {}

    async def ask(self, name: str, size: int) -> None:
        self.leaving[name] = asyncio.Event()
        self.tasks[name] = asyncio.create_task(self._stay(name, size))
        await self.settle()

    async def _stay(self, name: str, size: int) -> None:
        async with self.room.of(size):
            self.inside.append(name)
            try:
                await self.leaving[name].wait()
            finally:
                self.inside.remove(name)

    async def leave(self, name: str) -> None:
        self.leaving[name].set()
        await self.settle()

    async def settle(self) -> None:
        for _ in range(10):
            await asyncio.sleep(0)


async def test_all_are_in_while_there_is_room() -> None:
    guests = Guests(10)
    for name in ("a", "b", "c"):
        await guests.ask(name, 3)
    assert guests.inside == ["a", "b", "c"]
    await guests.ask("d", 2)
    assert guests.inside == ["a", "b", "c"]
    await guests.leave("b")
    assert guests.inside == ["a", "c", "d"]


async def test_a_large_one_is_not_passed_by() -> None:
    guests = Guests(10)
    await guests.ask("first", 6)
    await guests.ask("large", 10)
    await guests.ask("small", 1)
    assert guests.inside == ["first"]
    await guests.leave("first")
    assert guests.inside == ["large"]
    await guests.leave("large")
    assert guests.inside == ["small"]


async def test_more_than_all_room_is_all_room() -> None:
    guests = Guests(10)
    await guests.ask("huge", 11)
    assert guests.inside == ["huge"]
    await guests.ask("small", 1)
    await guests.leave("huge")
    assert guests.inside == ["small"]
    await guests.leave("small")
    await guests.ask("huge", 11)
    assert guests.inside == ["huge"]


@pytest.mark.parametrize("leaver", ["holder", "waiter"])
async def test_whoever_is_cancelled_leaves_nothing_behind(leaver: str) -> None:
    guests = Guests(10)
    await guests.ask("holder", 10)
    await guests.ask("waiter", 10)
    guests.tasks[leaver].cancel()
    with suppress(asyncio.CancelledError):
        await guests.tasks[leaver]
    await guests.leave("holder")
    await guests.leave("waiter")
    await guests.ask("next", 10)
    assert guests.inside == ["next"]
