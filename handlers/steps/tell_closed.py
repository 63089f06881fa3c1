"""Outside opening hours: once a closing says when the business opens, then keeps quiet until it does."""

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta

from handlers import texts
from handlers.conversation.step import Step
from handlers.conversation.turn import Turn
from handlers.errors import AssistantUnavailable
from handlers.tickets.hours import Hours
from handlers.tickets.when import when

TOLD_AGAIN_AFTER = timedelta(days=1)  # if it is not known when the business opens


@dataclass(frozen=True)
class TellClosed:
    """Answers while the business is closed. The next question after that takes along what the customer said meanwhile.

    `understand`: the steps that make words of what the customer sent, such as a voice note, so that they can be kept.
    """

    hours: Hours
    now: Callable[[], datetime]
    understand: Sequence[Step] = ()

    async def __call__(self, turn: Turn) -> None:
        """Leaves it to the assistant to answer what it was asked before closing. Raises StoreUnavailable, TurnLost."""
        now = self.now()
        if self.hours.is_open(now) or (turn.superseded and turn.superseded.response):
            return
        for step in self.understand:
            with suppress(AssistantUnavailable):  # the note is not kept, but the customer hears that it is closed
                await step(turn)
        decisions, missed = turn.decisions, turn.unanswered
        turn.decide(missed_since=decisions.missed_since or missed[0].at)
        if decisions.told_closed_until and now < decisions.told_closed_until:
            turn.say_nothing(to=missed)
            return
        opening = self.hours.next_opening(now)
        turn.decide(told_closed_until=opening or now + TOLD_AGAIN_AFTER)
        turn.say(self._sentence(turn, now, opening), to=missed)

    def _sentence(self, turn: Turn, now: datetime, opening: datetime | None) -> str:
        if opening is None:
            return texts.CLOSED[turn.language]
        moment = when(opening, now, self.hours.zone, turn.language)
        return texts.CLOSED_UNTIL[turn.language].format(when=moment)
