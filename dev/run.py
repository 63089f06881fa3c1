"""`make run`: the function on this machine, with OpenAI where there is a key, else with the stand-in."""

import contextlib
import signal
import subprocess
import sys
from collections.abc import Iterator

from dev import local
from dev.processes import DidNotStart, child, free_port, function, is_free, wait_for


def main() -> int:
    """Run until interrupted; 1 if something cannot start, with a sentence that says what."""
    # SIGINT too: a shell's background jobs begin with it ignored. SIGHUP: the terminal was closed.
    for ending in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(ending, signal.default_int_handler)
    port, settings = local.port(), local.environment()
    if not is_free(port):
        print(f"Port {port} is in use: stop what listens there, or choose another with `make run PORT={port + 1}`.")
        return 1
    try:
        with _assistant(settings), function(settings, port=port) as (url, process):
            print(f"\nRecado listens on {url} (store: {settings['STORE']}).")
            chat = "make chat" if port == 8080 else f"make chat PORT={port}"
            print(f"Next, in another terminal: {chat}. Ctrl-C here stops everything.\n", flush=True)
            process.wait()
            print(f"The function ended with code {process.returncode}.")
            return 1
    except KeyboardInterrupt:
        print("\nStopped.")
        return 0
    except DidNotStart as problem:
        print(problem)
        return 1


@contextlib.contextmanager
def _assistant(settings: dict[str, str]) -> Iterator[None]:
    """OpenAI when there is a key; else start the stand-in and say so."""
    if settings.get("OPENAI_API_KEY"):
        print(f"OPENAI_API_KEY is set: {settings.get('OPENAI_BASE_URL', 'OpenAI')} is asked.", flush=True)
        yield
        return
    port = free_port()
    command = [sys.executable, "-m", "dev.openai_standin", "--port", str(port)]
    with child(command, output=subprocess.DEVNULL) as process:
        wait_for(f"http://127.0.0.1:{port}/", process, name="The stand-in for OpenAI")
        settings |= {"OPENAI_API_KEY": "stand-in", "OPENAI_BASE_URL": f"http://127.0.0.1:{port}/v1"}
        print(
            "OPENAI_API_KEY is not set: a stand-in answers, which remembers but does not think. This is not OpenAI.",
            flush=True,
        )
        yield


if __name__ == "__main__":
    sys.exit(main())
