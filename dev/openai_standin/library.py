"""The files and vector stores that the stand-in keeps: uploads, what is attached where, and searches.

https://developers.openai.com/api/docs/guides/retrieval
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

from dev.openai_standin import refusals
from dev.openai_standin.knowing import words_of
from dev.openai_standin.multipart import Upload
from dev.openai_standin.refusals import Refused
from dev.openai_standin.response import JSON, new_id

PURPOSES = ("assistants", "batch", "fine-tune", "vision", "user_data", "evals")
# https://developers.openai.com/api/docs/guides/retrieval#supported-files, those of text and documents
KINDS = ("md", "txt", "pdf", "html", "json", "docx", "pptx")
ATTACHES_A_MINUTE = 300  # of one store
CHARACTERS_A_TOKEN = 4
AUTO: JSON = {"type": "static", "static": {"max_chunk_size_tokens": 800, "chunk_overlap_tokens": 400}}
UNREADABLE = "#unreadable"  # in a file: it cannot be processed


@dataclass
class Kept:
    """An uploaded file."""

    upload: Upload
    purpose: str
    id: str = field(default_factory=lambda: new_id("file").replace("_", "-"))
    created_at: int = field(default_factory=lambda: int(time.time()))

    def as_json(self) -> JSON:
        about = {"id": self.id, "object": "file", "bytes": len(self.upload.content), "created_at": self.created_at}
        return about | {"filename": self.upload.name, "purpose": self.purpose, "status": "processed"}


@dataclass
class Attached:
    """A file in a store. It is in progress for so many more `looks`, and stays in lists for a while once `dropped`."""

    file: Kept
    store: str
    attributes: JSON
    chunking: JSON
    looks: int = 0
    dropped: bool = False
    at: float = field(default_factory=time.time)

    @property
    def status(self) -> Literal["in_progress", "completed", "failed"]:
        if self.looks > 0:
            return "in_progress"
        kind = self.file.upload.name.rpartition(".")[2].lower()
        unusable = kind not in KINDS or not self.text.strip() or UNREADABLE in self.text
        return "failed" if unusable else "completed"

    @property
    def text(self) -> str:
        return self.file.upload.content.decode(errors="replace")

    def chunks(self) -> list[str]:
        size = int(self.chunking["static"]["max_chunk_size_tokens"]) * CHARACTERS_A_TOKEN
        overlap = int(self.chunking["static"]["chunk_overlap_tokens"]) * CHARACTERS_A_TOKEN
        return [self.text[at : at + size] for at in range(0, max(1, len(self.text) - overlap), size - overlap)]

    def as_json(self, *, thin: bool = False) -> JSON:
        failed = self.status == "failed"
        error = {"code": "unsupported_file", "message": "The file type is not supported, or it is empty."}
        about = {"id": self.file.id, "object": "vector_store.file", "usage_bytes": len(self.file.upload.content)}
        about |= {"created_at": int(self.at), "vector_store_id": self.store, "status": self.status}
        about["last_error"] = error if failed else None
        return about if thin else about | {"chunking_strategy": self.chunking, "attributes": self.attributes}


@dataclass
class Store:
    """A vector store."""

    name: str
    metadata: JSON
    id: str = field(default_factory=lambda: new_id("vs"))
    created_at: int = field(default_factory=lambda: int(time.time()))
    expired: bool = False
    files: dict[str, Attached] = field(default_factory=dict)
    attached_at: list[float] = field(default_factory=list)

    @property
    def living(self) -> list[Attached]:
        return [attached for attached in self.files.values() if not attached.dropped]

    def as_json(self) -> JSON:
        counts = dict.fromkeys(("in_progress", "completed", "failed", "cancelled"), 0)
        for attached in self.living:
            counts[attached.status] += 1
        status = "expired" if self.expired else "in_progress" if counts["in_progress"] else "completed"
        about = {"id": self.id, "object": "vector_store", "created_at": self.created_at, "name": self.name}
        about |= {"usage_bytes": sum(len(attached.text) for attached in self.living), "last_active_at": self.created_at}
        return about | {
            "file_counts": counts | {"total": len(self.living)},
            "status": status,
            "expires_after": None,
            "expires_at": None,
            "metadata": self.metadata,
        }


@dataclass
class Library:
    """All files and stores, and how unkind it is with them.

    `looks`: how often a newly attached file is seen in progress. `stale_lists`: how many more lists of a store show
    what was deleted from it. `thin`: what is optional is left out. A search takes `search_seconds`, and raises
    `search_refused` if there is one.
    """

    files: dict[str, Kept] = field(default_factory=dict)
    stores: dict[str, Store] = field(default_factory=dict)
    looks: int = 0
    stale_lists: int = 0
    thin: bool = False
    search_seconds: float = 0.0
    search_refused: Refused | None = None

    def store(self, identifier: str) -> Store:
        try:
            return self.stores[identifier]
        except KeyError:
            raise refusals.not_found("Vector store", identifier) from None

    def file(self, identifier: str) -> Kept:
        try:
            return self.files[identifier]
        except KeyError:
            raise Refused(404, f"No such File object: {identifier}", param="id") from None

    def attached(self, store: str, identifier: str) -> Attached:
        found = self.store(store).files.get(identifier)
        if found is None or found.dropped:
            raise Refused(404, f"No file found with id '{identifier}' in vector store '{store}'.")
        return found

    def upload(self, body: JSON) -> Kept:
        file, purpose = body.get("file"), body.get("purpose")
        if not isinstance(file, Upload):
            raise refusals.missing("file")
        if purpose not in PURPOSES:
            raise refusals.no_such_value("purpose", purpose, PURPOSES)
        if not file.content:
            raise Refused(400, "File is empty.", "empty_file", "file")
        kept = Kept(file, str(purpose))
        self.files[kept.id] = kept
        return kept

    def attach(self, store: Store, body: JSON) -> Attached:
        file = self.file(str(body.get("file_id")))
        now = time.time()
        store.attached_at = [at for at in store.attached_at if now - at < 60]
        if len(store.attached_at) >= ATTACHES_A_MINUTE:
            raise Refused(429, "Rate limit reached for this vector store.", "rate_limit_exceeded", type="requests")
        store.attached_at.append(now)
        chunking = body.get("chunking_strategy") or AUTO
        attached = Attached(file, store.id, body.get("attributes") or {}, chunking, self.looks)
        store.files[file.id] = attached
        return attached

    def look_at(self, attached: Attached) -> JSON:
        shown = attached.as_json(thin=self.thin)
        attached.looks = max(0, attached.looks - 1)
        return shown

    def listed(self, store: Store) -> list[Attached]:
        """What a list of the store shows: for a while also what was deleted."""
        if self.stale_lists > 0:
            self.stale_lists -= 1
            return list(store.files.values())
        return store.living

    def drop(self, identifier: str) -> None:
        """Delete a file, from all stores, too."""
        self.file(identifier)
        del self.files[identifier]
        for store in self.stores.values():
            if identifier in store.files:
                store.files[identifier].dropped = True

    def search(self, store: Store, queries: Sequence[str], most: int) -> list[JSON]:
        """The chunks that share words with the queries, those with most of them first."""
        if store.expired:
            raise Refused(400, f"Vector store {store.id} is expired.", "vector_store_expired")
        asked = words_of(" ".join(queries))
        found = [
            (len(asked & words_of(chunk)) / len(asked), attached, chunk)
            for attached in store.living
            if attached.status == "completed" and asked
            for chunk in attached.chunks()
        ]
        best = sorted((each for each in found if each[0] > 0), key=lambda each: -each[0])[:most]
        return [
            {
                "file_id": attached.file.id,
                "filename": attached.file.upload.name,
                "score": round(score, 4),
                "attributes": None if self.thin else attached.attributes,
                "content": [{"type": "text", "text": chunk}],
            }
            for score, attached, chunk in best
        ]
