"""Who answered the messages of a turn. Pure."""

from handlers.conversation.facts import Who
from handlers.conversation.turn import Turn
from handlers.errors import QuestionRefused


def who_of(turn: Turn) -> Who:
    """Who answered, or will: one for all messages of a turn, since they get one reply."""
    asked = turn.usage is not None
    before, after = turn.passes or (turn.thread.ticket, turn.thread.ticket)
    if after is not None and (before is None or not asked):
        return Who.PERSON
    if turn.decisions.entry:
        return Who.FAQ
    if turn.limited or isinstance(turn.problem, QuestionRefused):
        return Who.NOBODY
    return Who.ASSISTANT if asked else Who.COMMAND
