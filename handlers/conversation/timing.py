"""The time that each part of a turn takes."""

import time
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def timing(seconds: dict[str, float], part: str) -> Iterator[None]:
    """Add the block's time to this part of the seconds."""
    begun = time.perf_counter()
    try:
        yield
    finally:
        seconds[part] = seconds.get(part, 0.0) + time.perf_counter() - begun
