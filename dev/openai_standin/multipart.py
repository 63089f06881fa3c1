"""Reads forms with files in them.

https://www.rfc-editor.org/rfc/rfc7578
"""

from __future__ import annotations

from dataclasses import dataclass, field
from email.message import Message
from email.parser import BytesHeaderParser


@dataclass(frozen=True)
class Upload:
    """A file in a form."""

    name: str
    media_type: str
    content: bytes = field(repr=False)


def fields_in(body: bytes, content_type: str) -> dict[str, str | Upload] | None:
    """The fields of a form; None if the body is not one."""
    boundary = _header(content_type).get_boundary()
    if boundary is None:
        return None
    pieces = (b"\r\n" + body).split(b"\r\n--" + boundary.encode())
    return dict(_field(piece) for piece in pieces[1:-1])


def _field(piece: bytes) -> tuple[str, str | Upload]:
    head, _, content = piece.removeprefix(b"\r\n").partition(b"\r\n\r\n")
    headers = BytesHeaderParser().parsebytes(head)
    name = str(headers.get_param("name", header="content-disposition"))
    if (filename := headers.get_filename()) is None:
        return name, content.decode(errors="replace")
    return name, Upload(filename, headers.get_content_type(), content)


def _header(content_type: str) -> Message:
    message = Message()
    message["content-type"] = content_type
    return message
