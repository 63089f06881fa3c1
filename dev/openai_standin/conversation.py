"""A conversation as the stand-in keeps it."""

from __future__ import annotations

import time
from dataclasses import dataclass, field

from dev.openai_standin import refusals
from dev.openai_standin.response import JSON, new_id
from dev.openai_standin.run import Run


@dataclass(eq=False)
class Conversation:
    """One thread: message items, oldest first, and the response that is being written to it."""

    items: list[JSON]
    metadata: dict[str, str]
    id: str = field(default_factory=lambda: new_id("conv"))
    created_at: int = field(default_factory=lambda: int(time.time()))
    running: Run | None = None

    def as_json(self) -> JSON:
        shown = {"id": self.id, "created_at": self.created_at, "metadata": self.metadata}
        return {"object": "conversation", **shown}

    def drop(self, identifier: str) -> None:
        """Delete one item. Raises `Refused` if it is not there."""
        if identifier not in [item["id"] for item in self.items]:
            raise refusals.not_found("Item", identifier)
        self.items[:] = [item for item in self.items if item["id"] != identifier]
