"""Ports of labels: what is kept of a night's question, and who answers it."""

from collections.abc import Mapping, Sequence
from typing import Protocol

from handlers.numbers.labels import Label, Labelled, Night


class Labels(Protocol):
    """Nights, and the conversations that wait for a label. All raise StoreUnavailable.

    A conversation is known by the sid of the message whose turn began it.
    """

    async def night(self, date: str) -> Night | None:
        """The night's question, if there is one."""
        ...

    async def put(self, night: Night) -> Night | None:
        """Keep it over its version; None: another writer was first."""
        ...

    async def waiting(self, *, most: int) -> list[str]:
        """The sids of conversations that wait, the newest first."""
        ...

    async def words(self, sids: Sequence[str]) -> list[str]:
        """What the customer wrote in each of these, shortened; "" for one that is deleted, or waits no more."""
        ...

    async def settle(self, labels: Mapping[str, Label | None]) -> int:
        """Count these labels on their days, each once; None: there is none to be had. Returns how many were counted."""
        ...


class Labeller(Protocol):
    """Sorts conversations by topic and mood, in its own time. All raise subclasses of AssistantUnavailable."""

    async def ask(self, words: Sequence[str]) -> str:
        """Begin, and return the response's id. `words`: of each conversation; empty ones keep their position."""
        ...

    async def read(self, response: str, *, most: int) -> Labelled | None:
        """What was found for positions from 1 to `most`; None: it is still at work. Also raises ResponseFailed."""
        ...

    async def drop(self, response: str) -> None:
        """Delete a response with the words that it was asked about. One that is gone is no error."""
        ...
