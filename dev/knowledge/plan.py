"""What a vector store has and lacks of a file that is wanted there. Pure."""

import hashlib
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from openai.types import FileObject
from openai.types.vector_stores import VectorStoreFile

from handlers.adapters.openai.search import PATH

ORPHANED_AFTER = 3600  # seconds: another run may be about to attach what it has uploaded


@dataclass(frozen=True)
class Wanted:
    """A file as the store is to have it: its text as Markdown, whatever it was made of."""

    path: str
    content: bytes
    sha256: str

    @classmethod
    def of(cls, path: str, text: str) -> "Wanted":
        """The wanted file with this text."""
        content = text.encode()
        return cls(path, content, hashlib.sha256(content).hexdigest())

    @property
    def attributes(self) -> dict[str, str | float | bool]:
        """What is kept beside it in the store."""
        return {PATH: self.path, "sha256": self.sha256}

    def filename(self, store: str) -> str:
        """The name of its upload, by which a later run finds it, if this one is broken off before it is attached."""
        return f"{self.path.replace('/', '_')}.{self.sha256[:16]}{_ending(store)}"


@dataclass(frozen=True)
class Todo:
    """The state of a wanted file in the store: it `is_there`, attached at least, or `is_waiting` to be searched.

    `is_done`: it is found by searches, and nothing else under its path is. `failed`: why OpenAI could not take it.
    """

    is_there: bool
    is_waiting: bool
    is_done: bool
    failed: str


def todo(wanted: Wanted, attached: Sequence[VectorStoreFile]) -> Todo:
    """The state of a wanted file among all that is attached."""
    under = [each for each in attached if (each.attributes or {}).get(PATH) == wanted.path]
    same = _same(wanted, attached)
    completed = [each for each in same if each.status == "completed"]
    waiting = not completed and any(each.status == "in_progress" for each in same)
    failed = next((each for each in same if each.status in ("failed", "cancelled")), None)
    why = failed.last_error.message.rstrip(".") if failed and failed.last_error else "it does not say why"
    is_lost = failed is not None and not completed and not waiting
    return Todo(bool(completed) or waiting, waiting, len(completed) == len(under) == 1, why if is_lost else "")


def keeper(wanted: Wanted, attached: Sequence[VectorStoreFile]) -> str:
    """The id of the one that stays of a wanted file, the same for all runs; "" while none can be searched."""
    completed = [each for each in _same(wanted, attached) if each.status == "completed"]
    return min(completed, key=lambda each: (each.created_at, each.id)).id if completed else ""


def orphans(store: str, attached: Sequence[VectorStoreFile], uploaded: Sequence[FileObject]) -> Iterator[str]:
    """Uploads for this store that were never attached, or are no longer, for so long that no run is at them."""
    ids = {each.id for each in attached}
    for file in uploaded:
        is_old = file.created_at < time.time() - ORPHANED_AFTER
        if is_old and file.filename.endswith(_ending(store)) and file.id not in ids:
            yield file.id


def _same(wanted: Wanted, attached: Sequence[VectorStoreFile]) -> list[VectorStoreFile]:
    return [each for each in attached if (each.attributes or {}).items() >= wanted.attributes.items()]


def _ending(store: str) -> str:
    return f".{store}.md"
