"""A fixed reply to harmful messages, if moderation is on."""

from dataclasses import dataclass

from handlers import texts
from handlers.conversation.ports.assistant import Moderator
from handlers.conversation.turn import Turn
from handlers.errors import QuestionRefused


@dataclass(frozen=True)
class Moderate:
    """Says so if any text of the turn is flagged. Transcripts of voice notes are checked, files are not."""

    moderator: Moderator

    async def __call__(self, turn: Turn) -> None:
        """Raises AssistantUnavailable: without the check nothing is answered."""
        words = [said for message in turn.unanswered if (said := message.content.words)]
        if not words:
            return
        with turn.timing("moderation"):
            is_flagged = await self._is_flagged(words)
        if is_flagged:
            turn.say(texts.MODERATED[turn.language], to=turn.unanswered)

    async def _is_flagged(self, words: list[str]) -> bool:
        try:
            return await self.moderator.is_flagged(words)
        except QuestionRefused:
            return True  # OpenAI refuses even to judge it
