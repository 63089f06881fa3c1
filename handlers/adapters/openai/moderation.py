"""OpenAI's moderation: it flags harmful texts.

https://platform.openai.com/docs/api-reference/moderations
"""

from collections.abc import Sequence

from openai import AsyncOpenAI

from handlers.adapters.openai.errors import translated


class OpenAIModerator:
    """Keeps the promises of Moderator."""

    def __init__(self, client: AsyncOpenAI, model: str = "omni-moderation-latest") -> None:
        """`client` must not retry by itself: a turn has its own time limit."""
        self._client = client
        self._model = model

    async def is_flagged(self, texts: Sequence[str]) -> bool:
        """See Moderator. Blank texts are not sent."""
        said = [text for text in texts if text.strip()]
        if not said:
            return False
        with translated(model=f"the model for moderation ({self._model})", asking=True):
            judged = await self._client.moderations.create(model=self._model, input=said)
        return any(result.flagged for result in judged.results)
