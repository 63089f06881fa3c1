"""The composition root: `build` assembles the function from cast, manners, chores and addresses."""

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
    """The whole function; `age` is the process's. Starts no thread or connection, since the server forks after this.

    Raises BadSettings.
    """
    logs.configure()
    return addresses(cast_by(settings, now), age)
