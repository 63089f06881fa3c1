"""What the tests of the stand-ins share: waiting for what happens elsewhere, and the command line."""

import asyncio
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import Callable

from dev.processes import ROOT


async def until(happened: Callable[[], bool]) -> None:
    """Wait, up to 20 seconds, for something that another thread does."""
    for _ in range(2000):
        if happened():
            return
        await asyncio.sleep(0.01)
    raise TimeoutError


async def start(module: str, *arguments: str) -> Process:
    """Run a stand-in as a command."""
    command = [sys.executable, "-m", module, *arguments]
    return await asyncio.create_subprocess_exec(*command, cwd=ROOT, stdout=PIPE, stderr=PIPE)
