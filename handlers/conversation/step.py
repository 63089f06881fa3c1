"""Steps: the promise of each, and a turn's run through them."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

from handlers.conversation.messages import Reply
from handlers.conversation.turn import Turn

# One behaviour. It replies, or leaves the turn to the next step, perhaps after answering some of its messages with
# `turn.say`. It runs again at each hop and each redelivery: it then does the same, or finds what it stored.
Step = Callable[[Turn], Awaitable[Reply | None]]


async def run(steps: Sequence[Step], turn: Turn) -> Reply:
    """The reply of the first step that replies, or what was said, once that answers every message.

    What was said before in the turn comes first; no step has to care for that.
    """
    try:
        for step in steps:
            reply = await step(turn)
            if reply is not None:
                return turn.after_said(reply)
            if turn.decisions.said and not turn.unanswered:
                break
        return turn.after_said(Reply())
    finally:
        turn.stop_beside()


@dataclass(frozen=True)
class BeforeAsking:
    """A step that runs only before the assistant is asked, not again while the response is under way."""

    step: Step

    async def __call__(self, turn: Turn) -> Reply | None:
        """The step's reply, if it runs."""
        return None if turn.response is not None else await self.step(turn)
