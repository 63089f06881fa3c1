"""'Humano': the customer asks for a person, and gets one."""

from dataclasses import dataclass

from handlers.conversation.answering_back import is_answer
from handlers.conversation.commands import Command, command_in
from handlers.conversation.messages import OpenMessage
from handlers.conversation.turn import Turn
from handlers.tickets.hand_over import HandOver
from handlers.tickets.ticket import Why


@dataclass(frozen=True)
class AskForPerson:
    """Hands over when a message asks for a person with one of the commands."""

    hand_over: HandOver

    async def __call__(self, turn: Turn) -> None:
        """Answers these messages alone; the others go to that person, too. Raises StoreUnavailable.

        Who gets a person wants to be written to, even after a stop.
        """
        asking = [message for message in turn.unanswered if await self._asks(turn, message)]
        if asking:
            said = [message.content for message in turn.unanswered if message not in asking]
            turn.say(await self.hand_over(turn, Why.ASKED, said), to=asking)
            if turn.passes or turn.thread.ticket:
                turn.decide(stopped=False)

    async def _asks(self, turn: Turn, message: OpenMessage) -> bool:
        is_command = command_in(message.content.text) is Command.PERSON
        return is_command and not await is_answer(self.hand_over.threads, turn, message)
