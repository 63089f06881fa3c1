"""What the function kept of an answer: read from its store's file, beside it, and never written.

The one place that knows where the store says who answered, on what grounds, what it cost and whether a person was
called.
"""

import json
import sqlite3
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from dev.cost import MODELS
from dev.evaluate.judging import Answered, Called
from handlers.adapters.sqlite import queries
from handlers.adapters.sqlite.values import loaded
from handlers.conversation.calls import MadeCall
from handlers.conversation.messages import Usage
from handlers.stores.fields import record_of


@dataclass(frozen=True)
class Kept:
    """The store of a function that is running, and the model whose prices hold."""

    path: Path
    model: str

    def with_facts(self, answered: Answered, sid: str, *, tickets: set[str]) -> Answered:
        """The answer to the message `sid` with what was kept of it; `tickets`: those that there were before."""
        found = self._get(f"messages/{sid}")
        if found is None:
            return answered
        record = record_of(found)
        return replace(
            answered,
            cost=cost_of(record.usage, self.model),
            entry=record.entry,
            sources=record.sources,
            known=record.known,
            calls=tuple(map(called, record.calls)),
            hands_over=bool(self.tickets(record.thread) - tickets),
        )

    def thread_of(self, sid: str) -> str:
        """The key of the thread that a message belongs to; "" if it is not kept."""
        return str((self._get(f"messages/{sid}") or {}).get("thread", ""))

    def tickets(self, thread: str) -> set[str]:
        """The codes of all tickets of a thread."""
        sql = "SELECT path, fields FROM documents WHERE collection = 'tickets'"
        return {path.partition("/")[2] for path, fields in self._rows(sql) if loaded(fields).get("thread") == thread}

    def _get(self, path: str) -> dict[str, Any] | None:
        return next((loaded(fields) for _, fields, _ in self._rows(*queries.get([path]))), None)

    def _rows(self, sql: str, values: list[str] | None = None) -> list[tuple[Any, ...]]:
        """No rows of a store that the function has not opened yet."""
        with closing(sqlite3.connect(f"file:{self.path}?mode=ro", uri=True, timeout=5)) as db:
            if not db.execute("SELECT 1 FROM sqlite_master WHERE name = 'documents'").fetchall():
                return []
            return db.execute(sql, values or []).fetchall()


def cost_of(usage: Usage | None, model: str) -> float | None:
    """US dollars to OpenAI; None if nobody knows the tokens or the price. What no model was asked for costs nothing."""
    if usage is None:
        return 0.0
    if model not in MODELS or not usage.is_whole:
        return None
    fresh, cached, out = MODELS[model]
    into = (usage.input_tokens - usage.cached_tokens) * fresh + usage.cached_tokens * cached
    return (into + usage.output_tokens * out) / 1_000_000


def called(call: MadeCall) -> Called:
    """A call as it is kept: its arguments are JSON, as the assistant wrote them."""
    try:
        arguments = json.loads(call.arguments)
    except ValueError:
        arguments = None
    return Called(call.name, arguments if isinstance(arguments, dict) else {}, call.result)
