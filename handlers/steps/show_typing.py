"""The typing indicator: it shows that an answer is being written, while the other steps run."""

from dataclasses import dataclass

from handlers.conversation.ports.carrier import Typing
from handlers.conversation.turn import Turn


@dataclass(frozen=True)
class ShowTyping:
    """Sends the indicator, where the customer's carrier has one, while the next steps run; nothing waits for it."""

    typing: Typing

    async def __call__(self, turn: Turn) -> None:
        """Says nothing."""
        turn.meanwhile(self.typing.show(turn.message))
