"""Steps for tests: each says one text, or nothing."""

from handlers.conversation.step import Step
from handlers.conversation.turn import Turn


def saying(text: str, *, to: str | None = None) -> Step:
    """A step that says this to all messages that are left, or to those that read `to`."""

    async def step(turn: Turn) -> None:
        own = [message for message in turn.unanswered if to in (None, message.content.text)]
        if own:
            turn.say(text, to=own)

    return step


async def silent(_turn: Turn) -> None:
    """A step that leaves every message to the next."""
