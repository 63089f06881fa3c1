"""The file behind SQLite's documents: checked before a start, opened, its errors translated for an operator."""

import sqlite3
import tempfile
import time
from collections.abc import Iterable
from pathlib import Path

from handlers.errors import BadSettings, StoreUnavailable

BUSY_SECONDS = 2.5  # that we wait for another process's lock: a second less than a turn waits for a store
BUSY = "another process holds the file of SQLITE_PATH: end it, be it a backup, a shell, or another program"
REMEDY = "look at the disk that SQLITE_PATH is on: the system's own log says what fails"
REMEDIES = {
    "SQLITE_BUSY": BUSY,
    "SQLITE_LOCKED": BUSY,
    "SQLITE_FULL": "the disk that SQLITE_PATH is on is full: free some of it; nothing has to be restarted",
    "SQLITE_READONLY": "let the function write the file of SQLITE_PATH, its -wal and -shm, and their folder",
    "SQLITE_CANTOPEN": "the file of SQLITE_PATH or its folder is gone or closed to the function: give it back",
    "SQLITE_CORRUPT": "the file of SQLITE_PATH is damaged: stop the function, keep the file, put a backup in its place",
    "SQLITE_NOTADB": "the file of SQLITE_PATH is not an SQLite database: name another, or put a backup in its place",
}
PRAGMAS = ("journal_mode=WAL", "synchronous=FULL", "secure_delete=ON")


def make(path: Path) -> None:
    """Make the file, readable only by its owner, if there is none. Raises BadSettings if it cannot be used.

    Call it only before this process opens the file with SQLite: closing a file drops all locks of the process on it,
    even SQLite's. https://sqlite.org/howtocorrupt.html#_posix_advisory_locks_canceled_by_a_separate_thread_doing_close_
    """
    try:
        path.touch(mode=0o600)  # its -wal and -shm get the same mode
        with path.open("r+b") as file, tempfile.TemporaryFile(dir=path.parent):
            begins = file.read(16)
    except OSError as problem:
        remedy = "Name a file in a folder that is there and that the function may write to."
        raise BadSettings(f"Recado cannot start: SQLITE_PATH={path}: {problem.strerror}.\n{remedy}") from None
    if begins not in (b"", b"SQLite format 3\x00"):
        raise BadSettings(f"Recado cannot start: SQLITE_PATH={path} is not an SQLite database.\nName another file.")


def opened(path: Path, tables: Iterable[str]) -> sqlite3.Connection:
    """A connection. Makes the tables in a new file; several processes may do so at once."""
    give_up = time.monotonic() + BUSY_SECONDS
    while True:
        db = sqlite3.connect(path, timeout=BUSY_SECONDS, isolation_level=None)
        try:
            _set_up(db, tables)
        except sqlite3.Error as problem:
            db.close()
            # Turning on the write-ahead log waits for nobody, whatever the time-out says, so it is retried here.
            if not is_busy(problem) or time.monotonic() > give_up:
                raise
            time.sleep(0.02)
        else:
            return db


def _set_up(db: sqlite3.Connection, tables: Iterable[str]) -> None:
    for pragma in PRAGMAS:
        db.execute(f"PRAGMA {pragma}").fetchall()
    with db:
        db.execute("BEGIN IMMEDIATE")
        for statement in tables:
            db.execute(statement)


def empty_the_log(db: sqlite3.Connection) -> None:
    """Move the write-ahead log's content into the file, unless a long reader, such as a backup, prevents it."""
    db.execute("PRAGMA busy_timeout = 100")
    try:
        db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    finally:
        db.execute(f"PRAGMA busy_timeout = {BUSY_SECONDS * 1000:.0f}")


def is_busy(problem: sqlite3.Error) -> bool:
    """True if another process holds the file: a passing fault."""
    return _kind(problem) in ("SQLITE_BUSY", "SQLITE_LOCKED")


def unavailable(problem: sqlite3.Error) -> StoreUnavailable:
    """An error of SQLite's as ours."""
    return StoreUnavailable(_code(problem), remedy=REMEDIES.get(_kind(problem), REMEDY))


def _kind(problem: sqlite3.Error) -> str:
    """The main part of an error's name: SQLITE_BUSY for SQLITE_BUSY_RECOVERY."""
    return "_".join(_code(problem).split("_")[:2])


def _code(problem: sqlite3.Error) -> str:
    return getattr(problem, "sqlite_errorname", type(problem).__name__)
