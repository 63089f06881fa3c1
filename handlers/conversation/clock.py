"""Results of the clock's jobs, and a job's way through all shards until its time is over."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

from handlers.conversation.thread import SHARDS


@dataclass(frozen=True)
class Done:
    """The count of work done, its `results` for the log, and its failures, which a later tick tries again."""

    count: int = 0
    results: tuple[str, ...] = ()
    problems: tuple[BaseException, ...] = ()

    def __add__(self, other: "Done") -> "Done":
        return Done(self.count + other.count, self.results + other.results, self.problems + other.problems)


Job = Callable[[float], Awaitable[Done]]  # takes its end, in the event loop's time


async def each(work: Callable[[str], Awaitable[Done]], shards: Sequence[str] = SHARDS) -> Done:
    """Work on all shards at once; a failure in one does not affect the others."""
    return together(await asyncio.gather(*map(work, shards), return_exceptions=True))


def together(ended: Sequence[Done | BaseException]) -> Done:
    """The sum of several results, failures included."""
    return sum((Done(problems=(one,)) if isinstance(one, BaseException) else one for one in ended), Done())


def seconds_left(until: float) -> float:
    """The seconds until the job has to end."""
    return until - asyncio.get_running_loop().time()
