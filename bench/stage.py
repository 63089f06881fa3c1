"""The measured processes and their helpers: the function and its floors on one core, all else on another."""

import contextlib
import os
import socket
import subprocess
import sys
import tempfile
import time
import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from bench.load import PUBLIC_URL, TOKEN
from bench.machine import FUNCTION_CORE, on_core
from dev.processes import ROOT, START_SECONDS, DidNotStart, child, free_port, wait_for

HEALTH = b"GET /health HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n"


@dataclass(frozen=True)
class Served:
    """A running function: its port, its master process, and its time to the first 200."""

    port: int
    pid: int
    start_seconds: float


@contextlib.contextmanager
def model() -> Iterator[tuple[int, int]]:
    """Run the model server; yields its port and process."""
    port = free_port()
    command = [sys.executable, "-m", "bench.model", "--port", str(port)]
    with child(command) as process:
        wait_for(f"http://127.0.0.1:{port}/", process, name="The model server")
        yield port, process.pid


def firestore(emulator: str) -> dict[str, str]:
    """The settings for a new project in the emulator at host:port."""
    project = f"bench-{uuid.uuid4().hex[:12]}"  # empty, since nobody knows it
    return {"STORE": "firestore", "GOOGLE_CLOUD_PROJECT": project, "FIRESTORE_EMULATOR_HOST": emulator}


def sqlite(folder: str) -> dict[str, str]:
    """The settings for a new file in this folder."""
    return {"STORE": "sqlite", "SQLITE_PATH": f"{folder}/{uuid.uuid4().hex}.db"}


def settings(model_port: int, store: Mapping[str, str], *, milliseconds: int = 0, writes: int = 1) -> dict[str, str]:
    """The function's environment, with this store."""
    return {
        "TWILIO_AUTH_TOKEN": TOKEN,
        "PUBLIC_URL": PUBLIC_URL,
        "OPENAI_API_KEY": "bench",
        "MESSAGES_A_MINUTE": "1000000",  # these customers do not count as a flood
        "OPENAI_BASE_URL": f"http://127.0.0.1:{model_port}/{milliseconds}/{writes}/v1",
        **store,
    }


@contextlib.contextmanager
def function(env: Mapping[str, str], *, source: str = "main.py", target: str = "whatsapp") -> Iterator[Served]:
    """Run a function on its core, with the framework's own command; `source` may be a floor's."""
    port = free_port()
    address = ["--host", "127.0.0.1", "--port", str(port)]
    command = [sys.executable, "-m", "functions_framework", "--source", source, "--target", target, *address]
    known = {name: os.environ[name] for name in ("PATH", "HOME", "LANG", "SSL_CERT_FILE") if name in os.environ}
    with contextlib.ExitStack() as stack:
        log = Path(stack.enter_context(tempfile.TemporaryDirectory())) / "log"
        output = stack.enter_context(log.open("wb"))
        begun = time.perf_counter()
        with on_core(FUNCTION_CORE):
            process = stack.enter_context(child(command, env={**known, "PYTHONUNBUFFERED": "1", **env}, output=output))
        _wait_for_200(port, process, log)
        yield Served(port, process.pid, time.perf_counter() - begun)


def bare() -> contextlib.AbstractContextManager[Served]:
    """The floor of a start."""
    return function({}, source=str(ROOT / "bench" / "floor_bare.py"), target="bare")


def streamed(env: Mapping[str, str]) -> contextlib.AbstractContextManager[Served]:
    """The floor of a message."""
    return function(env, source=str(ROOT / "bench" / "floor_streamed.py"), target="streamed")


def _wait_for_200(port: int, process: subprocess.Popen[bytes], log: Path) -> None:
    give_up = time.monotonic() + START_SECONDS
    while process.poll() is None and time.monotonic() < give_up:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=START_SECONDS) as line:
            line.sendall(HEALTH)
            if b" 200 " in line.recv(65536).partition(b"\r\n")[0]:
                return
        time.sleep(0.003)
    raise DidNotStart(f"The function did not start; its log ends with:\n{log.read_text()[-2000:]}")
