"""Helpers for tests of processes and threads: wait for them, and start a stand-in as a command."""

import asyncio
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import Callable

from dev.processes import ROOT

LIMIT = 60.0  # seconds


async def until(happened: Callable[[], bool]) -> None:
    """Wait for another thread or process; the limit only ends a test that has failed."""
    async with asyncio.timeout(LIMIT):
        while not happened():
            await asyncio.sleep(0.01)


async def start(module: str, *arguments: str) -> Process:
    """Run a stand-in as a command."""
    command = [sys.executable, "-m", module, *arguments]
    return await asyncio.create_subprocess_exec(*command, cwd=ROOT, stdout=PIPE, stderr=PIPE)
