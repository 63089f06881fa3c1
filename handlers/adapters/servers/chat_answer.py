"""An answer of Chat Completions, gathered from its chunks, as a response of the Responses API would say it.

https://platform.openai.com/docs/api-reference/chat/streaming
"""

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from handlers.adapters.openai.answer import mappings
from handlers.adapters.openai.stream import DONE
from handlers.adapters.servers.errors import BUSY
from handlers.errors import AssistantHiccup

THOUGHTS = re.compile(r"\A\s*<think>.*?(?:</think>\s*|\Z)", re.DOTALL)  # in the text, where a server does not part them
CUT = {"length": "max_output_tokens", "content_filter": "content_filter"}

Json = Mapping[str, Any]


class Written:
    """What has been written so far."""

    def __init__(self) -> None:
        self._text = ""
        self._calls: dict[object, dict[str, str]] = {}
        self._usage: Json = {}
        self._reason = ""
        self._is_done = False

    @property
    def is_whole(self) -> bool:
        """True if nothing more is to come, though some servers keep the stream open."""
        return self._is_done or bool(self._reason and self._usage)

    @property
    def text(self) -> str:
        """The text so far, without thoughts, though they have just begun."""
        text = THOUGHTS.sub("", self._text)
        return "" if "<think>".startswith(text.lstrip()) else text

    def add(self, event: Json) -> None:
        """Add a chunk, or a whole answer: of a server that does not stream."""
        self._is_done = self._is_done or event["type"] == DONE
        if isinstance(usage := event.get("usage"), Mapping):
            self._usage = usage
        for choice in mappings(event.get("choices"))[:1]:
            self._reason = str(choice.get("finish_reason") or self._reason)
            for said in (choice.get("delta"), choice.get("message")):
                if isinstance(said, Mapping):
                    self._add_said(said)

    def as_response(self) -> dict[str, Any]:
        """All of it. Raises AssistantHiccup for a stream that broke off."""
        if not (self._reason or self._is_done) or self._reason == "error":
            raise AssistantHiccup("stream_broken", remedy=BUSY)
        response: dict[str, Any] = {"status": "completed", "output": list(self._output()), "usage": self._used()}
        if reason := CUT.get(self._reason):
            response |= {"status": "incomplete", "incomplete_details": {"reason": reason}}
        return response

    def _add_said(self, said: Json) -> None:
        content = said.get("content")
        self._text += content if isinstance(content, str) else "".join(_texts(content))
        for number, call in enumerate(mappings(said.get("tool_calls"))):
            self._add_call(call, number)

    def _add_call(self, call: Json, number: int) -> None:
        """Add a piece of a call. Servers that send whole calls do not always number them."""
        function = call.get("function")
        function = function if isinstance(function, Mapping) else {}
        place = call.get("index", call.get("id") or number)
        known = self._calls.setdefault(place, {"name": "", "arguments": ""})
        known["name"] = known["name"] or str(function.get("name") or "")
        arguments = function.get("arguments") or ""
        known["arguments"] += arguments if isinstance(arguments, str) else json.dumps(arguments)

    def _output(self) -> Iterator[Json]:
        if text := self.text:
            yield {"type": "message", "content": [{"type": "output_text", "text": text}]}
        for number, call in enumerate(self._calls.values()):
            yield {"type": "function_call", "call_id": str(number), **call}

    def _used(self) -> Json | None:
        if not self._usage:
            return None
        return {
            "input_tokens": self._usage.get("prompt_tokens"),
            "output_tokens": self._usage.get("completion_tokens"),
            "input_tokens_details": self._usage.get("prompt_tokens_details"),
        }


def _texts(content: object) -> Iterator[str]:
    """The texts in the parts that some servers write in place of a text."""
    return (str(part.get("text") or "") for part in mappings(content) if part.get("type") == "text")
