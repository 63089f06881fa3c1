"""Quoted messages: the text that the customer replies to is looked up, so that the assistant knows it."""

import asyncio
from dataclasses import dataclass, replace

from handlers.conversation.messages import OpenMessage, Part, PartKind
from handlers.conversation.ports.carrier import SentMessages
from handlers.conversation.ports.stores import Threads
from handlers.conversation.turn import Turn


@dataclass(frozen=True)
class ReadQuotes:
    """Looks first into the thread's own records, then into the messages that carriers still have."""

    threads: Threads
    sent: SentMessages

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
        for key in (turn.thread.key, *(one.key for one in turn.thread.joined)):
            if text := await self.threads.text_of(key, part.sid):
                return replace(part, text=text)
        return replace(part, text=await self.sent.text_of(part.sid) or "")
