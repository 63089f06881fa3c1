"""Making what is kept of a customer vanish, in our store and at the assistant's; what fails is taken up again."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from handlers.conversation.ports import Assistant, Erasures
from handlers.conversation.thread import Erasure

AHEAD = timedelta(days=1)  # before a thread expires: then nobody would know its conversations any more
OVERDUE = timedelta(minutes=1)  # until then whoever began it may still be at work
AT_ONCE = 5  # erasures that one tick takes up


@dataclass(frozen=True)
class Forget:
    """Finishes erasures."""

    assistant: Assistant
    erasures: Erasures
    now: Callable[[], datetime]

    async def erase(self, erasure: Erasure) -> None:
        """Raises AssistantUnavailable, StoreUnavailable: the next tick goes on with it."""
        await self.erasures.erase_messages(erasure)
        for conversation in erasure.conversations:
            await self.assistant.forget(conversation)
        await self.erasures.finish(erasure)

    async def tick(self) -> int:
        """Finish what was begun, and let threads go that expire within a day; how many erasures were finished.

        Raises AssistantUnavailable, StoreUnavailable.
        """
        await self.erasures.expiring(self.now() + AHEAD, most=AT_ONCE)
        unfinished = await self.erasures.unfinished(self.now() - OVERDUE, most=AT_ONCE)
        for erasure in unfinished:
            await self.erase(erasure)
        return len(unfinished)
