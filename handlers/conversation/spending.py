"""What a customer's thread costs on one day, kept in the thread; and who is told what a closing turn cost. Pure."""

from collections.abc import Callable, Iterable, Mapping
from contextlib import AbstractAsyncContextManager, nullcontext
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from handlers.conversation.record import Record
    from handlers.conversation.turn import Turn


@dataclass(frozen=True)
class Spent:
    """A thread's money on one day of the business's, in millionths of a US dollar.

    `micros`: what its closed messages cost; `reserved`: what is set aside for the answer under way; `told_at`: when the
    customer was last told that a ceiling is reached.
    """

    day: str
    micros: int = 0
    reserved: int = 0
    told_at: datetime | None = None


# Around the commit that closes messages, whose records are given by sid.
Spends = Callable[["Turn", Mapping[str, "Record"]], AbstractAsyncContextManager[None]]


def uncounted(_turn: "Turn", _records: Mapping[str, "Record"]) -> AbstractAsyncContextManager[None]:
    """Count nothing: there is no ceiling."""
    return nullcontext()


def cost_of(records: Iterable["Record"]) -> tuple[int, bool]:
    """What closed messages cost in micros, as far as it is known; and whether all of it is."""
    facts = [record.facts for record in records]
    amounts = [charge.micros for one in facts if one for charge in one.charges]
    return sum(amount or 0 for amount in amounts), None not in amounts and None not in facts
