"""The figures: each is a function that yields rows of the table as soon as they are measured."""

import time
from collections.abc import Iterator
from dataclasses import replace

from bench import stage
from bench.answers import faq
from bench.folding import folding
from bench.forged import forged
from bench.machine import cpu_seconds, peak_megabytes, shared_once_megabytes
from bench.measuring import by_lines, crowd, faults, median, percentile, progress, send_arriving, send_in_turn
from bench.rows import MODEL_MS, ONE_BY_ONE, Bench, Figure, Row, added, alternating, rate_of
from bench.stage import Served
from bench.store_calls import Call, in_the_way, taken_by_a_message
from handlers.doors.answering import YOUNG_SECONDS


def one(bench: Bench) -> Iterator[Row]:
    """The time that we add: one customer, one message after the other, a model that takes 300 ms."""
    env = bench.settings(milliseconds=MODEL_MS, writes=ONE_BY_ONE)
    with stage.function(env) as function, stage.streamed(env) as floor:
        ours, floors = alternating(bench, function, floor, customers=1, each=5 if bench.quick else 20, rounds=5)
    yield Row("added, 1 customer", bench.store, added(ours), bench.target("one"))
    yield Row("the same, floor", "none", added(floors))


def fifty(bench: Bench) -> Iterator[Row]:
    """The time that we add: 50 customers who write again as soon as they are answered, a model that takes 300 ms."""
    for writes, name in ((ONE_BY_ONE, "events one by one"), (1, "events in one piece")):
        env = bench.settings(milliseconds=MODEL_MS, writes=writes)
        with stage.function(env) as function, stage.streamed(env) as floor:
            ours, floors = alternating(bench, function, floor, customers=50, each=6, rounds=5)
        yield Row(f"added, 50 customers at once, {name}", bench.store, added(ours), bench.target("fifty"))
        yield Row("the same, floor", "none", added(floors))


def rate(bench: Bench) -> Iterator[Row]:
    """The messages that one core handles, with a model that takes no time: the first 3,000 of 18,000, and the last."""
    runs, per_stretch, lines = [], 1000 if bench.quick else 3000, 25
    customers = per_stretch // 2  # each writes twice in a stretch, so in all about as often as people do
    with stage.function(bench.settings()) as function:
        send_in_turn(function, by_lines(lines, customers, 1))
        for stretch in range(2 if bench.quick else 6):
            progress(f"{bench.store}: messages from {stretch * per_stretch:,} on")
            runs.append(send_in_turn(function, by_lines(lines, customers, 2, beginning=1 + stretch * 2)))
    first, last = runs[0], runs[-1]
    yield Row(f"rate, first {per_stretch:,}", bench.store, rate_of(first), bench.target("rate"))
    sent = len(runs) * per_stretch
    yield Row(f"rate, {sent - per_stretch + 1:,} to {sent:,}", bench.store, rate_of(last) + faults(runs))


def waiting(bench: Bench) -> Iterator[Row]:
    """The time added for 600 customers who wait at once: 60 arrive each second, and the model takes 10 s."""
    seconds = 15 if bench.quick else 40
    env = bench.settings(milliseconds=10_000, writes=ONE_BY_ONE) | {"ANSWER_SECONDS": "11"}
    with stage.function(env) as function:
        idle = peak_megabytes(function.pid)
        time.sleep(YOUNG_SECONDS)  # until then a request has less than eleven seconds: it may have waited for the start
        progress(f"{bench.store}: 600 wait at once, {seconds + 10} seconds")
        messages = [batch[0] for batch in crowd(60 * seconds, 1)]
        run = send_arriving(function, messages, a_second=60)
        peak, shared = peak_megabytes(function.pid), shared_once_megabytes(function.pid)
    late = percentile(run.added(10_000), 95)
    busy = f"core {run.cpu / run.seconds:.0%} busy"
    answered = faults([run]) or ", no error"
    yield Row("added, 600 wait at once", bench.store, f"p95 {late:.0f} ms{answered}; {busy}", "p95 < 100 ms, no error")
    memory = f"{peak:.0f} MB (idle {idle:.0f}); both processes, shared pages once: {shared:.0f}"
    yield Row("peak memory of the function then", bench.store, memory, "< 150 MB")


def cpu(bench: Bench) -> Iterator[Row]:
    """CPU of a message beside the floor's, which streams the same answer without check, store or SDK."""
    waited_for = 8 if bench.quick else 40
    for milliseconds, customers, each in ((MODEL_MS, 5, waited_for), (0, 25, 40)):
        env = bench.settings(milliseconds=milliseconds, writes=ONE_BY_ONE)
        with stage.function(env) as function, stage.streamed(env) as floor:
            ours, floors = alternating(bench, function, floor, customers=customers, each=each, rounds=5)
        pairs = zip(ours, floors, strict=True)
        times = median(our.cpu_each / its.cpu_each for our, its in pairs)
        ms, floor_ms = median(run.cpu_each for run in ours), median(run.cpu_each for run in floors)
        how = f"{customers} customers, events one by one" if milliseconds else "model at once, events in one piece"
        measured = f"{ms:.2f} ms, {times:.1f}x the floor's {floor_ms:.2f}{faults([*ours, *floors])}"
        yield Row(f"CPU of a message, {how}", bench.store, measured, "<= 1.5x" if milliseconds else "")


def start(bench: Bench) -> Iterator[Row]:
    """The time from the command to the first 200, beside the framework's smallest function."""
    env = bench.settings()
    ours, floors = [], []
    for number in bench.rounds(9):
        progress(f"{bench.store}: start {number + 1}")
        with stage.bare() as floor:
            floors.append(floor.start_seconds)
        with stage.function(env) as function:
            ours.append(function.start_seconds)
    times = median(our / its for our, its in zip(ours, floors, strict=True))
    measured = f"{median(ours):.2f} s, {times:.1f}x the floor's {median(floors):.2f}"
    yield Row("start to first 200", bench.store, measured, "<= 4x")


# All that people need, for a customer who asks for none of them. Hours add a note, which the bench's model cannot read.
PEOPLE = {
    "AGENTS": "Ana=whatsapp:+5215511110001",
    "TWILIO_ACCOUNT_SID": f"AC{'0' * 32}",
    "TWILIO_API_KEY_SID": f"SK{'0' * 32}",
    "TWILIO_API_KEY_SECRET": "any",
    "TWILIO_API_BASE_URL": "http://127.0.0.1:9",  # nobody: only the typing indicator asks
    "TICK_SECRET": "any",
    "SURVEY": "conversation",
}


def store(bench: Bench) -> Iterator[Row]:
    """Firestore's calls for an ordinary message."""
    if bench.emulator is None:
        return
    env, target = bench.settings(milliseconds=MODEL_MS, writes=ONE_BY_ONE), "<= 2, <= 5; <= 3 wait"
    taken = taken_by_a_message(env, customer=0)
    yield Row("Firestore for an ordinary message", bench.store, _counted(taken.calls), target)
    yield Row("its round trips", bench.store, f"{_milliseconds(taken.calls)} ms")
    written = f"{taken.written:,} bytes in all; {taken.kept_for_numbers} of them for the business's numbers"
    yield Row("what it writes", bench.store, written, "<= 1024 for the numbers")
    yield Row(
        "the same with people and surveys",
        bench.store,
        _counted(taken_by_a_message({**env, **PEOPLE}, customer=1).calls),
        target,
    )


def _counted(calls: list[Call]) -> str:
    reads, writes = (sum(call.documents for call in calls if call.kind == kind) for kind in ("read", "commit"))
    way = in_the_way(calls, MODEL_MS / 1000)
    return f"{reads} reads, {writes} writes; {len(way)} round trips wait, {len(calls) - len(way)} beside the model"


def model(bench: Bench) -> Iterator[Row]:
    """The limits of the model server and the load client: the function has to be the bottleneck."""
    progress("the model server alone")
    served = Served(bench.model_port, bench.model_pid, 0)
    batches = [[replace(each, request=_asked(each.mark)) for each in batch] for batch in crowd(25, 80)]
    before = cpu_seconds(bench.model_pid)
    run = send_in_turn(served, batches)
    mine = (cpu_seconds(bench.model_pid) - before) / len(run.delivered) * 1000
    yield Row("model server alone, with this client", "none", f"{rate_of(run)}; {mine:.2f} ms of CPU an answer")


FIGURES: dict[str, Figure] = {
    each.__name__: each for each in (model, faq, start, one, fifty, cpu, rate, waiting, forged, store, folding)
}


def _asked(mark: bytes) -> bytes:
    body = b'{"input":[{"role":"user","content":"Hola %b"}]}' % mark
    return b"POST /0/1/v1/responses HTTP/1.1\r\nContent-Length: %d\r\n\r\n%b" % (len(body), body)


def _milliseconds(calls: list[Call]) -> str:
    return ", ".join(f"{call.kind} {(call.ended - call.begun) * 1000:.1f}" for call in calls)
