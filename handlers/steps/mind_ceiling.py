"""Ceilings of money: where one is reached, the assistant is not asked, and the customer is told, or gets a person."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from handlers.conversation.files import is_sound
from handlers.conversation.step import Step
from handlers.conversation.turn import Turn
from handlers.money import limit_texts
from handlers.money.ceilings import Ceilings, Limit
from handlers.tickets.hand_over import HandOver
from handlers.tickets.ticket import Why

TOLD_AGAIN_AFTER = timedelta(hours=1)  # each message to a customer costs money, too; saying nothing at all is no answer


@dataclass(frozen=True)
class MindCeiling:
    """Sets the money for an answer aside, before anything is paid for; what there is none for is answered here.

    `hand_over`: a ticket is opened instead. `names_people`: the customer is told how to ask for a person.
    """

    ceilings: Ceilings
    now: Callable[[], datetime]
    hand_over: HandOver | None = None
    names_people: bool = False

    async def __call__(self, turn: Turn) -> None:
        """The next question that there is money for takes along what was said. Raises StoreUnavailable."""
        limit = await self.ceilings.reserve(turn)
        if limit is None:
            return
        turn.limited, left = str(limit), turn.unanswered
        if self.hand_over and turn.passes is None:
            said = [message.content for message in left]
            turn.say(await self.hand_over(turn, Why.LIMITED, said), to=left)
            return
        turn.decide(missed_since=turn.decisions.missed_since or left[0].at)
        spent, now = self.ceilings.spent(turn), self.now()
        if spent.told_at and now - spent.told_at < TOLD_AGAIN_AFTER:
            turn.say_nothing(to=left)
            return
        turn.decide(spent=replace(spent, told_at=now))
        turn.say(self._sentence(turn, limit), to=left)

    def _sentence(self, turn: Turn, limit: Limit) -> str:
        sentence = limit_texts.LIMITED_THIS_MONTH if limit is Limit.MONTH else limit_texts.LIMITED_TODAY
        person = f"\n\n{limit_texts.ASK_A_PERSON[turn.language]}" if self.names_people else ""
        return sentence[turn.language] + person


@dataclass(frozen=True)
class HearWithinCeiling:
    """Runs the step that hears voice notes, unless a ceiling is reached: then they are kept unheard."""

    hear_voice: Step
    ceilings: Ceilings

    async def __call__(self, turn: Turn) -> None:
        """Raises as the step does, and StoreUnavailable."""
        files = (file for message in turn.unanswered for file in message.content.files)
        if any(is_sound(file.media_type) for file in files) and await self.ceilings.reserve(turn) is None:
            await self.hear_voice(turn)
