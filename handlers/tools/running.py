"""Runs a function within its time: async ones in the loop, others in a thread of their own.

A thread cannot be killed. So a function that is not back in time is left alone and counted, and while too many calls of
it hang it is called no more. The threads are daemons: none keeps the process from ending.
"""

import asyncio
import contextlib
import contextvars
import inspect
import threading
import traceback
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

MOST_HANGING = 4  # calls of one tool that are past their time, in one process


class TooSlow(Exception):
    """The function was not back in its time; it may still do what it was asked for."""


class Busy(Exception):
    """Too many earlier calls of the function hang: this one was not begun."""


class Raised(Exception):
    """The function raised an error: `kind` is its type's name, `at` the last line in the function's
    file; never its text."""

    def __init__(self, problem: BaseException) -> None:
        self.kind = type(problem).__name__
        super().__init__(self.kind)
        ours, *below = traceback.extract_tb(problem.__traceback__)
        frames = below or [ours]  # ours, if the function does not take what its signature says
        places = [frame.lineno for frame in frames if frame.filename == frames[0].filename]
        self.at = f"{Path(frames[0].filename).name}:{places[-1]}"


@dataclass(frozen=True)
class _Running:
    """A function that has begun. `alive`: it has not ended."""

    outcome: "asyncio.Future[bytes | Raised]"
    alive: Callable[[], bool]


@dataclass
class Runner:
    """Runs functions, and counts those that hang."""

    _left: dict[str, list[Callable[[], bool]]] = field(default_factory=dict)

    def hanging(self, name: str) -> int:
        """The calls of a tool that nobody waits for any more and that have not ended."""
        self._left[name] = [alive for alive in self._left.get(name, ()) if alive()]
        return len(self._left[name])

    async def __call__(
        self, name: str, function: Callable[[], Any], finish: Callable[[object], bytes], *, seconds: float
    ) -> bytes:
        """What `finish` makes of the function's result, in its own thread or task.

        Raises TooSlow, Busy or Raised, and CancelledError.
        """
        if self.hanging(name) >= MOST_HANGING:
            raise Busy
        running = _begin(function, finish)
        try:
            done, _ = await asyncio.wait({running.outcome}, timeout=seconds)
        except asyncio.CancelledError:
            self._leave(name, running)
            raise
        if not done:
            self._leave(name, running)
            raise TooSlow
        found = running.outcome.result()
        if isinstance(found, Raised):
            raise found
        return found

    def _leave(self, name: str, running: _Running) -> None:
        self._left[name].append(running.alive)
        if isinstance(running.outcome, asyncio.Task):
            running.outcome.cancel()


def _begin(function: Callable[[], Any], finish: Callable[[object], bytes]) -> _Running:
    if inspect.iscoroutinefunction(function):
        task = asyncio.ensure_future(_awaited(function, finish))
        return _Running(task, lambda: not task.done())
    loop = asyncio.get_running_loop()
    future: asyncio.Future[bytes | Raised] = loop.create_future()

    def work() -> None:
        try:
            found: bytes | Raised = finish(function())
        except BaseException as problem:  # SystemExit too: it is a tool's, not ours
            found = Raised(problem)
        with contextlib.suppress(RuntimeError):  # the loop is closed: nobody waits any more
            loop.call_soon_threadsafe(future.set_result, found)

    thread = threading.Thread(target=contextvars.copy_context().run, args=(work,), name="tool", daemon=True)
    thread.start()
    return _Running(future, thread.is_alive)


async def _awaited(function: Callable[[], Awaitable[object]], finish: Callable[[object], bytes]) -> bytes | Raised:
    try:
        return finish(await function())
    except BaseException as problem:  # SystemExit too, which would end the loop
        return Raised(problem)
