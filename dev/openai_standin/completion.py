"""A response written as Chat Completions writes it: whole, or in chunks.

https://platform.openai.com/docs/api-reference/chat/object and /chat/streaming
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence

from dev.openai_standin.events import EventStream
from dev.openai_standin.items import text_of
from dev.openai_standin.response import JSON
from dev.openai_standin.run import Run
from dev.openai_standin.sse import DONE, KEEP_ALIVE, data_of

REASONS = {"max_output_tokens": "length", "content_filter": "content_filter"}


def as_completion(response: JSON) -> JSON:
    """A response that has ended, as a completion."""
    calls = [_call(item) for item in response["output"] if item["type"] == "function_call"]
    said = "".join(text_of(item) for item in response["output"] if item["type"] == "message")
    message: JSON = {"role": "assistant", "content": said or None, "refusal": None}
    message |= {"tool_calls": calls} if calls else {}
    choice = {"index": 0, "message": message, "logprobs": None, "finish_reason": _reason(response)}
    return {**_same(response, "chat.completion"), "choices": [choice], "usage": usage_of(response)}


def usage_of(response: JSON) -> JSON | None:
    """Its usage, in the names of this API."""
    usage = response.get("usage")
    if not usage:
        return None
    told = {"prompt_tokens": usage["input_tokens"], "completion_tokens": usage["output_tokens"]}
    if details := usage.get("input_tokens_details"):
        told["prompt_tokens_details"] = details
    return {**told, "total_tokens": usage["total_tokens"]}


class ChunkStream(EventStream):
    """The chunks of a run. `includes_usage`: the last one tells the usage, as the request wants it."""

    def __init__(self, run: Run, *, includes_usage: bool) -> None:
        super().__init__(run, creating=True)
        self._includes_usage = includes_usage
        self._calls = list[str]()

    def _formed(self, events: Sequence[bytes]) -> bytes:
        chunks = (event if event == KEEP_ALIVE else b"".join(self._chunks(event)) for event in events)
        end = b"\r\n" if "sse" in self.words else b"\n"
        return b"".join(chunks).replace(b"\n", end)

    def _chunks(self, event: bytes) -> Iterator[bytes]:
        kind, data = data_of(event)
        if kind == "response.created":
            yield self._chunk({"role": "assistant", "content": ""})
        elif kind in ("response.output_text.delta", "response.refusal.delta"):
            yield self._chunk({"content" if "text" in kind else "refusal": data["delta"]})
        elif kind == "response.output_item.added" and data["item"]["type"] == "function_call":
            self._calls.append(data["item"]["id"])
            yield self._chunk({"tool_calls": [{"index": len(self._calls) - 1, **_call(data["item"])}]})
        elif kind == "response.function_call_arguments.delta":
            piece = {"index": self._calls.index(data["item_id"]), "function": {"arguments": data["delta"]}}
            yield self._chunk({"tool_calls": [piece]})
        elif kind in ("response.completed", "response.incomplete"):
            yield from self._ending(data["response"])
        elif kind in ("response.failed", "error"):
            yield _data({"error": data.get("error") or (data.get("response") or data).get("error") or {"message": ""}})

    def _ending(self, response: JSON) -> Iterator[bytes]:
        yield self._chunk({}, _reason(response))
        if self._includes_usage and "absent" not in self.words:
            yield _data({**_same(self.run.response, _CHUNK), "choices": [], "usage": usage_of(response)})
        if "absent" not in self.words:
            yield DONE

    def _chunk(self, delta: JSON, reason: str | None = None) -> bytes:
        choice = {"index": 0, "delta": delta, "logprobs": None, "finish_reason": reason}
        return _data({**_same(self.run.response, _CHUNK), "choices": [choice]})


_CHUNK = "chat.completion.chunk"


def _data(content: JSON) -> bytes:
    return f"data: {json.dumps(content, ensure_ascii=False)}\n\n".encode()


def _same(response: JSON, kind: str) -> JSON:
    """The fields of completions and of chunks."""
    return {
        "id": response["id"].replace("resp_", "chatcmpl-"),
        "object": kind,
        "created": response["created_at"],
        "model": response["model"],
    }


def _call(item: JSON) -> JSON:
    return {
        "id": item["call_id"],
        "type": "function",
        "function": {"name": item["name"], "arguments": item["arguments"]},
    }


def _reason(response: JSON) -> str | None:
    if response.get("status") == "incomplete" or response.get("incomplete_details"):
        return REASONS.get((response.get("incomplete_details") or {}).get("reason") or "")
    return "tool_calls" if any(item["type"] == "function_call" for item in response["output"]) else "stop"
