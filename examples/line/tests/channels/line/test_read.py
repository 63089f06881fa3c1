"""LINE's requests: what proves them, and what becomes of each kind of event."""

import base64
import hashlib
import hmac
import json
from typing import Any

import pytest

from handlers.channels.line.read import parse, verify
from handlers.conversation.contact import Carrier, Channel
from handlers.conversation.messages import Attachment, Content, Message, Part, PartKind
from handlers.errors import ForgedRequest, RefusedRequest

SECRET, BODY = "hush", b'{"destination": "U1", "events": []}'
US, EVA = "U" + "0" * 32, "U" + "a" * 32


def mark(body: bytes, secret: str = SECRET) -> str:
    return base64.b64encode(hmac.digest(secret.encode(), body, hashlib.sha256)).decode()


def event(message: Any, **other: Any) -> dict[str, Any]:
    return {"type": "message", "mode": "active", "source": {"type": "user", "userId": EVA}, "message": message} | other


def parsed(*events: Any) -> list[Message]:
    return parse(json.dumps({"destination": US, "events": events}).encode())


def content(**message: Any) -> Content:
    (found,) = parsed(event({"id": "7", **message}))
    return found.content


def test_the_signature_of_these_very_bytes_is_taken() -> None:
    verify(BODY, mark(BODY), secret=SECRET)


@pytest.mark.parametrize("signature", ["", "é", mark(BODY, "another"), mark(BODY + b" "), mark(BODY).lower()])
def test_any_other_signature_is_refused(signature: str) -> None:
    with pytest.raises(ForgedRequest):
        verify(BODY, signature, secret=SECRET)


def test_a_text_is_a_message_of_its_writer() -> None:
    (message,) = parsed(event({"type": "text", "id": "444573844083572737", "text": "Hola"}))
    assert message.sid == "line-444573844083572737"
    assert (message.contact.channel, message.contact.carrier) == (Channel.LINE, Carrier.LINE)
    assert (message.contact.business, message.contact.customer) == (US, EVA)
    assert message.content == Content("Hola")


def test_messages_of_several_people_in_one_request_are_theirs_in_their_order() -> None:
    luz = "U" + "b" * 32
    said = {"type": "text", "text": "Hola"}
    others = event({**said, "id": "2"}, source={"type": "user", "userId": luz})
    messages = parsed(event({**said, "id": "1"}), others, event({**said, "id": "3"}))
    assert [(message.sid, message.contact.customer) for message in messages] == [
        ("line-1", EVA),
        ("line-2", luz),
        ("line-3", EVA),
    ]


@pytest.mark.parametrize(
    ("message", "file"),
    [
        ({"type": "image"}, Attachment("line:7", "image/jpeg")),
        ({"type": "audio", "duration": 6000}, Attachment("line:7", "audio/m4a")),
        ({"type": "video"}, Attachment("line:7", "video/mp4")),
        ({"type": "file", "fileName": "precios.pdf"}, Attachment("line:7", "application/pdf")),
        ({"type": "file", "fileName": "x"}, Attachment("line:7", "application/octet-stream")),
    ],
)
def test_a_file_has_a_name_by_which_it_is_fetched(message: dict[str, Any], file: Attachment) -> None:
    assert content(**message) == Content(files=(file,))


def test_other_parts_are_told_in_lines_of_their_own() -> None:
    place = content(type="location", latitude=19.43, longitude=-99.13, title="Casa\nuno", address=None)
    assert place.parts == (Part(PartKind.LOCATION, "19.430000, -99.130000\nCasa uno"),)
    assert content(type="sticker", packageId="1").parts == (Part(PartKind.STICKER),)
    assert content(type="text", text="Sí", quotedMessageId="6").parts == (Part(PartKind.QUOTE, sid="line-6"),)
    assert content(type="location", latitude=1.0).is_empty


@pytest.mark.parametrize(
    "other",
    [
        *(7, None, [], {}, {"type": "follow"}, event({"type": "text", "id": "7"}, mode="standby")),
        *(event({"type": "text", "id": id_}) for id_ in ("", "../7", "7" * 33, 7)),
        event({"type": "text", "id": "7"}, source={"type": "group", "groupId": "C1", "userId": EVA}),
        event({"type": "text", "id": "7"}, source={"type": "user", "userId": "U1/.."}),
        event({"type": "location", "id": "7", "latitude": 91.0, "longitude": 0.0}),
    ],
)
def test_what_is_no_message_of_one_person_is_left_out(other: Any) -> None:
    assert [message.sid for message in parsed(other, event({"type": "text", "id": "8", "text": "Hola"}))] == ["line-8"]


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"\xff", b"[" * 60_000, BODY, b'{"events": []}'])
def test_a_body_that_is_none_is_refused_in_words_without_it(body: bytes) -> None:
    with pytest.raises(RefusedRequest, match=r"^no request of LINE's$"):
        parse(body)
