"""The machine: its description, the core that a process runs on, and the CPU and memory that a function used."""

import contextlib
import os
import platform
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

TICKS = os.sysconf("SC_CLK_TCK")
CORES = sorted(os.sched_getaffinity(0))
FUNCTION_CORE, OTHERS_CORE = CORES[0], CORES[-1]


def description() -> str:
    """This machine's CPU model, cores and Python, and the date."""
    found = re.search(r"model name\s*: (.*)", Path("/proc/cpuinfo").read_text())
    python = f"{platform.python_implementation()} {platform.python_version()}"
    load = os.getloadavg()[0]
    return (
        f"{found[1] if found else platform.machine()}, {len(CORES)} core(s), {platform.system()} {platform.release()}, "
        f"{python}, {datetime.now(UTC):%Y-%m-%d %H:%M} UTC, load average {load:.1f} before it began"
    )


@contextlib.contextmanager
def on_core(core: int) -> Iterator[None]:
    """Start processes on this core: those started in the block stay there; we ourselves go back to ours."""
    before = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {core})
    try:
        yield
    finally:
        os.sched_setaffinity(0, before)


def family(pid: int) -> list[int]:
    """A process, its children, and theirs."""
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return [pid, *(each for child in children for each in family(int(child)))]


def cpu_seconds(pid: int) -> float:
    """User and system time of a process and its children."""
    return sum(_ticks(each) for each in family(pid)) / TICKS


def _ticks(pid: int) -> int:
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return int(fields[11]) + int(fields[12])


def peak_megabytes(pid: int) -> float:
    """The most memory that a single process of a family held: the worker's VmHWM, which includes its master's."""
    return max(_kilobytes(each, "status", "VmHWM") for each in family(pid)) / 1024


def shared_once_megabytes(pid: int) -> float:
    """The memory that a family holds now, with shared pages counted once."""
    return sum(_kilobytes(each, "smaps_rollup", "Pss") for each in family(pid)) / 1024


def _kilobytes(pid: int, file: str, name: str) -> int:
    found = re.search(rf"^{name}:\s+(\d+) kB", Path(f"/proc/{pid}/{file}").read_text(), re.MULTILINE)
    return int(found[1]) if found else 0
