"""The time at which a customer may be asked how it was: once nobody has written for a while."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from handlers.conversation.commands import command_in
from handlers.conversation.messages import OpenMessage
from handlers.conversation.small_talk import is_small_talk
from handlers.conversation.talk import REST
from handlers.conversation.turn import Turn
from handlers.tickets.survey import is_recent


@dataclass(frozen=True)
class AwaitRest:
    """Puts that time off with each message. Who only greets, thanks or gives commands has nothing to rate."""

    now: Callable[[], datetime]

    async def __call__(self, turn: Turn) -> None:
        """Answers nothing; the turn's own writes carry it."""
        if turn.thread.ticket is not None or is_recent(turn.thread, self.now()):
            return
        if turn.decisions.survey_at or any(_asks(message) for message in turn.messages):
            turn.decide(survey_at=max(message.at for message in turn.messages) + REST)


def _asks(message: OpenMessage) -> bool:
    content = message.content
    is_talk = command_in(content.text) is not None or is_small_talk(content.text)
    return not content.is_empty and (not is_talk or bool(content.files))
