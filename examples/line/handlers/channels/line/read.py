"""Reading LINE's requests: the raw body is verified, then its events are parsed into Messages. Pure.

https://developers.line.biz/en/reference/messaging-api/#webhooks
"""

import base64
import hashlib
import hmac
import json
import mimetypes
from collections.abc import Iterator
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError
from pydantic.alias_generators import to_camel

from handlers.conversation.contact import Carrier, Channel, Contact
from handlers.conversation.messages import Attachment, Content, Message, Part, PartKind
from handlers.errors import ForgedRequest, RefusedRequest

MOST_CHARACTERS = 1000  # of a place's name or address
MEDIA_TYPES = {"image": "image/jpeg", "audio": "audio/m4a", "video": "video/mp4"}  # LINE tells none

Id = Annotated[str, Field(pattern="^[0-9]{1,32}$")]
Person = Annotated[str, Field(pattern="^U[0-9a-f]{32}$")]


class _Object(BaseModel):
    model_config = ConfigDict(alias_generator=to_camel)


class _Source(_Object):
    type: Literal["user"]  # and not "group" or "room"
    user_id: Person


class _Message(_Object):
    type: str
    id: Id
    text: str = ""
    file_name: str = ""
    title: str | None = None
    address: str | None = None
    latitude: Annotated[float, Field(ge=-90, le=90)] | None = None
    longitude: Annotated[float, Field(ge=-180, le=180)] | None = None
    quoted_message_id: Id | None = None


class _Event(_Object):
    type: Literal["message"]
    mode: Literal["active"]  # in "standby" another program answers
    source: _Source
    message: _Message


class _Request(_Object):
    destination: Person
    events: list[object]


def verify(body: bytes, signature: str, *, secret: str) -> None:
    """Raises ForgedRequest unless LINE signed this very body.

    https://developers.line.biz/en/docs/messaging-api/verify-webhook-signature/
    """
    expected = base64.b64encode(hmac.digest(secret.encode(), body, hashlib.sha256))
    if not hmac.compare_digest(expected, signature.encode()):
        raise ForgedRequest("wrong signature of LINE's request")


def parse(body: bytes) -> list[Message]:
    """The messages of a verified body, in order; events of other kinds are left out. Raises RefusedRequest."""
    try:
        request = _Request.model_validate(json.loads(body))
    except (ValueError, RecursionError):  # its message would quote the body
        raise RefusedRequest("no request of LINE's") from None
    return [_message(event.message, event.source, request.destination) for event in _known(request.events)]


def _known(events: list[object]) -> Iterator[_Event]:
    for event in events:
        try:
            yield _Event.model_validate(event)
        except ValidationError:
            continue


def _message(message: _Message, source: _Source, business: str) -> Message:
    contact = Contact(Channel.LINE, business, source.user_id, carrier=Carrier.LINE)
    content = Content(message.text, tuple(_files(message)), tuple(_parts(message)))
    return Message(f"line-{message.id}", contact, content)


def _files(message: _Message) -> Iterator[Attachment]:
    if message.type in (*MEDIA_TYPES, "file"):
        guessed = mimetypes.guess_type(message.file_name)[0] or "application/octet-stream"
        yield Attachment(f"line:{message.id}", MEDIA_TYPES.get(message.type, guessed))


def _parts(message: _Message) -> Iterator[Part]:
    if message.quoted_message_id:
        yield Part(PartKind.QUOTE, sid=f"line-{message.quoted_message_id}")
    if message.type == "sticker":
        yield Part(PartKind.STICKER)
    if message.type == "location" and message.latitude is not None and message.longitude is not None:
        lines = (f"{message.latitude:.6f}, {message.longitude:.6f}", message.title, message.address)
        yield Part(PartKind.LOCATION, "\n".join(_line(line) for line in lines if line))


def _line(text: str) -> str:
    """The text in one line, so that nobody can write another line of ours."""
    return " ".join(text.split())[:MOST_CHARACTERS]
