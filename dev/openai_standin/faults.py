"""Faults on demand: refusals, as often as a test asks for them, and answers that are held back."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from dev.openai_standin import refusals
from dev.openai_standin.directives import Directives
from dev.serving import RequestLog


@dataclass
class Faults(RequestLog):
    """`failing_deletions`: the next so many deletions, of anything, are answered with 500.

    `failing_requests`: so are the next requests for responses and transcripts.
    """

    failing_deletions: int = field(default=0, kw_only=True)
    failing_requests: int = field(default=0, kw_only=True)
    _attempts: Counter[tuple[str, str]] = field(default_factory=Counter, kw_only=True)
    _held: list[str] = field(default_factory=list, kw_only=True)

    @contextmanager
    def holding(self, text: str) -> Iterator[None]:
        """No response to a message with `text` in it says a word before the block ends. From any thread."""
        self._held.append(text)
        try:
            yield
        finally:
            self._held.remove(text)

    def is_held(self, text: str) -> bool:
        """True while responses to this text are held back."""
        return any(held in text for held in list(self._held))

    def fail_a_deletion(self) -> None:
        """Raise `Refused` as often as `failing_deletions` says."""
        if self.failing_deletions > 0:
            self.failing_deletions -= 1
            raise refusals.on_request("500", "")

    def fail_a_request(self) -> None:
        """Raise `Refused` as often as `failing_requests` says."""
        if self.failing_requests > 0:
            self.failing_requests -= 1
            raise refusals.on_request("500", "")

    def fail_if_asked(self, asked: Directives, *, model: str, who: str, text: str) -> None:
        """Raise `Refused` if `text` asks for that, as often as it does; counted apart for each `who`."""
        if asked.refused:
            raise refusals.asked_for(asked.refused)
        if not (asked.locked or asked.fail):
            return
        self._attempts[who, text] += 1
        attempts = self._attempts[who, text]
        if attempts <= asked.locked:
            raise refusals.locked()
        if asked.fail and (asked.times is None or attempts <= asked.locked + asked.times):
            raise refusals.on_request(asked.fail, model)
