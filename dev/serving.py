"""Serves a stand-in, in a thread for tests or as a command until it is interrupted, and keeps its requests."""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import logging
import signal
import socket
import sys
import threading
from collections import deque
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.types import Receive, Scope, Send

REQUESTS_KEPT = 10_000
TICK = 0.02  # seconds: how soon a server sees that it has to end
IDLE_SECONDS = 75  # aiohttp keeps idle connections for 15: whoever ends one first may cut off a request on its way


@dataclass(frozen=True)
class SeenRequest:
    """One request as it came in, its key hidden; `body` is None if there was none."""

    method: str
    path: str
    query: dict[str, str]
    headers: dict[str, str]
    body: object


@dataclass
class RequestLog:
    """The memory that every stand-in has: the requests it has seen."""

    requests: deque[SeenRequest] = field(default_factory=lambda: deque(maxlen=REQUESTS_KEPT), kw_only=True)

    def seen(self, method: str, path: str) -> list[SeenRequest]:
        """The requests of one kind, oldest first; `path` as the server knows it."""
        return [request for request in list(self.requests) if (request.method, request.path) == (method, path)]

    def note(self, request: Request, body: object) -> None:
        """Remember a request, but not the key that came with it."""
        headers = dict(request.headers)
        if given := headers.get("authorization"):
            headers["authorization"] = f"{given.partition(' ')[0]} ***"
        self.requests.append(SeenRequest(request.method, request.url.path, dict(request.query_params), headers, body))

    def report(self) -> dict[str, Any]:
        """The content of `/_standin/report`, for tests that run the stand-in as a process."""
        return {"requests": len(self.requests)}

    def stop(self) -> None:
        """End, in the server's event loop, all that would delay its shutdown."""


S = TypeVar("S", bound=RequestLog)


@dataclass(frozen=True)
class Standin(Generic[S]):
    """A stand-in that is running: `base_url` is where it listens, `state` is its memory."""

    base_url: str
    app: Starlette

    @property
    def state(self) -> S:
        state: S = self.app.state.standin
        return state

    def start_afresh(self) -> None:
        """Forget everything; requests under way end, and change only the memory that they began with.

        For those that any thread can stop, as `Waiting`.
        """
        before, self.app.state.standin = self.state, type(self.state)()
        before.stop()


@contextlib.contextmanager
def running(app: Starlette, *, port: int = 0) -> Iterator[str]:
    """Serve `app` in a thread for as long as the block lasts; gives its address. Port 0 is a free one."""
    listener, address = _listen("127.0.0.1", port)
    server = _server(app)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
    thread.start()
    try:
        yield address
    finally:
        server.should_exit = True
        thread.join()
        listener.close()


def run(make_app: Callable[[], Starlette], *, host: str, port: int, path: str = "") -> int:
    """Serve until interrupted, after printing the address and `path`; 1 if the port cannot be had."""
    try:
        listener, address = _listen(host, port)
    except (OSError, OverflowError) as problem:
        print(f"Cannot listen on {host}:{port}: {problem}. Try --port 0.", file=sys.stderr)
        return 1
    # uvicorn raises the signal again when it has stopped; the command then ends quietly.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    with contextlib.suppress(KeyboardInterrupt):
        print(address + path, flush=True)
        _server(make_app()).run(sockets=[listener])
    return 0


def parser(module: str, documentation: str, *, port: int) -> argparse.ArgumentParser:
    """The options of every stand-in's command line; `documentation` up to its first colon describes it."""
    options = argparse.ArgumentParser(
        prog=f"python -m {module}",
        description=documentation.partition(":")[0] + ".",
        formatter_class=argparse.ArgumentDefaultsHelpFormatter,
    )
    options.add_argument("--host", default="127.0.0.1", help="the address to listen on")
    options.add_argument("--port", type=int, default=port, help="0 is a free one")
    return options


async def report(request: Request) -> Response:
    """The route `/_standin/report`."""
    state: RequestLog = request.app.state.standin
    return JSONResponse(state.report())


def noted(answer: Callable[[Request], Response]) -> Callable[[Request, Exception], Awaitable[Response]]:
    """A handler for requests that no route takes; it remembers them like all others."""

    async def handler(request: Request, _: Exception) -> Response:
        state: RequestLog = request.app.state.standin
        state.note(request, None)
        return answer(request)

    return handler


class CutOff(Response):
    """A connection that breaks before the body."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers = [(b"content-type", b"application/json"), (b"content-length", b"1000")]
        await send({"type": "http.response.start", "status": 200, "headers": headers})


class _Server(uvicorn.Server):
    """Ends within milliseconds, since hundreds of tests wait for it; uvicorn's own takes some tenths of a second."""

    async def main_loop(self) -> None:
        ticks = 0
        while not await self.on_tick(ticks):
            ticks += 1
            await asyncio.sleep(TICK)

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        # An answer that takes another minute would delay the server that long.
        state: RequestLog = self.config.app.state.standin  # type: ignore[union-attr]
        state.stop()
        for server in self.servers:
            server.close()
        open_still = self.server_state
        for connection in list(open_still.connections):
            connection.shutdown()
        while (open_still.connections or open_still.tasks) and not self.force_exit:  # noqa: ASYNC110 - no event tells
            await asyncio.sleep(TICK)


def _server(app: Starlette) -> _Server:
    # Connections cut on demand are errors to uvicorn, so it says nothing at all.
    config = uvicorn.Config(
        app,
        lifespan="off",
        ws="none",
        timeout_keep_alive=IDLE_SECONDS,
        log_config=None,
        log_level=logging.CRITICAL + 1,
        access_log=False,
    )
    return _Server(config)


def _listen(host: str, port: int) -> tuple[socket.socket, str]:
    listener = socket.create_server((host, port))
    # asyncio does this only for sockets that name their protocol; without it each answer waits 40 ms for an ACK.
    listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return listener, f"http://{host}:{listener.getsockname()[1]}"
