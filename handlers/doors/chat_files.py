"""The body of POST /chat/file: a file of any kind, of a size that is kept."""

import re

from starlette.requests import Request

from handlers.body import read_body
from handlers.conversation.files import kind_of

MOST_BYTES = 700_000  # as base64 they fit into a document of Firestore's, of at most 1 MiB
MOST_SECONDS = 20.0  # by a slow telephone
ANY_KIND = "application/octet-stream"
_MEDIA_TYPE = re.compile(r"[a-z]+/[a-z0-9][a-z0-9.+-]{0,100}")


async def file_in(request: Request) -> tuple[bytes, str]:
    """The content and its media type, as the page says. Raises what read_body raises."""
    media_type = kind_of(request.headers.get("content-type", ""))
    content = await read_body(request, most_bytes=MOST_BYTES, seconds=MOST_SECONDS)
    return content, media_type if _MEDIA_TYPE.fullmatch(media_type) else ANY_KIND
