"""One answer of the model as the bytes of its HTTP response; only fields of fixed length change.

Events, their order and their fields: https://platform.openai.com/docs/api-reference/responses-streaming
"""

import json
from typing import Any

# Placeholders in the template for fields that differ between answers; each value has its placeholder's length.
RESPONSE = "resp_" + "R" * 48
CONVERSATION = "conv_" + "C" * 48
MARK = "MARKMARKMARK"
MARK_PIECES = ("MAR1", "MAR2", "MAR3")  # the same in three deltas

ENDS_WITH = "hasta pronto."  # shows that an answer is whole
TEXT = (
    f"{MARK}: ¡con gusto! Abrimos de **lunes a viernes** de 9 a 19 h:\n\n"
    "- en la calle Mayor 12, junto a la plaza\n"
    "- por teléfono y por aquí, a cualquier hora\n\n"
    "Los sábados cerramos a las 14 h y los domingos descansamos. Si necesitas un pedido para hoy, escríbenos antes "
    "de las 11 y sale por la mañana; después, a las 17 h. El pago puede ser en *efectivo* o con "
    f"tarjeta. ¿Te ayudo con algo más? Si no, {ENDS_WITH}"
)
DELTAS = 100

_HEAD = (
    "HTTP/1.1 200 OK\r\ndate: Sun, 22 Nov 2026 12:00:00 GMT\r\ncontent-type: text/event-stream; charset=utf-8\r\n"
    "transfer-encoding: chunked\r\nconnection: keep-alive\r\nx-request-id: req_0123456789abcdef0123456789abcdef\r\n"
    "openai-version: 2020-10-01\r\nopenai-organization: bench\r\nopenai-project: proj_bench\r\n"
    "openai-processing-ms: 12\r\ncf-cache-status: DYNAMIC\r\nstrict-transport-security: max-age=31536000\r\n"
    "x-content-type-options: nosniff\r\nserver: cloudflare\r\n\r\n"
)
_MESSAGE = "msg_" + "m" * 48


def document(status: str) -> dict[str, Any]:
    """A response as OpenAI shows it: with its text if completed, else without."""
    done = status == "completed"
    details = {"input_tokens_details": {"cached_tokens": 0}, "output_tokens_details": {"reasoning_tokens": 0}}
    usage = {"input_tokens": 400, "output_tokens": DELTAS, "total_tokens": 400 + DELTAS, **details}
    return {
        "id": RESPONSE,
        "object": "response",
        "created_at": 1795348800,
        "status": status,
        "background": True,
        "conversation": {"id": CONVERSATION},
        "error": None,
        "incomplete_details": None,
        "instructions": "You answer customers of a business on WhatsApp. Be warm, clear and brief. " * 8,
        "max_output_tokens": None,
        "metadata": {"message_sid": "SM0123456789abcdef0123456789abcdef"},
        "model": "gpt-6-luna",
        "output": [_item("completed", TEXT)] if done else [],
        "parallel_tool_calls": True,
        "reasoning": {"effort": "none", "summary": None},
        "safety_identifier": "0" * 64,
        "service_tier": "default",
        "store": True,
        "temperature": 1.0,
        "text": {"format": {"type": "text"}, "verbosity": "medium"},
        "tool_choice": "auto",
        "tools": [],
        "top_logprobs": 0,
        "top_p": 1.0,
        "truncation": "disabled",
        "usage": usage if done else None,
        "user": None,
    }


def chunks() -> list[bytes]:
    """The HTTP response in parts: the head with the first events, each delta, and the end."""
    events = [_chunk(number, *event) for number, event in enumerate(_events())]
    first = 5  # created, queued, in_progress, item added, part added
    begin = _HEAD.encode() + b"".join(events[:first])
    end = b"".join(events[first + DELTAS :]) + b"0\r\n\r\n"
    return [begin, *events[first : first + DELTAS], end]


def _events() -> list[tuple[str, dict[str, Any]]]:
    place: dict[str, Any] = {"item_id": _MESSAGE, "output_index": 0, "content_index": 0}
    return [
        ("response.created", {"response": document("queued")}),
        ("response.queued", {"response": document("queued")}),
        ("response.in_progress", {"response": document("in_progress")}),
        ("response.output_item.added", {"output_index": 0, "item": _item("in_progress")}),
        ("response.content_part.added", {**place, "part": _part("")}),
        *(("response.output_text.delta", {**place, "delta": each, **_noise(each)}) for each in _pieces()),
        ("response.output_text.done", {**place, "text": TEXT, "logprobs": []}),
        ("response.content_part.done", {**place, "part": _part(TEXT)}),
        ("response.output_item.done", {"output_index": 0, "item": _item("completed", TEXT)}),
        ("response.completed", {"response": document("completed")}),
    ]


def _pieces() -> list[str]:
    rest = TEXT.removeprefix(MARK)
    size, longer = divmod(len(rest), DELTAS - len(MARK_PIECES))
    pieces = list(MARK_PIECES)
    while rest:
        end = size + (longer > 0)
        pieces.append(rest[:end])
        rest, longer = rest[end:], longer - 1
    return pieces


def _noise(piece: str) -> dict[str, Any]:
    return {"logprobs": [], "obfuscation": "o" * (16 - len(piece))}


def _part(text: str) -> dict[str, Any]:
    return {"type": "output_text", "annotations": [], "logprobs": [], "text": text}


def _item(status: str, text: str | None = None) -> dict[str, Any]:
    content = [] if text is None else [_part(text)]
    return {"id": _MESSAGE, "type": "message", "status": status, "content": content, "role": "assistant"}


def _chunk(number: int, kind: str, fields: dict[str, Any]) -> bytes:
    data = json.dumps({"type": kind, "sequence_number": number, **fields}, ensure_ascii=False, separators=(",", ":"))
    event = f"event: {kind}\ndata: {data}\n\n".encode()
    return b"%x\r\n%b\r\n" % (len(event), event)
