"""Steps: what each one promises, and how a turn runs through them."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

from handlers.conversation.messages import Reply
from handlers.conversation.turn import Turn

# One behaviour. It replies, or leaves the turn to the next step: having said something to some of its messages by
# `turn.say`, or nothing. It runs again at each hop and each redelivery: it does the same then, or finds what it kept.
Step = Callable[[Turn], Awaitable[Reply | None]]


async def run(steps: Sequence[Step], turn: Turn) -> Reply:
    """The reply of the first step that has one, or all that was said once every message has its answer.

    Whatever was said before in the turn comes first; no step has to see to that.
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
    """A step that is over once the assistant was asked: it does not run again while the response is under way."""

    step: Step

    async def __call__(self, turn: Turn) -> Reply | None:
        """What the step replies, if it runs."""
        return None if turn.response is not None else await self.step(turn)
