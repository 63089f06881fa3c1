"""Quoted messages: the text that the customer replies to is looked up, so that the assistant knows it."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, replace

from handlers.conversation.messages import OpenMessage, Part, PartKind
from handlers.conversation.ports.carrier import SentMessages
from handlers.conversation.ports.stores import Threads
from handlers.conversation.turn import Turn


@dataclass(frozen=True)
class ReadQuotes:
    """Looks first into the thread's own records, then into the carrier's `sent` messages, if it has access."""

    threads: Threads
    sent: Sequence[SentMessages]

    async def __call__(self, turn: Turn) -> None:
        """Says nothing. Raises StoreUnavailable, TurnLost."""
        with turn.timing("quotes"):
            found = await asyncio.gather(*(self._read(turn, message) for message in turn.unanswered))
        read = zip(turn.unanswered, found, strict=True)
        if known := {message.sid: parts for message, parts in read if parts != message.content.parts}:
            await self.threads.record_parts(turn, known)

    async def _read(self, turn: Turn, message: OpenMessage) -> tuple[Part, ...]:
        return tuple([await self._quoted(turn, part) for part in message.content.parts])

    async def _quoted(self, turn: Turn, part: Part) -> Part:
        if part.kind is not PartKind.QUOTE or part.text:
            return part
        text = await self.threads.text_of(turn.thread.key, part.sid)
        for sent in self.sent:
            text = text or await sent.text_of(part.sid)
        return replace(part, text=text or "")
