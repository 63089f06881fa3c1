"""Customers' files, fetched from the carrier for an agent: only those that stand in a message of the very thread."""

import re
from dataclasses import dataclass

from starlette.responses import Response

from handlers.conversation.files import kind_of
from handlers.conversation.messages import Attachment
from handlers.conversation.ports.carrier import Files
from handlers.errors import FileUnavailable
from handlers.pages.guard import HEADERS
from handlers.pages.kinds import is_shown
from handlers.pages.place import ALIAS
from handlers.pages.visits import Visit
from handlers.tickets.attached import ENDINGS, MOST_BYTES
from handlers.tickets.conversations import Conversations

SID = re.compile(r"[A-Za-z0-9._-]{1,100}")
ALONE = HEADERS | {"Content-Security-Policy": "default-src 'none'; img-src 'self'; media-src 'self'; sandbox"}


@dataclass(frozen=True)
class CustomerFiles:
    """GET /desk/file: a file of a message, by its thread, the message's sid and its place there."""

    conversations: Conversations
    files: Files

    async def __call__(self, visit: Visit) -> Response:
        """The bytes; 404 for a file of no such message, 502 for one that cannot be fetched. Raises StoreUnavailable."""
        file = await self._wanted(visit.query)
        if file is None:
            return Response(status_code=404, headers=ALONE)
        visit.log("file", message_sid=visit.query["sid"])
        try:
            content = await self.files.download(file.url, most=MOST_BYTES)
        except FileUnavailable:
            return Response(status_code=502, headers=ALONE)
        return _response(content, kind_of(file.media_type))

    async def _wanted(self, query: dict[str, str]) -> Attachment | None:
        alias, sid, number = (query.get(name, "") for name in ("talk", "sid", "number"))
        if not ALIAS.fullmatch(alias) or not SID.fullmatch(sid) or not re.fullmatch("[0-9]{1,2}", number):
            return None
        thread = await self.conversations.named(alias)
        record = await self.conversations.message(thread, sid) if thread else None
        files = record.content.files if record else ()
        return files[int(number)] if int(number) < len(files) else None


def _response(content: bytes, media_type: str) -> Response:
    how, kind = ("inline", media_type) if is_shown(media_type) else ("attachment", "application/octet-stream")
    ending = ENDINGS.get(media_type, "bin")
    headers = ALONE | {"Content-Disposition": f'{how}; filename="file.{ending}"'}
    return Response(content, headers=headers, media_type=kind)
