"""Serves the stand-in in a thread, for tests and `make run`."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator

from dev import serving
from dev.openai_standin.routes import create_app
from dev.openai_standin.state import State

Standin = serving.Standin[State]


@contextlib.contextmanager
def serve(
    *,
    seconds: float = 0.0,
    characters: int = 24,
    port: int = 0,
    webhook_url: str | None = None,
    webhook_secret: str | None = None,
    webhook_pause: float = 0.2,
) -> Iterator[Standin]:
    """Run a stand-in in a thread for as long as the block lasts; port 0 is a free one. The rest: `create_app`."""
    app = create_app(
        seconds=seconds,
        characters=characters,
        webhook_url=webhook_url,
        webhook_secret=webhook_secret,
        webhook_pause=webhook_pause,
    )
    with serving.running(app, port=port) as address:
        yield Standin(f"{address}/v1", app)
