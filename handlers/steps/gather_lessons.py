"""Questions that the business has to answer better: those whose answer was that it is not known, or a person."""

from collections.abc import Sequence
from dataclasses import dataclass

from handlers.conversation.ports.stores import Threads
from handlers.conversation.record import Record
from handlers.conversation.step import Step
from handlers.conversation.turn import Turn
from handlers.knowledge.lesson import Why, is_teachable, last_answered, lesson_of, question_in
from handlers.knowledge.ports import Lessons

MOST_RECORDS = 6


@dataclass(frozen=True)
class GatherLessons:
    """Runs a step that answers; the commit that closes the turn keeps the question, if it was not answered well."""

    answer: Step
    lessons: Lessons
    threads: Threads

    async def __call__(self, turn: Turn) -> None:
        """Raises as the step does, and StoreUnavailable."""
        asked, passes = turn.unanswered, turn.passes
        await self.answer(turn)
        why = _why(turn, passes)
        if why is None:
            return
        question = question_in(message.content for message in asked)
        before: Sequence[Record] = ()
        if not question:  # a bare "humano": what was asked before
            before = last_answered(
                await self.threads.records(turn.thread.key, most=MOST_RECORDS, since=turn.thread.begun_at)
            )
            question = question_in(record.content for record in before)
        if is_teachable(question):
            turn.enclosed.append(self.lessons.gathering(lesson_of(turn, question, why, before)))


def _why(turn: Turn, passes: tuple[str | None, str | None] | None) -> Why | None:
    """What was wrong with the answer, if anything. `passes`: the turn's before it."""
    if turn.passes != passes and turn.passes and turn.passes[1]:
        return Why.TICKET
    return None if turn.side.known else Why.UNKNOWN
