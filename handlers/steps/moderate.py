"""Harmful texts, when the business asks for them to be told: a set sentence instead of an answer."""

from dataclasses import dataclass

from handlers import texts
from handlers.conversation.messages import Reply
from handlers.conversation.ports import Moderator
from handlers.conversation.record import words_of
from handlers.conversation.thread import Turn
from handlers.errors import QuestionRefused


@dataclass(frozen=True)
class Moderate:
    """Replies when anything in the turn is flagged. A file is not looked into, what was said in a voice note is."""

    moderator: Moderator
    language: texts.Language

    async def __call__(self, turn: Turn) -> Reply | None:
        """Raises AssistantUnavailable: unchecked, nothing is answered."""
        words = [said for message in turn.unanswered if (said := words_of(message))]
        if turn.response is not None or not words:
            return None
        with turn.timing("moderation"):
            is_flagged = await self._is_flagged(words)
        return turn.reply(texts.MODERATED[turn.language or self.language]) if is_flagged else None

    async def _is_flagged(self, words: list[str]) -> bool:
        try:
            return await self.moderator.is_flagged(words)
        except QuestionRefused:
            return True  # not even to be judged
