"""The note that goes with a question: what the business's files say about it, and what time it is there."""

from collections.abc import Awaitable, Callable

from handlers.conversation.turn import Turn
from handlers.wiring.cast import Cast


def note_of(cast: Cast) -> Callable[[Turn], Awaitable[str]] | None:
    """How to make it; None where there is nothing to tell."""
    notes = [note for note in (cast.knowledge and cast.knowledge.look_up, _hours(cast)) if note]
    if len(notes) < 2:
        return next(iter(notes), None)

    async def both(turn: Turn) -> str:
        return "\n\n".join(filter(None, [await note(turn) for note in notes]))

    return both


def _hours(cast: Cast) -> Callable[[Turn], Awaitable[str]] | None:
    hours = cast.hours
    if hours is None:
        return None
    from handlers.tickets.hours_note import hours_note

    async def note(_turn: Turn) -> str:
        return hours_note(hours, cast.now())

    return note
