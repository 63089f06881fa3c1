"""Silence for a customer who said stop, until they say start."""

from handlers.conversation.messages import Reply
from handlers.conversation.turn import Turn


async def keep_quiet(turn: Turn) -> Reply | None:
    """An empty reply while the customer wants silence; only replies to commands still go out."""
    return Reply() if turn.decisions.stopped else None
