"""A person when the assistant is not enough: its answer says so, or it failed twice in a row."""

from dataclasses import dataclass

from handlers.conversation.side import Handoff
from handlers.conversation.step import Step
from handlers.conversation.turn import Turn
from handlers.errors import AssistantUnavailable, AttemptsSpent
from handlers.tickets.hand_over import HandOver
from handlers.tickets.ticket import Why


@dataclass(frozen=True)
class CallPerson:
    """Runs the step that asks the assistant, and hands over if that shows that a person is needed."""

    ask: Step
    hand_over: HandOver

    async def __call__(self, turn: Turn) -> None:
        """Raises AssistantUnavailable, StoreUnavailable, TurnLost."""
        left = turn.unanswered
        said, apologies = [message.content for message in left], sum(message.told for message in left)
        # A turn that closes a ticket opens none: the customer has just sent for the assistant.
        may_call = self.hand_over.has_people and turn.passes is None
        try:
            if may_call and apologies > 1:
                raise AttemptsSpent
            await self.ask(turn)
        except AssistantUnavailable as problem:
            if not (may_call and apologies):
                raise
            turn.problem = problem
            turn.say(await self.hand_over(turn, Why.FAILED, said), to=turn.unanswered)
            return
        if turn.side.handoff is not Handoff.NO and turn.passes is None:
            why = Why(turn.side.handoff.value)
            turn.say_more(await self.hand_over(turn, why, said, turn.side.summary))
