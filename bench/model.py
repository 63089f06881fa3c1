"""A model server that takes almost no CPU: conversations, and answers that take exactly the time told.

The path says how: /300/100/v1 answers within 300 ms in 100 writes, /0/1/v1 at once in one. The answer contains the last
word of the customer's text, unless the conversation is another customer's.
"""

import argparse
import asyncio
import json
import secrets
from dataclasses import dataclass
from functools import cache
from typing import Any, cast

from bench import model_events as template

_CHUNKS = template.chunks()
_WHOLE = b"".join(_CHUNKS)
_BEGIN, _END = len(_CHUNKS[0]), len(_CHUNKS[-1])
_CROSSED = b"crossed".ljust(len(template.MARK), b".")


@dataclass
class _Answer:
    """A response under way; `ends` in the loop's time."""

    body: bytes
    conversation: str
    ends: float
    cancelled: bool = False


class Model:
    """The model's memory: the customer of each conversation, and every answer."""

    def __init__(self) -> None:
        self._owners: dict[str, bytes] = {}
        self._answers: dict[str, _Answer] = {}

    def begin(self, request: dict[str, Any], seconds: float) -> tuple[str, _Answer]:
        """Begin an answer to the last message of a request; return its id, too."""
        conversation, response = request.get("conversation") or "conv_" + "0" * 48, "resp_" + secrets.token_hex(24)
        said = request["input"]
        mark = (said if isinstance(said, str) else said[-1]["content"]).rpartition(" ")[2].encode()
        customer = mark[:6]
        if conversation != "conv_" + "0" * 48 and self._owners.setdefault(conversation, customer) != customer:
            mark = _CROSSED
        body = _filled(_WHOLE, mark, response, conversation)
        answer = _Answer(body, conversation, asyncio.get_running_loop().time() + seconds)
        self._answers[response] = answer
        return response, answer

    def found(self, response: str) -> _Answer:
        """An answer begun before."""
        return self._answers[response]

    def document(self, response: str) -> bytes:
        """A response's present state as JSON."""
        answer = self._answers[response]
        late = asyncio.get_running_loop().time() >= answer.ends
        status = "cancelled" if answer.cancelled else "completed" if late else "in_progress"
        mark = answer.body.partition(b'"text":"')[2][: len(template.MARK)]  # the first text is the part's, empty
        return _filled(json.dumps(template.document(status)).encode(), mark, response, answer.conversation)

    def cancel(self, response: str) -> bytes:
        """Stop an answer unless it has ended; return the response as JSON."""
        answer = self._answers[response]
        answer.cancelled = answer.cancelled or asyncio.get_running_loop().time() < answer.ends
        return self.document(response)


def _filled(whole: bytes, mark: bytes, response: str, conversation: str) -> bytes:
    for place, field in enumerate(template.MARK_PIECES):
        whole = whole.replace(field.encode(), mark[place * 4 : place * 4 + 4])
    whole = whole.replace(template.MARK.encode(), mark)
    whole = whole.replace(template.RESPONSE.encode(), response.encode())
    return whole.replace(template.CONVERSATION.encode(), conversation.encode())


class _Connection(asyncio.Protocol):
    """One connection, with one request at a time, as HTTP clients use them."""

    def __init__(self, model: Model) -> None:
        self._model = model
        self._received = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)
        self._loop = asyncio.get_running_loop()

    def data_received(self, data: bytes) -> None:
        self._received += data
        head, blank, body = self._received.partition(b"\r\n\r\n")
        if not blank:
            return
        length = int(head.lower().partition(b"content-length:")[2].partition(b"\r\n")[0] or 0)
        if len(body) >= length:
            self._received = body[length:]
            method, path = head.split(b" ", 2)[:2]
            self._handle(method, path.decode(), body[:length])

    def _handle(self, method: bytes, path: str, body: bytes) -> None:
        path, _, query = path.partition("?")
        milliseconds, writes, _, *what = path.strip("/").split("/") if "/v1/" in path else ("0", "1", "")
        match what:
            case ["conversations"]:
                self._send(b'{"id":"conv_%b","object":"conversation","created_at":1}' % secrets.token_hex(24).encode())
            case ["responses"]:
                _, answer = self._model.begin(json.loads(body), int(milliseconds) / 1000)
                self._stream(answer, int(milliseconds) / 1000, int(writes))
            case ["responses", response, "cancel"]:
                self._send(self._model.cancel(response))
            case ["responses", response] if method == b"GET" and "stream=true" in query:
                left = max(self._model.found(response).ends - self._loop.time(), 0)
                self._stream(self._model.found(response), left, int(writes))
            case ["responses", response]:
                self._send(self._model.document(response))
            case _:
                self._send(b"{}")

    def _send(self, document: bytes) -> None:
        head = b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: %d\r\n\r\n" % len(document)
        self._transport.write(head + document)

    def _stream(self, answer: _Answer, seconds: float, writes: int) -> None:
        if not seconds:
            self._transport.write(answer.body)
            return
        self._transport.write(answer.body[:_BEGIN])
        parts = _divided(writes)
        self._loop.call_at(answer.ends - seconds * (len(parts) - 1) / len(parts), self._go_on, answer, parts, seconds)

    def _go_on(self, answer: _Answer, parts: list[slice], seconds: float, at: int = 0) -> None:
        if answer.cancelled or self._transport.is_closing():
            self._transport.close()
            return
        self._transport.write(answer.body[parts[at]])
        if at + 1 < len(parts):
            due = answer.ends - seconds * (len(parts) - 2 - at) / len(parts)
            self._loop.call_at(due, self._go_on, answer, parts, seconds, at + 1)


@cache
def _divided(writes: int) -> list[slice]:
    """The slices of an answer's body for this number of writes; the last one includes the end."""
    ends: list[int] = []
    place = _BEGIN
    for number, chunk in enumerate(_CHUNKS[1:-1], start=1):
        place += len(chunk)
        if number * writes // template.DELTAS > len(ends):
            ends.append(place)
    ends[-1] += _END
    return [slice(begin, end) for begin, end in zip([_BEGIN, *ends], ends, strict=False)]


async def _serve(port: int) -> None:
    model = Model()
    server = await asyncio.get_running_loop().create_server(lambda: _Connection(model), "127.0.0.1", port, backlog=4096)
    await server.serve_forever()


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--port", type=int, required=True)
    asyncio.run(_serve(parser.parse_args().port))
