"""One response, from its creation to its end, with every event it sends.

Events and their order: https://developers.openai.com/api/docs/api-reference/responses-streaming
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass, field

from dev.openai_standin.directives import Directives, ErrorEvent
from dev.openai_standin.items import TEXT_FIELD, output_part
from dev.openai_standin.output import Answer, OutputMessage
from dev.openai_standin.response import ENDINGS, JSON, failed, new_id, shown
from dev.openai_standin.sse import error_event, event, padding
from dev.openai_standin.tool_items import events_of, function_call


@dataclass(frozen=True)
class Pace:
    """The speed of an answer: it begins after `wait` seconds and takes `seconds`, `characters` in each event."""

    wait: float
    seconds: float
    characters: int


@dataclass(eq=False)
class _Broken(Exception):
    """The stream ends here, with this error."""

    error: ErrorEvent


@dataclass(eq=False)
class Run:
    """A response that goes on by itself in the event loop; listeners may come late or leave.

    `usage` enters the response when it ends; `on_end` is called before the last event is out. `asked`: the directives.
    `at_servers`: items of MCP servers, which come first. While it `is_held` it says nothing.
    """

    response: JSON
    answer: Answer
    usage: JSON
    pace: Pace
    on_end: Callable[[Run], None]
    asked: Directives = field(default_factory=Directives)
    at_servers: Sequence[JSON] = ()
    streamed: bool = False
    is_held: Callable[[], bool] = lambda: False
    finished: bool = False
    _output: list[JSON] = field(default_factory=list)
    _events: list[bytes] = field(default_factory=list)
    _news: asyncio.Event = field(default_factory=asyncio.Event)
    _task: asyncio.Task[None] | None = None
    _written: int = 0
    _began: float = 0.0

    @property
    def id(self) -> str:
        return str(self.response["id"])

    @property
    def background(self) -> bool:
        return bool(self.response["background"])

    def shown(self) -> JSON:
        """The response as it goes out: with fewer fields if that is asked for."""
        return shown(self.response, self.asked.words)

    def start(self) -> None:
        """Announce the response at once; the rest follows by itself."""
        for kind in self._beginnings():
            self._publish(f"response.{kind}", response=self.shown())
        self._task = asyncio.create_task(self._go())

    def _beginnings(self) -> list[str]:
        if self.asked.first == "in_progress":
            return []
        if not self.background:
            return ["created"]
        return ["queued", "created"] if self.asked.first == "queued" else ["created", "queued"]

    def stop(self) -> None:
        """Cancel. The stream ends without an event that says so, as OpenAI's does. The words written so far stay."""
        if self.finished:
            return
        if self._task:
            self._task.cancel()
        self.response.update(status="cancelled", output=self._output)
        self._close()

    async def follow(self, after: int = -1) -> AsyncIterator[list[bytes]]:
        """Every event past number `after`, as soon as it comes, until the end."""
        seen = after + 1
        while True:
            if events := self._events[seen:]:
                seen += len(events)
                yield events
            elif self.finished:
                return
            else:
                # No other task runs between these two lines, so no listener misses an event that another one clears.
                self._news.clear()
                await self._news.wait()

    async def ended(self) -> None:
        async for _ in self.follow():
            pass

    async def _go(self) -> None:
        self.response["status"] = "in_progress"
        self._publish("response.in_progress", response=self.shown())
        while self.is_held():  # noqa: ASYNC110 - another thread lets it go
            await asyncio.sleep(0.01)
        if self.pace.wait:
            await asyncio.sleep(self.pace.wait)
        try:
            await self._write()
        except _Broken as broken:
            self._break(broken.error)
            return
        self.response |= ENDINGS[self.answer.ending](self.usage, self.answer.reason)
        self._close()
        self._publish(f"response.{self.answer.ending}", response=self.shown())

    async def _write(self) -> None:
        self._began = asyncio.get_running_loop().time()
        if self.answer.thinks:
            self._think()
        for item in self.at_servers:
            self._write_item(item)
        said = self.answer.output_messages()
        for number, message in enumerate(said, 1):
            await self._write_message(message, "completed" if number < len(said) else self.answer.ending)
        if not said:
            await asyncio.sleep(self.pace.seconds)
        for call in self.answer.calls:
            self._write_item(function_call(call))
        if self.asked.error:
            raise _Broken(self.asked.error)
        if "endless" in self.asked.words:
            await asyncio.Event().wait()
        self.response["output"] = self._output

    def _break(self, error: ErrorEvent) -> None:
        """End with an `error` event and without a final one; fetched later, the response has failed."""
        self.response |= failed(self.usage, error.code or "server_error")
        self._close()
        self._events.append(error_event(error.code, nested=error.nested, number=len(self._events)))

    def _think(self) -> None:
        index, item = len(self._output), {"id": new_id("rs"), "type": "reasoning", "summary": []}
        self._publish("response.output_item.added", output_index=index, item=item)
        self._publish("response.output_item.done", output_index=index, item=item)
        self._output.append(item)

    def _write_item(self, item: JSON) -> None:
        """An item of a tool, all at once."""
        for kind, fields in events_of(item, len(self._output), self.pace.characters):
            self._publish(kind, **fields)
        self._output.append(item)

    async def _write_message(self, said: OutputMessage, status: str) -> None:
        index, phase = len(self._output), {"phase": said.phase} if said.phase else {}
        item: JSON = {"id": new_id("msg"), "type": "message", "role": "assistant", **phase}
        item |= {"status": "in_progress", "content": []}
        self._publish("response.output_item.added", output_index=index, item=item)
        self._output.append(item)
        for number, text in enumerate(said.parts):
            place = {"item_id": item["id"], "output_index": index, "content_index": number}
            await self._write_part(place, text, item["content"])
        item["status"] = status
        self._publish("response.output_item.done", output_index=index, item=item)

    async def _write_part(self, place: JSON, text: str, content: list[JSON]) -> None:
        kind = self.answer.part
        self._publish("response.content_part.added", **place, part=output_part(kind, ""))
        content.append(output_part(kind, ""))
        place_of_text = place | {"logprobs": []} if kind == "output_text" else place
        async for piece in self._pieces(text):
            self._publish(f"response.{kind}.delta", **place_of_text, delta=piece, obfuscation=padding(piece))
            content[-1][TEXT_FIELD[kind]] += piece
            if self.asked.error:
                raise _Broken(self.asked.error)
        self._publish(f"response.{kind}.done", **place_of_text, **{TEXT_FIELD[kind]: text})
        self._publish("response.content_part.done", **place, part=output_part(kind, text))

    async def _pieces(self, text: str) -> AsyncIterator[str]:
        size, whole = self.pace.characters, max(1, self.answer.length)
        loop = asyncio.get_running_loop()
        for at in range(0, len(text), size):
            piece = text[at : at + size]
            self._written += len(piece)
            if self.pace.seconds:
                await asyncio.sleep(self._began + self.pace.seconds * self._written / whole - loop.time())
            yield piece

    def _close(self) -> None:
        self.finished = True
        self.on_end(self)
        self._news.set()

    def _publish(self, kind: str, **fields: object) -> None:
        data = {"type": kind, "sequence_number": len(self._events), **fields}
        self._events.append(event(kind, data))
        self._news.set()
