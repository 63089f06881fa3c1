"""A response under way, read from its stream."""

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from typing import Any

from handlers.adapters.openai.errors import translated
from handlers.adapters.openai.side import reply_so_far
from handlers.adapters.openai.stream import DELTA, ENDINGS, ERROR, Event, Pieces, ended, error_in
from handlers.conversation.messages import Answer
from handlers.conversation.ports.assistant import Hears


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

    async def answer(self, hears: Hears | None = None) -> Answer:
        """See Response."""
        ending, pieces = None, Pieces()
        with translated(self.id):
            async for event in self._events:
                if event["type"] == ERROR:
                    raise error_in(event)
                if hears and event["type"] == DELTA and (reply := reply_so_far(pieces.add(event))):
                    hears(reply)
                if event["type"] in ENDINGS:
                    ending = ended(event)
                    break
        return await self._read_end(self.id, ending)
