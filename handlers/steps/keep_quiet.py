"""Silence for a customer who said stop, until they say start."""

from handlers.conversation.turn import Turn


async def keep_quiet(turn: Turn) -> None:
    """Says nothing to what is left while the customer wants silence; only replies to commands still go out."""
    if turn.decisions.stopped:
        turn.say_nothing(to=turn.unanswered)
