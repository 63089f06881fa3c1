"""One response of the stand-in, from its creation to its end, with every event it sends.

Events and their order: https://developers.openai.com/api/docs/api-reference/responses-streaming
"""

from __future__ import annotations

import asyncio
import json
import secrets
import time
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from typing import Any

from dev.openai_standin_answers import Answer
from dev.openai_standin_refusals import REASONS

JSON = dict[str, Any]

# One encoder for all events: `json.dumps` with options would build one each time.
_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


def new_id(prefix: str) -> str:
    return f"{prefix}_{secrets.token_hex(24)}"


@dataclass(frozen=True)
class Pace:
    """How an answer comes: `wait` seconds of nothing, then over `seconds`, `characters` in each event."""

    wait: float
    seconds: float
    characters: int


@dataclass(eq=False)
class Run:
    """A response that goes on by itself in the event loop; listeners may come late or leave.

    `usage` enters the response when it ends; `on_end` is called before the last event is out. While it `is_held` it
    says nothing.
    """

    response: JSON
    answer: Answer
    usage: JSON
    pace: Pace
    on_end: Callable[[Run], None]
    streamed: bool = False
    drop: bool = False
    is_held: Callable[[], bool] = lambda: False
    finished: bool = False
    _events: list[bytes] = field(default_factory=list)
    _news: asyncio.Event = field(default_factory=asyncio.Event)
    _task: asyncio.Task[None] | None = None

    @property
    def id(self) -> str:
        return str(self.response["id"])

    @property
    def background(self) -> bool:
        return bool(self.response["background"])

    def start(self) -> None:
        """Announce the response at once; the rest follows without the caller."""
        self._publish("response.created", response=self.response)
        if self.background:
            self._publish("response.queued", response=self.response)
        self._task = asyncio.create_task(self._go())

    def stop(self) -> None:
        """Cancel. No event says so: the stream just ends, as OpenAI's does."""
        if self.finished:
            return
        if self._task:
            self._task.cancel()
        self.response.update(status="cancelled", output=[])
        self._close()

    async def follow(self, after: int = -1) -> AsyncIterator[list[bytes]]:
        """Every event past number `after`, each as soon as there is one, until the end."""
        seen = after + 1
        while True:
            if events := self._events[seen:]:
                seen += len(events)
                yield events
            elif self.finished:
                return
            else:
                # Nothing comes between these two lines, so no listener misses what another one clears.
                self._news.clear()
                await self._news.wait()

    async def ended(self) -> None:
        async for _ in self.follow():
            pass

    async def _go(self) -> None:
        self.response["status"] = "in_progress"
        self._publish("response.in_progress", response=self.response)
        while self.is_held():  # noqa: ASYNC110 - another thread lets it go
            await asyncio.sleep(0.01)
        if self.pace.wait:
            await asyncio.sleep(self.pace.wait)
        if self.answer.text:
            await self._write_message()
        else:
            await asyncio.sleep(self.pace.seconds)
        self.response |= _ENDINGS[self.answer.ending](self.usage)
        self._close()
        self._publish(f"response.{self.answer.ending}", response=self.response)

    async def _write_message(self) -> None:
        answer = self.answer
        item = {"id": new_id("msg"), "type": "message", "role": "assistant"}
        begun = item | {"status": "in_progress", "content": []}
        self._publish("response.output_item.added", output_index=0, item=begun)
        await self._write_part({"item_id": item["id"], "output_index": 0, "content_index": 0})
        done = item | {"status": answer.ending, "content": [_part(answer.part, answer.text)]}
        self._publish("response.output_item.done", output_index=0, item=done)
        self.response["output"] = [done]

    async def _write_part(self, place: JSON) -> None:
        kind, text = self.answer.part, self.answer.text
        self._publish("response.content_part.added", **place, part=_part(kind, ""))
        place_of_text = place | {"logprobs": []} if kind == "output_text" else place
        async for piece in self._pieces():
            self._publish(f"response.{kind}.delta", **place_of_text, delta=piece)
        self._publish(f"response.{kind}.done", **place_of_text, **{_TEXT_FIELD[kind]: text})
        self._publish("response.content_part.done", **place, part=_part(kind, text))

    async def _pieces(self) -> AsyncIterator[str]:
        text, size = self.answer.text, self.pace.characters
        loop = asyncio.get_running_loop()
        began = loop.time()
        for at in range(0, len(text), size):
            if self.pace.seconds:
                await asyncio.sleep(began + self.pace.seconds * (at + size) / len(text) - loop.time())
            yield text[at : at + size]

    def _close(self) -> None:
        self.finished = True
        self.on_end(self)
        self._news.set()

    def _publish(self, kind: str, **fields: object) -> None:
        data = {"type": kind, "sequence_number": len(self._events), **fields}
        self._events.append(f"event: {kind}\ndata: {_encode(data)}\n\n".encode())
        self._news.set()


_TEXT_FIELD = {"output_text": "text", "refusal": "refusal"}


def _part(kind: str, text: str) -> JSON:
    more: JSON = {"annotations": [], "logprobs": []} if kind == "output_text" else {}
    return {"type": kind, _TEXT_FIELD[kind]: text, **more}


def _completed(usage: JSON) -> JSON:
    return {"status": "completed", "usage": usage, "completed_at": int(time.time())}


def _incomplete(usage: JSON) -> JSON:
    return {"status": "incomplete", "usage": usage, "incomplete_details": {"reason": "max_output_tokens"}}


def _failed(_: JSON) -> JSON:
    message = "The server had an error while processing your request. Sorry about that!"
    return {"status": "failed", "error": {"code": "server_error", "message": message}}


_ENDINGS = {"completed": _completed, "incomplete": _incomplete, "failed": _failed}


def response_json(body: JSON, conversation: str | None) -> JSON:
    """A response as it is created by `body`."""
    given = {name: value for name, value in body.items() if name in _DEFAULTS and value is not None}
    own = {
        "id": new_id("resp"),
        "object": "response",
        "created_at": int(time.time()),
        "status": "queued" if body.get("background") else "in_progress",
        "background": bool(body.get("background")),
        "model": body["model"],
        "metadata": body.get("metadata") or {},
        "conversation": {"id": conversation} if conversation else None,
    }
    return own | _DEFAULTS | given


def reasoning_tokens(body: JSON) -> int:
    """What is thought and never shown: https://developers.openai.com/api/docs/guides/reasoning"""
    if not REASONS[body["model"]]:
        return 0
    effort = (body.get("reasoning") or {}).get("effort") or "medium"
    return _REASONING_TOKENS.get(effort, 512)


def usage_json(known: int, new: int, reasoning: int, written: int) -> JSON:
    """The bill, of `known`, `new` and `written` characters and of `reasoning` tokens."""
    old, output = _tokens(known), _tokens(written) + reasoning
    # A prompt is cached from 1,024 tokens on, in steps of 128:
    # https://developers.openai.com/api/docs/guides/prompt-caching
    cached = old // 128 * 128 if old >= 1024 else 0
    return {
        "input_tokens": old + _tokens(new),
        "input_tokens_details": {"cached_tokens": cached, "cache_write_tokens": 0},
        "output_tokens": output,
        "output_tokens_details": {"reasoning_tokens": reasoning},
        "total_tokens": old + _tokens(new) + output,
    }


def _tokens(characters: int) -> int:
    return -(-characters // 4)


_REASONING_TOKENS = {"none": 0, "minimal": 16, "low": 64, "medium": 192, "high": 512}

# What a response has besides: https://developers.openai.com/api/docs/api-reference/responses/object
_DEFAULTS: JSON = {
    "error": None,
    "incomplete_details": None,
    "completed_at": None,
    "instructions": None,
    "max_output_tokens": None,
    "max_tool_calls": None,
    "output": [],
    "parallel_tool_calls": True,
    "previous_response_id": None,
    "prompt_cache_key": None,
    "reasoning": {"effort": None, "summary": None},
    "safety_identifier": None,
    "service_tier": "default",
    "store": True,
    "temperature": 1.0,
    "text": {"format": {"type": "text"}, "verbosity": "medium"},
    "tool_choice": "auto",
    "tools": [],
    "top_logprobs": 0,
    "top_p": 1.0,
    "truncation": "disabled",
    "usage": None,
    "user": None,
}
