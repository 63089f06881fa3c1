"""'Humano': the customer asks for a person, and gets one."""

from dataclasses import dataclass

from handlers.conversation.answering_back import is_answer
from handlers.conversation.commands import Command, command_in
from handlers.conversation.messages import OpenMessage
from handlers.conversation.step import Step
from handlers.conversation.turn import Turn
from handlers.errors import AssistantUnavailable
from handlers.tickets.hand_over import HandOver
from handlers.tickets.ticket import Why


@dataclass(frozen=True)
class AskForPerson:
    """Hands over when a message asks for a person with one of the commands.

    `hear`: the step that transcribes voice notes for that person, if there is one.
    """

    hand_over: HandOver
    hear: Step | None = None

    async def __call__(self, turn: Turn) -> None:
        """Answers these messages alone; the others go to that person, too. Raises StoreUnavailable, TurnLost.

        Who gets a person wants to be written to, even after a stop.
        """
        asking = [message for message in turn.unanswered if await self._asks(turn, message)]
        if asking:
            if self.hand_over.has_people and not turn.thread.ticket:
                await self._hear(turn)
            said = [message.content for message in turn.unanswered if message not in asking]
            turn.say(await self.hand_over(turn, Why.ASKED, said), to=asking)
            if turn.passes or turn.thread.ticket:
                turn.decide(stopped=False)

    async def _hear(self, turn: Turn) -> None:
        if self.hear is not None:
            try:
                await self.hear(turn)
            except AssistantUnavailable as problem:
                turn.problem = problem  # the person hears of a voice note all the same

    async def _asks(self, turn: Turn, message: OpenMessage) -> bool:
        is_command = command_in(message.content.text) is Command.PERSON
        return is_command and not await is_answer(self.hand_over.threads, turn, message)
