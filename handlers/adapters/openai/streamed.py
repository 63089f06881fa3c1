"""A response under way, read from its stream."""

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from typing import Any

from handlers.adapters.openai.errors import translated
from handlers.adapters.openai.side import reply_so_far
from handlers.adapters.openai.stream import DELTA, ENDINGS, ERROR, Event, ended, error_in, piece_in
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
        ending, so_far = None, _SoFar(hears)
        with translated(self.id):
            async for event in self._events:
                if event["type"] == ERROR:
                    raise error_in(event)
                if event["type"] == DELTA:
                    so_far.take(event)
                if event["type"] in ENDINGS:
                    ending = ended(event)
                    break
        return await self._read_end(self.id, ending)


class _SoFar:
    """Tells the reply as it is being written: the last of the response's texts, since the others are no answer."""

    def __init__(self, hears: Hears | None) -> None:
        self._hears = hears
        self._which: object = None
        self._text = ""

    def take(self, event: Event) -> None:
        """Tell what there is of the reply with this piece."""
        if self._hears is None:
            return
        which, piece = piece_in(event)
        self._text = self._text + piece if which == self._which else piece
        self._which = which
        if reply := reply_so_far(self._text):
            self._hears(reply)
