"""A small server that speaks the part of OpenAI's API that Recado uses: to develop without a key, to test.

Run it with `python -m dev.openai_standin` and set `OPENAI_BASE_URL` to the address it prints. Any key will
do, except that `sk-wrong…` is refused (401) and `sk-broke…` has no money left (429).

It does not think. The same conversation gets the same answers, and they show that it is remembered. What is
to go differently is asked for inside the customer's last text:

| in the text | what happens |
|---|---|
| `#delay=3` | 3 more seconds before the first words; `response.created` comes at once |
| `#long=3000` | an answer of about 3,000 characters, Spanish paragraphs |
| `#markdown` | an answer with headings, bold, nested list, table, quote, link, code, snake_case |
| `#refuse` | completed, with a refusal instead of a text |
| `#empty` | completed, with no output |
| `#incomplete` | a part of the answer, then `response.incomplete`, reason `max_output_tokens` |
| `#failed` | HTTP 200, then `response.failed` with the error code `server_error` |
| `#drop` | the connection is cut after the first words (without a stream: before any); the response goes on |
| `#fail=500` | creating a response answers with this HTTP status, 400 to 599; 502 is a page of HTML |
| `#fail=quota`, `#fail=context` | 429 `insufficient_quota`, 400 `context_length_exceeded` |
| `#fail=500x1` | the same, only the first time that this sender (without one: this conversation) says this text |
| `#locked=1` | the first time, `conversation_locked` |
| `#gone` | the conversation is forgotten for good (404); the same text in the sender's next one is answered |

Several can stand in one text. They stay in the conversation's items and never show in an answer.
"""

from __future__ import annotations

import argparse
import contextlib
import logging
import signal
import socket
import sys
import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import uvicorn
from starlette.applications import Starlette

from dev.openai_standin_http import create_app
from dev.openai_standin_state import State

__all__ = ["Standin", "create_app", "main", "serve"]


@dataclass(frozen=True)
class Standin:
    """A stand-in that is running: `base_url` is for the SDK, `state` is what it knows and has seen."""

    base_url: str
    state: State


class _Server(uvicorn.Server):
    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        # An answer that still takes a minute would hold the server that long.
        self.config.app.state.standin.stop()  # type: ignore[union-attr]
        await super().shutdown(sockets)


def _server(app: Starlette) -> _Server:
    # Connections cut on demand are errors to uvicorn, so it says nothing at all.
    config = uvicorn.Config(
        app, lifespan="off", ws="none", log_config=None, log_level=logging.CRITICAL + 1, access_log=False
    )
    return _Server(config)


def _listen(host: str, port: int) -> tuple[socket.socket, str]:
    listener = socket.create_server((host, port))
    # asyncio does this only for sockets that name their protocol; without it each answer waits 40 ms for an ACK.
    listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return listener, f"http://{host}:{listener.getsockname()[1]}/v1"


@contextlib.contextmanager
def serve(*, seconds: float = 0.0, characters: int = 24, port: int = 0) -> Iterator[Standin]:
    """Run a stand-in in a thread for as long as the block lasts; port 0 is a free one."""
    app = create_app(seconds=seconds, characters=characters)
    listener, base_url = _listen("127.0.0.1", port)
    server = _server(app)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
    thread.start()
    try:
        yield Standin(base_url, app.state.standin)
    finally:
        server.should_exit = True
        thread.join()
        listener.close()


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a stand-in until it is interrupted; the exit code is 1 if the port cannot be had."""
    options = _options(arguments)
    try:
        listener, base_url = _listen(options.host, options.port)
    except (OSError, OverflowError) as problem:
        print(f"Cannot listen on {options.host}:{options.port}: {problem}. Try --port 0.", file=sys.stderr)
        return 1
    # uvicorn raises the signal again when it has stopped: that is to be a quiet end.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    with contextlib.suppress(KeyboardInterrupt):
        print(base_url, flush=True)
        _server(create_app(seconds=options.seconds)).run(sockets=[listener])
    return 0


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m dev.openai_standin",
        description="A small server that speaks the part of OpenAI's API that Recado uses.",
        formatter_class=argparse.ArgumentDefaultsHelpFormatter,
    )
    parser.add_argument("--host", default="127.0.0.1", help="the address to listen on")
    parser.add_argument("--port", type=int, default=8081, help="0 is a free one")
    parser.add_argument("--seconds", type=float, default=0.6, help="how long an answer takes")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    sys.exit(main())
