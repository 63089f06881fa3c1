"""The function of `make run` as a child process that can be restarted; each line that it writes is passed on."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

from dev.processes import function

OnLine = Callable[[str], None]


@dataclass
class Function:
    """The function on one port, in one process after another; its lines go to `output`."""

    env: Mapping[str, str]
    port: int
    output: int
    url: str = ""
    _stack: contextlib.ExitStack = field(default_factory=contextlib.ExitStack)
    _process: subprocess.Popen[bytes] | None = None
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def start(self) -> None:
        """Start it. Raises DidNotStart."""
        running = function(self.env, port=self.port, output=self.output, own_group=True)
        self.url, self._process = self._stack.enter_context(running)

    def restart(self) -> None:
        """Kill it as a crash would, then start it anew. Raises DidNotStart."""
        with self._lock:
            if self._process:
                # With its workers: without the server they would go on and keep the port.
                with contextlib.suppress(ProcessLookupError):
                    os.killpg(self._process.pid, signal.SIGKILL)
            self._stack.close()
            self.start()

    def wait(self) -> int:
        """Wait until it ends for another reason than a restart; gives its exit code."""
        while True:
            process = self._process
            code = process.wait() if process else 1
            with self._lock:
                if process is self._process:
                    return code

    def stop(self) -> None:
        """End it with SIGTERM."""
        with self._lock:
            self._stack.close()


@contextlib.contextmanager
def restartable(env: Mapping[str, str], *, port: int, on_line: OnLine) -> Iterator[Function]:
    """Run the function for as long as the block lasts; `on_line` and the terminal get each line.

    Raises DidNotStart.
    """
    reading, writing = os.pipe()
    reader = threading.Thread(target=_pass_on, args=(reading, on_line), daemon=True)
    reader.start()
    running = Function(env, port, writing)
    try:
        running.start()
        yield running
    finally:
        running.stop()
        os.close(writing)
        reader.join(2)  # its last lines say why it did not start


def _pass_on(source: int, on_line: OnLine) -> None:
    with os.fdopen(source, "rb") as lines:
        for raw in lines:
            line = raw.decode(errors="replace").rstrip("\n")
            # The terminal may be closed by now; lines are read all the same, or the function would hang.
            with contextlib.suppress(OSError):
                print(line, file=sys.stdout, flush=True)
            on_line(line)
