"""Measuring, for all figures: sending messages to a served function, and evaluating its answers."""

import asyncio
import gc
import math
import statistics
import sys
import time
from collections import Counter
from collections.abc import Coroutine, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from bench import machine
from bench.load import Delivered, Signed, arriving, in_turn, lines, message
from bench.stage import Served


@dataclass(frozen=True)
class Run:
    """The messages sent, the seconds from first to last, and the function's CPU seconds for them."""

    delivered: Sequence[Delivered]
    seconds: float
    cpu: float

    @property
    def cpu_each(self) -> float:
        """CPU of a message, in milliseconds."""
        return self.cpu / len(self.delivered) * 1000

    @property
    def rate(self) -> float:
        """Messages a second, by the clock."""
        return len(self.delivered) / self.seconds

    def added(self, model_milliseconds: int) -> list[float]:
        """The time of each message beyond the model's own, in milliseconds."""
        return [each.seconds * 1000 - model_milliseconds for each in self.delivered]


def crowd(customers: int, each: int, *, beginning: int = 0, first: int = 0) -> list[list[Signed]]:
    """The messages of each customer, `each` in number; `beginning` is the number of the first message."""
    return [[message(first + customer, beginning + number) for number in range(each)] for customer in range(customers)]


def by_lines(count: int, customers: int, each: int, *, beginning: int = 0) -> list[list[Signed]]:
    """The messages of each customer, divided among connections, each of which has its own customers."""
    own = [range(line, customers, count) for line in range(count)]
    numbers = range(beginning, beginning + each)
    return [[message(customer, number) for number in numbers for customer in customers_of] for customers_of in own]


def send_in_turn(served: Served, batches: Sequence[Sequence[Signed]]) -> Run:
    """Send all batches at once, each over its own connection, one message after the other."""

    async def send() -> Sequence[Delivered]:
        connected = await lines(served.port, len(batches))
        delivered = await in_turn(connected, batches)
        for line in connected:
            line.close()
        return delivered

    return _measured(served, send())


def send_arriving(served: Served, messages: Sequence[Signed], *, a_second: float) -> Run:
    """Send messages that arrive at a steady rate."""
    return _measured(served, arriving(served.port, messages, a_second=a_second))


def send_beside(
    served: Served, messages: Sequence[Signed], others: Sequence[Signed], *, a_second: float, others_a_second: float
) -> Run:
    """Send messages at a steady rate while others arrive; of the others only faults are reported."""

    async def send() -> Sequence[Delivered]:
        sending = arriving(served.port, messages, a_second=a_second)
        ours, beside = await asyncio.gather(sending, arriving(served.port, others, a_second=others_a_second))
        return [*ours, *(delivered for delivered in beside if delivered.fault)]

    return _measured(served, send())


def _measured(served: Served, sending: Coroutine[Any, Any, Sequence[Delivered]]) -> Run:
    gc.collect()
    gc.disable()
    cpu, begun = machine.cpu_seconds(served.pid), time.perf_counter()
    delivered = asyncio.run(sending)
    ended = time.perf_counter()
    gc.enable()
    return Run(delivered, ended - begun, machine.cpu_seconds(served.pid) - cpu)


def faults(runs: Iterable[Run]) -> str:
    """The faults of answers, counted; "" if there were none."""
    counted = Counter(each.fault for run in runs for each in run.delivered if each.fault)
    return "".join(f", **{count} {fault}**" for fault, count in counted.items())


def percentile(values: Iterable[float], percent: float) -> float:
    """The value that this percentage of values does not exceed."""
    ordered = sorted(values)
    return ordered[max(math.ceil(len(ordered) * percent / 100) - 1, 0)]


def median(values: Iterable[float]) -> float:
    """The value in the middle."""
    return statistics.median(values)


def progress(what: str) -> None:
    """Show one line on the terminal that is overwritten later; nothing if the output is not a terminal."""
    if sys.stderr.isatty():
        print(f"\r\033[K{what}", end="", file=sys.stderr, flush=True)
