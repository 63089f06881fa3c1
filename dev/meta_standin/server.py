"""Serves the stand-in in a thread, for tests."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator

from dev import serving
from dev.meta_standin.routes import create_app
from dev.meta_standin.state import State

Standin = serving.Standin[State]


@contextlib.contextmanager
def serve(*, port: int = 0) -> Iterator[Standin]:
    """Run a stand-in in a thread for as long as the block lasts; port 0 is a free one."""
    app = create_app()
    with serving.running(app, port=port) as address:
        app.state.standin.base_url = address
        yield Standin(address, app)
