"""The customer sees that an answer is being written, while the steps are at work."""

from dataclasses import dataclass

from handlers.conversation.contact import Channel
from handlers.conversation.messages import Reply
from handlers.conversation.ports.carrier import Typing
from handlers.conversation.turn import Turn


@dataclass(frozen=True)
class ShowTyping:
    """On WhatsApp the indicator is sent beside the steps that follow; nothing waits for it."""

    typing: Typing

    async def __call__(self, turn: Turn) -> Reply | None:
        """Never replies."""
        if turn.message.contact.channel is Channel.WHATSAPP:
            turn.meanwhile(self.typing.show(turn.message.sid))
        return None
