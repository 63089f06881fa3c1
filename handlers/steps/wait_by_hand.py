"""A person of the business writes by hand, in the carrier's inbox: the assistant is silent until it is wanted back."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from handlers.conversation.by_hand import is_quiet
from handlers.conversation.commands import Command, command_in
from handlers.conversation.messages import OpenMessage
from handlers.conversation.turn import Turn
from handlers.tickets import texts


@dataclass(frozen=True)
class WaitByHand:
    """Says nothing, as the person reads the customer's messages in that inbox. Who asks for a ticket gets one."""

    now: Callable[[], datetime]

    async def __call__(self, turn: Turn) -> None:
        """Also drops an answer that was under way when the person began to write."""
        if turn.thread.ticket or not is_quiet(turn.thread, turn.decisions, self.now()):
            return
        asking = [message for message in turn.unanswered if _command(message) is Command.ASSISTANT]
        if asking:
            turn.decide(back_at=self.now())
            turn.say(texts.BACK[turn.language], to=asking)
        else:
            turn.say_nothing(to=[message for message in turn.unanswered if _command(message) is not Command.PERSON])


def _command(message: OpenMessage) -> Command | None:
    return command_in(message.content.text)
