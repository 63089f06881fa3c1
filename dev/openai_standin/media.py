"""Pictures and documents in a message: checked as the API checks them, and described by type and size.

https://developers.openai.com/api/docs/guides/images-vision and /file-inputs
"""

from __future__ import annotations

import base64
import re
from collections.abc import Sequence
from dataclasses import dataclass

from dev.openai_standin import refusals
from dev.openai_standin.response import JSON

DATA_URL = re.compile(r"data:(?P<type>[^;,]*)(?:;[^;,]*)*;base64,(?P<data>.*)", re.DOTALL)
# First bytes: a file without them is refused, even if it is called a picture.
PICTURES = {
    "image/jpeg": re.compile(rb"\xff\xd8\xff"),
    "image/png": re.compile(rb"\x89PNG\r\n\x1a\n"),
    "image/gif": re.compile(rb"GIF8[79]a"),
    "image/webp": re.compile(rb"RIFF.{4}WEBP", re.DOTALL),
}
OFFICE = "application/vnd.openxmlformats-officedocument"
DOCUMENTS = frozenset(
    {
        "application/pdf",
        "application/json",
        "application/xml",
        "application/rtf",
        "application/msword",
        "application/vnd.ms-excel",
        "application/vnd.ms-powerpoint",
        "application/vnd.oasis.opendocument.text",
        f"{OFFICE}.wordprocessingml.document",
        f"{OFFICE}.spreadsheetml.sheet",
        f"{OFFICE}.presentationml.presentation",
    }
)


def check_media(part: JSON, param: str) -> None:
    """Raise `Refused` for a picture or a document that the API would not take; other parts pass."""
    if part["type"] == "input_image":
        kind, data = _opened(part, "image_url", param, "an image")
        if kind not in PICTURES:
            raise refusals.no_data_url(f"{param}.image_url", "an image", f"unsupported MIME type '{kind}'")
        if not any(first.match(data) for first in PICTURES.values()):
            raise refusals.no_image()
    elif part["type"] == "input_file":
        if not part.get("filename"):
            raise refusals.missing(f"{param}.filename")
        kind, _ = _opened(part, "file_data", param, "a supported")
        if kind not in DOCUMENTS and not kind.startswith("text/"):
            raise refusals.no_data_url(f"{param}.file_data", "a supported", f"unsupported MIME type '{kind}'")


@dataclass(frozen=True)
class Media:
    """Pictures and documents, each as "image/jpeg, 1234 bytes"."""

    images: tuple[str, ...] = ()
    files: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.images or self.files)


def media_in(items: Sequence[JSON]) -> Media:
    """The media in these items."""
    parts = [part for item in items for part in item.get("content", ())]
    images = [_described(part["image_url"]) for part in parts if part["type"] == "input_image"]
    files = [_described(part["file_data"]) for part in parts if part["type"] == "input_file"]
    return Media(tuple(images), tuple(files))


def _opened(part: JSON, name: str, param: str, kind: str) -> tuple[str, bytes]:
    """The media type and the bytes in a data URL; the stand-in takes no other URLs and no file ids."""
    if not isinstance(part.get(name), str):
        raise refusals.missing(f"{param}.{name}")
    if not part[name].startswith("data:"):
        raise refusals.no_data_url(f"{param}.{name}", kind, "a value without the 'data:' prefix")
    found = DATA_URL.fullmatch(part[name])
    try:
        data = base64.b64decode(found["data"], validate=True) if found else b""
    except ValueError:
        data = b""
    if not found or not data:
        raise refusals.no_data_url(f"{param}.{name}", kind, "an invalid base64-encoded value")
    return found["type"], data


def _described(url: str) -> str:
    kind, data = _opened({"url": url}, "url", "", "")
    return f"{kind}, {len(data)} bytes"
