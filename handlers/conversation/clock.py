"""What a job of the clock has done, and how it goes through all shards until its time is spent."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

from handlers.conversation.thread import SHARDS

Shard = Callable[[str], Awaitable["Done"]]


@dataclass(frozen=True)
class Done:
    """How much was done, as what (`results`, for the log), and what failed: that is tried again by a later tick."""

    count: int = 0
    results: tuple[str, ...] = ()
    problems: tuple[BaseException, ...] = ()

    def __add__(self, other: "Done") -> "Done":
        return Done(self.count + other.count, self.results + other.results, self.problems + other.problems)


Job = Callable[[float], Awaitable[Done]]  # until when, in the event loop's time


async def each(work: Callable[[str], Awaitable[Done]], shards: Sequence[str] = SHARDS) -> Done:
    """All shards at once; what fails in one is kept from the others."""
    return together(await asyncio.gather(*map(work, shards), return_exceptions=True))


def together(ended: Sequence[Done | BaseException]) -> Done:
    """What several have done, their failures among it."""
    return sum((Done(problems=(one,)) if isinstance(one, BaseException) else one for one in ended), Done())


def seconds_left(until: float) -> float:
    """How long until the job has to be over."""
    return until - asyncio.get_running_loop().time()
