"""Steps: the promise of each, and a turn's run through them."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

from handlers.conversation.messages import Reply
from handlers.conversation.turn import Turn

# One behaviour. It answers those messages of the turn that are its own: `turn.say(text, to=[message])`. The others are
# left to the next steps. It runs again at each hop and each redelivery: it then does the same, or finds what it stored.
Step = Callable[[Turn], Awaitable[None]]


async def run(steps: Sequence[Step], turn: Turn) -> Reply:
    """All that the steps say, in order, until every message of the turn is answered."""
    try:
        for step in steps:
            if not turn.unanswered:
                break
            await step(turn)
        return turn.reply()
    finally:
        turn.stop_beside()


@dataclass(frozen=True)
class BeforeAsking:
    """A step that runs only before the assistant is asked, not again while the response is under way."""

    step: Step

    async def __call__(self, turn: Turn) -> None:
        """Run the step, if nothing is under way."""
        if turn.response is None:
            await self.step(turn)
