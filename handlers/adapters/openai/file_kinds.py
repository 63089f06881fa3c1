"""Files that the model accepts, recognised by media type and by their first bytes.

https://platform.openai.com/docs/guides/images-vision and /file-inputs
"""

import base64
import re

from openai.types.responses import ResponseInputContentParam

from handlers.conversation.messages import Attachment

# The first bytes of each kind. OpenAI refuses the whole question for one file that is not of the kind it is named as.
IMAGES = {
    "image/jpeg": rb"\xff\xd8\xff",
    "image/png": rb"\x89PNG\r\n\x1a\n",
    "image/gif": rb"GIF8[79]a",
    "image/webp": rb"RIFF.{4}WEBP",
}
ZIP, OLD_OFFICE, ANY = rb"PK\x03\x04", rb"\xd0\xcf\x11\xe0", rb""
OFFICE = "application/vnd.openxmlformats-officedocument"
DOCUMENTS = {
    "application/pdf": ("document.pdf", rb".{0,1024}?%PDF-"),
    f"{OFFICE}.wordprocessingml.document": ("document.docx", ZIP),
    f"{OFFICE}.spreadsheetml.sheet": ("document.xlsx", ZIP),
    f"{OFFICE}.presentationml.presentation": ("document.pptx", ZIP),
    "application/vnd.oasis.opendocument.text": ("document.odt", ZIP),
    "application/msword": ("document.doc", OLD_OFFICE),
    "application/vnd.ms-excel": ("document.xls", OLD_OFFICE),
    "application/vnd.ms-powerpoint": ("document.ppt", OLD_OFFICE),
    "application/rtf": ("document.rtf", rb"\{\\rtf"),
    "text/rtf": ("document.rtf", rb"\{\\rtf"),
    "application/json": ("document.json", ANY),
    "application/xml": ("document.xml", ANY),
    "text/plain": ("document.txt", ANY),
    "text/csv": ("document.csv", ANY),
    "text/tab-separated-values": ("document.tsv", ANY),
    "text/markdown": ("document.md", ANY),
    "text/html": ("document.html", ANY),
    "text/xml": ("document.xml", ANY),
}


def is_readable(media_type: str) -> bool:
    """True if the model accepts files of this media type."""
    return _bare(media_type) in IMAGES.keys() | DOCUMENTS.keys()


def opened(attachment: Attachment, data: bytes) -> tuple[str, ResponseInputContentParam] | None:
    """A file as the model takes it, under a name and a media type from our own tables; None for anything else."""
    media_type = _bare(attachment.media_type)
    if media_type in IMAGES and _begins_with(IMAGES[media_type], data):
        return "image", {"type": "input_image", "detail": "auto", "image_url": _data_url(media_type, data)}
    if media_type in DOCUMENTS and data and _begins_with(DOCUMENTS[media_type][1], data):
        name, url = DOCUMENTS[media_type][0], _data_url(media_type, data)
        return "document", {"type": "input_file", "filename": name, "file_data": url}
    return None


def _bare(media_type: str) -> str:
    """A media type without its parameters."""
    return media_type.partition(";")[0].strip().lower()


def _begins_with(pattern: bytes, data: bytes) -> bool:
    return re.match(pattern, data, re.DOTALL) is not None


def _data_url(media_type: str, data: bytes) -> str:
    return f"data:{media_type};base64,{base64.b64encode(data).decode()}"
