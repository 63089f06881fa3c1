"""A 👎 alone: the answer before it is noted for the team, at no cost."""

from dataclasses import dataclass

from handlers.conversation.answering_back import asks_something
from handlers.conversation.ports.stores import Threads
from handlers.conversation.turn import Turn
from handlers.knowledge import teaching_texts
from handlers.knowledge.lesson import Why, is_teachable, is_thumbs_down, last_answered, lesson_of, question_in
from handlers.knowledge.ports import Lessons

MOST_RECORDS = 20


@dataclass(frozen=True)
class TakeDislike:
    """Thanks for it. After a reply that asked something, 👎 is an answer, and the assistant's to understand.

    So it is after what only that customer's answer could be.
    """

    lessons: Lessons
    threads: Threads

    async def __call__(self, turn: Turn) -> None:
        """Answers the 👎 alone. Raises StoreUnavailable."""
        disliking = [message for message in turn.messages if is_thumbs_down(message.content)]
        if not disliking:
            return
        last = last_answered(await self.threads.records(turn.thread.key, most=MOST_RECORDS, since=turn.thread.begun_at))
        question = question_in(record.content for record in last)
        texts = [text for record in last for text in record.texts or ()]
        if is_teachable(question) and any(texts) and not asks_something(texts):
            if any(message in turn.unanswered for message in disliking):
                turn.say(teaching_texts.DISLIKED[turn.language], to=disliking)
            # Thanks that are not delivered yet, as at a later hop, are for what is not kept yet: one commit does both.
            turn.enclosed.append(self.lessons.gathering(lesson_of(turn, question, Why.DISLIKED, last)))
