"""A fixed reply to harmful messages, if moderation is on."""

from dataclasses import dataclass

from handlers import texts
from handlers.conversation.messages import Reply
from handlers.conversation.ports.assistant import Moderator
from handlers.conversation.turn import Turn
from handlers.errors import QuestionRefused


@dataclass(frozen=True)
class Moderate:
    """Replies when anything in the turn is flagged. A file is not looked into, what was said in a voice note is."""

    moderator: Moderator

    async def __call__(self, turn: Turn) -> Reply | None:
        """Raises AssistantUnavailable: unchecked, nothing is answered."""
        words = [said for message in turn.unanswered if (said := message.content.words)]
        if not words:
            return None
        with turn.timing("moderation"):
            is_flagged = await self._is_flagged(words)
        return Reply((texts.MODERATED[turn.language],)) if is_flagged else None

    async def _is_flagged(self, words: list[str]) -> bool:
        try:
            return await self.moderator.is_flagged(words)
        except QuestionRefused:
            return True  # not even to be judged
