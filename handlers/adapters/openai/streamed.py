"""A response under way, read from its stream."""

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from typing import Any

from handlers.adapters.openai.errors import translated
from handlers.adapters.openai.stream import ENDINGS, ERROR, Event, ended, error_in
from handlers.conversation.messages import Answer


class StreamedResponse:
    """Keeps the promises of Response. `read_end` reads the final event; without one, it asks OpenAI."""

    def __init__(
        self,
        response: str,
        events: AsyncIterator[Event],
        read_end: Callable[[str, Mapping[str, Any] | None], Awaitable[Answer]],
    ) -> None:
        self.id = response
        self._events = events
        self._read_end = read_end

    async def answer(self) -> Answer:
        """See Response."""
        ending = None
        with translated(self.id):
            async for event in self._events:
                if event["type"] == ERROR:
                    raise error_in(event)
                if event["type"] in ENDINGS:
                    ending = ended(event)
                    break
        return await self._read_end(self.id, ending)
