"""'Forget me': after one question and a yes, everything stored about the customer is deleted."""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta

from handlers import kept_texts
from handlers.conversation.commands import Command, command_in, is_yes
from handlers.conversation.forgetting import Forget
from handlers.conversation.messages import Reply
from handlers.conversation.record import Erasure
from handlers.conversation.turn import Turn
from handlers.errors import AssistantUnavailable, StoreUnavailable

ASKED_FOR = timedelta(minutes=10)
SECONDS = 6.0  # that the customer waits for deletions outside our own store


@dataclass(frozen=True)
class ForgetMe:
    """Asks first; after a yes deletes the thread at once, then its messages and the assistant's conversations."""

    forget: Forget
    now: Callable[[], datetime]

    async def __call__(self, turn: Turn) -> None:
        """Raises StoreUnavailable, TurnLost."""
        asked_at = turn.decisions.forget_asked_at  # set once the question was in a reply, so that a yes can refer to it
        if (
            asked_at
            and self.now() - asked_at < ASKED_FOR
            and any(is_yes(message.content.text) for message in turn.unanswered)
        ):
            await self._forgotten(turn)
        for message in turn.unanswered:
            if command_in(message.content.text) is Command.FORGET_ME:
                turn.say(kept_texts.FORGET_ASK[turn.language], to=[message])
                turn.decide(asks_to_forget=True)

    async def _forgotten(self, turn: Turn) -> None:
        for running in filter(None, (turn.superseded, turn.running)):
            if running.response:
                with suppress(AssistantUnavailable):  # its conversation is about to be deleted
                    await self.forget.assistant.cancel(running.response)
        turn.decide(said=(), answered=())  # undelivered texts are deleted, too
        erasure = await self.forget.erasures.forget(turn, Reply((kept_texts.FORGETTING[turn.language],)))
        turn.is_closed = True
        said = kept_texts.FORGOTTEN if await self._erased(erasure) else kept_texts.FORGETTING
        turn.say(said[turn.language], to=turn.unanswered)

    async def _erased(self, erasure: Erasure) -> bool:
        """True if nothing is left already; else the clock goes on."""
        try:
            async with asyncio.timeout(SECONDS):
                await self.forget.erase(erasure)
        except (AssistantUnavailable, StoreUnavailable, TimeoutError):
            return False
        return True
