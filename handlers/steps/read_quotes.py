"""An earlier message that the customer replies to: its text is looked up, for the assistant to know what is meant."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, replace

from handlers.conversation.messages import OpenMessage, Part, PartKind, Reply
from handlers.conversation.ports import Sent, Threads
from handlers.conversation.thread import Turn


@dataclass(frozen=True)
class ReadQuotes:
    """Looks first into the thread's own record, then where messages are `sent`, if there is a way to."""

    threads: Threads
    sent: Sequence[Sent]

    async def __call__(self, turn: Turn) -> Reply | None:
        """Never replies. Raises StoreUnavailable, TurnLost."""
        if turn.response is None:
            found = await asyncio.gather(*(self._read(turn, each) for each in turn.unanswered))
            known = {each.sid: parts for each, parts in zip(turn.unanswered, found, strict=True) if parts != each.parts}
            if known:
                await self.threads.learned(turn, known)
        return None

    async def _read(self, turn: Turn, message: OpenMessage) -> tuple[Part, ...]:
        return tuple([await self._quoted(turn, part) for part in message.parts])

    async def _quoted(self, turn: Turn, part: Part) -> Part:
        if part.kind is not PartKind.QUOTE or part.text:
            return part
        text = await self.threads.text_of(turn.thread.key, part.sid)
        for sent in self.sent:
            text = text or await sent.text_of(part.sid)
        return replace(part, text=text or "")
