"""What a turn's closing commit writes besides its thread and records: a subject's own documents."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Enclosed:
    """What the closing commit of a turn writes besides: the store's own writes.

    `owes`: threads of which texts become due by it.
    """

    writes: tuple[Any, ...] = ()
    owes: tuple[str, ...] = ()

    def __add__(self, other: "Enclosed") -> "Enclosed":
        return Enclosed(self.writes + other.writes, self.owes + other.owes)


# Made anew for each try of the commit; raises TurnLost if what it is about has changed.
Enclose = Callable[[], Awaitable[Enclosed]]
