"""The customer sees that an answer is being written, while the steps within are at work."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass

from handlers.conversation.messages import Channel, Reply
from handlers.conversation.ports import Typing
from handlers.conversation.thread import Turn
from handlers.conversation.turn import Step, first_reply


@dataclass(frozen=True)
class ShowTyping:
    """Runs `steps`. On WhatsApp the indicator is sent meanwhile; nothing waits for it, and it ends with the turn."""

    typing: Typing
    steps: Sequence[Step]

    async def __call__(self, turn: Turn) -> Reply | None:
        """The first reply of the steps."""
        if turn.message.channel is not Channel.WHATSAPP or turn.response is not None:
            return await first_reply(self.steps, turn)
        showing = asyncio.create_task(self.typing.show(turn.message.sid))
        try:
            return await first_reply(self.steps, turn)
        finally:
            showing.cancel()
