"""Composition root: `build` puts the function together, of a cast, its manners, its chores and its addresses."""

import math
from collections.abc import Callable
from datetime import UTC, datetime

from handlers import logs
from handlers.doors.routes import Routes
from handlers.settings import Settings
from handlers.wiring.addresses import addresses
from handlers.wiring.cast import cast_by


def _now() -> datetime:
    return datetime.now(UTC)


def build(
    settings: Settings, *, age: Callable[[], float] = lambda: math.inf, now: Callable[[], datetime] = _now
) -> Routes:
    """The whole function, in a process of this `age`. Starts no thread or connection: the server forks after this.

    Raises BadSettings.
    """
    logs.configure()
    return addresses(cast_by(settings, now), age)
