"""Commands that look at what is kept, what they say, and what stops them, in a sentence."""

import asyncio
import os
import sys
from collections.abc import Callable, Coroutine
from typing import Any

from pydantic import ValidationError

from dev.given import Given, NotClear
from dev.store import settings_of_store
from handlers.errors import BadSettings, StoreUnavailable
from handlers.faults import faults
from handlers.settings import Settings

AGAIN = "Run it again."


def run(work: Callable[[Settings, Given], Coroutine[Any, Any, int]], *also: str, again: str = AGAIN) -> int:
    """Do this with the store, and return its exit status: 1 with a sentence where something stops it.

    `also`: settings that it needs besides those of the store; `again`: what running it again does.
    """
    try:
        code = asyncio.run(work(settings_of_store(*also), os.environ))
        sys.stdout.flush()
        return code
    except ValidationError as problem:
        print("\n".join(faults(problem)))
    except (BadSettings, NotClear) as problem:
        print(problem)
    except StoreUnavailable as problem:
        print(f"Broken off: the store does not answer ({problem.code}): {problem.remedy}. {again}")
    except BrokenPipeError:
        _mute()
    except KeyboardInterrupt:
        print(f"\nBroken off. {again}")
    return 1


def say(text: str) -> None:
    """Print this at once. Where nobody reads any more, as after `| head`, the command goes on without a word."""
    try:
        print(text, flush=True)
    except BrokenPipeError:
        _mute()


def _mute() -> None:
    """Let all that is still to be printed go nowhere, at the end of the process, too."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, sys.stdout.fileno())
    os.close(nowhere)
