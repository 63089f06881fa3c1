"""Commands as a person runs them with make, over a store of their own."""

import os
import sys
from collections.abc import Awaitable, Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TypeVar

import pytest

from handlers.adapters.sqlite.documents import SqliteDocuments
from handlers.stores.days import StoredDays
from handlers.stores.indexes import INDEXED
from handlers.stores.keeping import Keeping

Run = Callable[..., tuple[int, str]]
T = TypeVar("T")


def running(
    main: Callable[[], int],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    usual: Mapping[str, object],
) -> Run:
    """Runs the command with these variables over the usual ones; gives its exit code and what it said."""
    monkeypatch.setenv("RECADO_ENV_FILE", "/nowhere/none.yaml")
    monkeypatch.setenv("TWILIO_AUTH_TOKEN", "hush")
    for name, value in usual.items():
        monkeypatch.setenv(name, str(value))

    def run(**variables: str) -> tuple[int, str]:
        with monkeypatch.context() as patch:
            for name, value in variables.items():
                patch.setenv(name, value)
            code = main()
        return code, capsys.readouterr().out

    return run


@contextmanager
def unread(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """What is printed goes into a pipe that nobody reads any more."""
    reading, writing = os.pipe()
    os.close(reading)
    with monkeypatch.context() as patch, open(writing, "w") as pipe:
        patch.setattr(sys, "stdout", pipe)
        yield


async def in_file(path: Path, action: Callable[[StoredDays], Awaitable[T]]) -> T:
    """What comes of this with the days in a file."""
    documents = SqliteDocuments(str(path), INDEXED, _now)
    found = await action(StoredDays(Keeping(documents, _now, timedelta(days=90))))
    await documents.close()
    return found


def no_store(path: Path) -> Path:
    """A file that SQLite takes for one of its own until it reads on."""
    path.write_bytes(b"SQLite format 3\x00" + b"x" * 5000)
    return path


def _now() -> datetime:
    return datetime.now(UTC)
