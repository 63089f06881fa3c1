"""One worker thread for blocking calls, one after the other, and for a regular chore, even when nobody calls."""

import asyncio
import queue
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future
from contextlib import suppress
from typing import Any, TypeVar

T = TypeVar("T")
Job = Callable[[], bool]  # returns True for the last one


class OneThread:
    """Starts with the first call, after the fork. `chore` returns the seconds until its next run.

    A call cancelled while it waits is never made; one that has begun runs to its end.
    """

    def __init__(self, chore: Callable[[], float]) -> None:
        self._chore = chore
        self._jobs: queue.SimpleQueue[Job] | None = None

    async def run(self, call: Callable[[], T]) -> T:
        """Run the call in the thread: its result, or its exception."""
        if self._jobs is None:
            self._jobs = queue.SimpleQueue()
            threading.Thread(target=self._work, args=(self._jobs,), name="sqlite", daemon=True).start()
        return await _made(self._jobs, call)

    async def end(self, last: Callable[[], None]) -> None:
        """Make one last call and end the thread, if it runs. A later call starts a new one."""
        jobs, self._jobs = self._jobs, None
        if jobs is not None:
            await _made(jobs, last, is_last=True)

    def _work(self, jobs: "queue.SimpleQueue[Job]") -> None:
        due = time.monotonic()
        while True:
            with suppress(queue.Empty):
                if jobs.get(timeout=max(0.0, due - time.monotonic()))():
                    return
            if time.monotonic() >= due:
                due = time.monotonic() + self._chore()


async def _made(jobs: "queue.SimpleQueue[Job]", call: Callable[[], T], *, is_last: bool = False) -> T:
    future: Future[T] = Future()

    def job() -> bool:
        _make(future, call)
        return is_last

    jobs.put(job)
    return await asyncio.wrap_future(future)


def _make(future: "Future[Any]", call: Callable[[], Any]) -> None:
    if not future.set_running_or_notify_cancel():
        return
    try:
        result = call()
    except BaseException as problem:
        future.set_exception(problem)
    else:
        future.set_result(result)
