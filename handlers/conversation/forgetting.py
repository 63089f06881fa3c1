"""Deleting what is stored about a customer, in our store and at the assistant's; failures are tried again later."""

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime

from handlers.conversation.ports.assistant import Assistant
from handlers.conversation.ports.stores import Erasures
from handlers.conversation.record import Erasure
from handlers.errors import AssistantUnavailable, StoreUnavailable


@dataclass(frozen=True)
class Forget:
    """Finishes erasures."""

    assistant: Assistant
    erasures: Erasures
    now: Callable[[], datetime]

    async def erase(self, erasure: Erasure) -> None:
        """Delete all that an erasure lists. Raises AssistantUnavailable, StoreUnavailable: the clock tries again."""
        await self.erasures.erase_messages(erasure)
        for conversation in erasure.conversations:
            await self.assistant.forget(conversation)
        await self.erasures.finish(erasure)

    async def unused(self, thread: str, conversations: Sequence[str]) -> None:
        """Delete conversations that were begun and will not be used; if that fails, the clock tries again."""
        with suppress(AssistantUnavailable, StoreUnavailable):
            await self.erase(await self.erasures.leave(thread, conversations))
