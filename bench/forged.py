"""The figure of forged requests: the cost of one, and the delay that 200 a second cause for customers."""

import itertools
import string
from collections.abc import Iterator

from bench import stage
from bench.load import Signed, forgery
from bench.measuring import crowd, faults, median, percentile, progress, send_arriving, send_beside, send_in_turn
from bench.rows import MODEL_MS, ONE_BY_ONE, Bench, Row
from bench.stage import Served

A_SECOND = 200
CUSTOMERS_A_SECOND = 20
LINES = 25


def _names(count: int) -> Iterator[str]:
    letters = string.ascii_letters + string.digits
    every = itertools.chain.from_iterable(itertools.product(letters, repeat=length) for length in (1, 2, 3))
    return ("".join(name) for name in itertools.islice(every, count))


MANY_NAMES = "13,800 names", "&".join(f"{name}=" for name in _names(13_800)).encode()
ALL_ESCAPED = "200 fields, all escaped", "&".join(f"{name}={'%C3%A1' * 53}" for name in _names(200)).encode()


def forged(bench: Bench) -> Iterator[Row]:
    """The CPU of a forged request beside an answered message's, and customers' p95 beside 200 forged a second."""
    env = bench.settings(milliseconds=MODEL_MS, writes=ONE_BY_ONE)
    with stage.function(env) as function:
        send_in_turn(function, crowd(LINES, 2))
        yield _cost(bench, function, MANY_NAMES, "< 0.1", first=1000)
        yield _cost(bench, function, ALL_ESCAPED, "", first=2000)
        yield from _beside(bench, function)


def _cost(bench: Bench, function: Served, what: tuple[str, bytes], target: str, *, first: int) -> Row:
    name, body = what
    each, forgeries = 8 if bench.quick else 24, [[forgery(body)] * (40 if bench.quick else 120)] * LINES
    answered, refused = [], []
    for number in bench.rounds(5):
        progress(f"{bench.store}: forged, {name}, round {number + 1}")
        answered.append(send_in_turn(function, crowd(LINES, each, beginning=number * each, first=first)))
        refused.append(send_in_turn(function, forgeries))
    times = median(its.cpu_each / our.cpu_each for our, its in zip(answered, refused, strict=True))
    ms, message_ms = median(run.cpu_each for run in refused), median(run.cpu_each for run in answered)
    measured = f"{ms:.2f} ms, {times:.3f} of an answered one's {message_ms:.2f}{faults([*answered, *refused])}"
    return Row(f"CPU of a forged request, {name}", bench.store, measured, target)


def _beside(bench: Bench, function: Served) -> Iterator[Row]:
    seconds = 10 if bench.quick else 30
    progress(f"{bench.store}: customers, {3 * seconds} seconds")
    alone = send_arriving(function, _arriving(seconds, first=10_000), a_second=CUSTOMERS_A_SECOND)
    p95 = percentile(alone.added(MODEL_MS), 95)
    for number, (name, body) in enumerate((MANY_NAMES, ALL_ESCAPED), start=2):
        ours, others = _arriving(seconds, first=number * 10_000), [forgery(body)] * (A_SECOND * seconds)
        run = send_beside(function, ours, others, a_second=CUSTOMERS_A_SECOND, others_a_second=A_SECOND)
        beside = percentile(run.added(MODEL_MS), 95)
        measured = f"p95 {beside:.1f} ms, {beside - p95:+.1f} to the {p95:.1f} without{faults([alone, run])}"
        yield Row(f"added, beside {A_SECOND} forged a second, {name}", bench.store, measured, "p95 < 100 ms more")


def _arriving(seconds: int, *, first: int) -> list[Signed]:
    return [batch[0] for batch in crowd(CUSTOMERS_A_SECOND * seconds, 1, first=first)]
