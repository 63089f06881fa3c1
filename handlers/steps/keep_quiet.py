"""Silence for a customer who said stop, until they say start."""

from handlers.conversation.messages import Reply
from handlers.conversation.turn import Turn


async def keep_quiet(turn: Turn) -> Reply | None:
    """Nothing but what a command has just said, while the customer wants to hear nothing."""
    return Reply() if turn.decisions.stopped else None
