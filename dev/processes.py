"""Child processes: started on free ports, waited for until they answer, stopped by process id."""

import contextlib
import fcntl
import os
import secrets
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import IO

ROOT = Path(__file__).parent.parent
START_SECONDS = 60.0
# Below those that a system gives to connections by itself: one that is free stays so until it is listened on.
PORTS = range(20_000, 30_000)


class DidNotStart(Exception):
    """A child ended, or did not answer, before it could be used."""


def free_port() -> int:
    """A port of 127.0.0.1 that nobody listens on now, given to no other process for as long as this one lasts."""
    while True:
        port = PORTS[secrets.randbelow(len(PORTS))]
        if _is_ours(port) and is_free(port):
            return port


def _is_ours(port: int) -> bool:
    """Lock a port's file, which nobody unlocks: the end of this process does."""
    folder = Path(tempfile.gettempdir()) / f"recado-ports-{os.getuid()}"
    folder.mkdir(mode=0o700, exist_ok=True)
    lock = os.open(folder / str(port), os.O_CREAT | os.O_RDWR, 0o600)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(lock)
        return False
    return True


def is_free(port: int) -> bool:
    """True if a server could listen on this port of 127.0.0.1."""
    try:
        socket.create_server(("127.0.0.1", port)).close()
    except OSError:
        return False
    return True


@contextlib.contextmanager
def child(
    command: Sequence[str],
    *,
    env: Mapping[str, str] | None = None,
    output: IO[bytes] | int | None = None,
    own_group: bool = False,
    folder: Path = ROOT,
) -> Iterator[subprocess.Popen[bytes]]:
    """Run a command, in the project's folder, for as long as the block lasts; `output` takes both its streams.

    `own_group`: it can be killed with all its children, and Ctrl-C reaches only its parent.
    """
    errors = output and subprocess.STDOUT
    process = subprocess.Popen(  # noqa: S603 - our own commands
        command, cwd=folder, env=env, stdout=output, stderr=errors, start_new_session=own_group
    )
    try:
        yield process
    finally:
        stop(process)


def stop(process: subprocess.Popen[bytes]) -> None:
    """End a child with SIGTERM, and after five seconds with SIGKILL."""
    process.terminate()
    try:
        process.wait(5)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def wait_for(url: str, process: subprocess.Popen[bytes], *, name: str) -> None:
    """Wait until something answers at `url`. Raises DidNotStart if the process ends first or takes too long."""
    give_up = time.monotonic() + START_SECONDS
    while time.monotonic() < give_up:
        if process.poll() is not None:
            raise DidNotStart(f"{name} ended with code {process.returncode} before it answered.")
        with contextlib.suppress(OSError):
            _ask(url)
            return
        time.sleep(0.02)
    raise DidNotStart(f"{name} did not answer within {START_SECONDS:.0f} seconds.")


def _ask(url: str) -> None:
    with contextlib.suppress(urllib.error.HTTPError):  # an answer all the same
        urllib.request.urlopen(url, timeout=2).close()  # noqa: S310 - 127.0.0.1


@contextlib.contextmanager
def function(
    env: Mapping[str, str],
    *,
    port: int | None = None,
    output: IO[bytes] | int | None = None,
    own_group: bool = False,
) -> Iterator[tuple[str, subprocess.Popen[bytes]]]:
    """The function as the cloud runs it: the framework's own command; gives its address and its process."""
    port = port or free_port()
    command = [sys.executable, "-m", "functions_framework", "--target", "whatsapp", "--host", "127.0.0.1"]
    inherited = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    certificates = {name: os.environ[name] for name in ("SSL_CERT_FILE", "SSL_CERT_DIR") if name in os.environ}
    everything = {**inherited, **certificates, "PYTHONUNBUFFERED": "1", **env}
    with child([*command, "--port", str(port)], env=everything, output=output, own_group=own_group) as process:
        url = f"http://127.0.0.1:{port}"
        wait_for(f"{url}/health", process, name="The function")
        yield url, process
