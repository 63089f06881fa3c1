"""An export's folder: a file of JSON lines for each thing, and the state, so that a cut export goes on where it was.

A page is written and forced to the disk before the state says so; what is behind the length in the state was not
finished, and is cut off when the export goes on. So each line is there once.
"""

import contextlib
import fcntl
import json
import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from dev.export.rows import Row
from dev.given import NotClear

STATE, LOCK = "export.json", "export.lock"
MODE, FOLDER_MODE = 0o600, 0o700  # they may hold what customers wrote


@dataclass
class Progress:
    """How far a file is. `behind`: where the next page begins; `bytes`: how long the file is by then."""

    behind: str = ""
    lines: int = 0
    bytes: int = 0
    is_done: bool = False


@dataclass
class Folder:
    """An export's folder. `what`: which export it is; another one does not go on in it."""

    path: Path
    what: Mapping[str, Any]
    files: dict[str, Progress] = field(default_factory=dict)

    @property
    def is_done(self) -> bool:
        """True if nothing is left to be written."""
        return all(progress.is_done for progress in self.files.values())

    def add(self, name: str, rows: Iterable[Row], behind: str | None) -> None:
        """Add a page's lines to the file of this name. `behind`: where the next page begins, None after the last."""
        progress = self.files[name]
        text = "".join(json.dumps(row, ensure_ascii=False, separators=(",", ":")) + "\n" for row in rows)
        data = text.encode(errors="replace")  # half a surrogate pair, which no reader would take
        with _opened(self.file(name)) as file:
            file.seek(progress.bytes)
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        lines = progress.lines + text.count("\n")
        self.files[name] = Progress(behind or "", lines, progress.bytes + len(data), behind is None)
        self.keep()

    def file(self, name: str) -> Path:
        """The file of this name."""
        return self.path / f"{name}.jsonl"

    def keep(self) -> None:
        """Write the state, whole or not at all."""
        state = {**self.what, "files": {name: asdict(progress) for name, progress in self.files.items()}}
        new = self.path / f"{STATE}.new"
        with _opened(new) as file:
            file.truncate(0)
            file.write(json.dumps(state, indent=2).encode())
            file.flush()
            os.fsync(file.fileno())
        new.replace(self.path / STATE)


@contextlib.contextmanager
def opened(path: Path, what: Mapping[str, Any], names: Iterable[str]) -> Iterator[Folder]:
    """The folder, for this process alone; made if it is not there. Raises NotClear."""
    try:
        path.mkdir(mode=FOLDER_MODE, parents=True, exist_ok=True)
        lock = _opened(path / LOCK)
    except OSError as problem:
        raise NotClear(f"OUT={path}: {problem.strerror}. Name a folder that you may write to.") from None
    with lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise NotClear(f"Another export is writing to {path}: wait for it, or give another OUT.") from None
        yield _gone_on(Folder(path, what, _progress(path, what)), names)


def _gone_on(folder: Folder, names: Iterable[str]) -> Folder:
    """The folder as an export left it, or begun. Raises NotClear if it holds files of another's."""
    if not folder.files:
        for name in names:
            if folder.file(name).exists():
                raise NotClear(f"{folder.file(name)} is there already, by no export. {_anew(folder.path)}")
        folder.files = {name: Progress() for name in names}
        folder.keep()
    for name, progress in folder.files.items():
        with _opened(folder.file(name)) as file:
            if os.fstat(file.fileno()).st_size < progress.bytes:
                raise NotClear(f"{folder.file(name)} is not as the export left it. {_anew(folder.path)}")
            file.truncate(progress.bytes)
    return folder


def _progress(path: Path, what: Mapping[str, Any]) -> dict[str, Progress]:
    """How far the export in this folder is; nothing if there is none. Raises NotClear if it is another."""
    try:
        state = json.loads((path / STATE).read_text())
        files = {name: Progress(**progress) for name, progress in state.pop("files").items()}
    except FileNotFoundError:
        return {}
    except (OSError, ValueError, TypeError, KeyError, AttributeError):
        raise NotClear(f"{path / STATE} is no state of an export. {_anew(path)}") from None
    if state != what:
        raise NotClear(f"{path} holds another export: {_told(state)}. {_anew(path)}")
    return files


def _told(state: Mapping[str, Any]) -> str:
    return ", ".join(f"{name} {value}" for name, value in state.items())


def _anew(path: Path) -> str:
    return f"Give another OUT; or remove {path}, to begin anew."


def _opened(path: Path) -> Any:
    """The file, to be read and written by its owner alone."""
    return os.fdopen(os.open(path, os.O_RDWR | os.O_CREAT, MODE), "r+b")
