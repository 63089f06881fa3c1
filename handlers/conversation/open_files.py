"""The files of a turn's messages: fetched for the assistant to look at, or made a part that tells of them."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from handlers.conversation.files import is_contact, is_sound, told_of
from handlers.conversation.messages import Attachment, OpenMessage, Part, PartKind
from handlers.conversation.ports import Files
from handlers.errors import FileGone, FileTooLarge, FileUnavailable

MOST_BYTES = 16_000_000  # of all files of a turn: each is held in memory and sent on in base64
MOST_CONTACT_BYTES = 100_000
MOST_CONTACT_CHARACTERS = 2_000

Found = bytes | Part | None


@dataclass
class _Room:
    """What is left of `MOST_BYTES`: a file that does not fit is let go at once, not when all are there."""

    left: int = MOST_BYTES

    def fits(self, found: bytes) -> bytes | Part:
        if len(found) > self.left:
            return Part(PartKind.TOO_LARGE)
        self.left -= len(found)
        return found


@dataclass(frozen=True)
class OpenFiles:
    """Opens what the assistant can look at, by the media type that it reads; of the rest it is told."""

    files: Files
    is_readable: Callable[[str], bool]

    async def __call__(
        self, messages: Sequence[OpenMessage], *, last_try: bool = False
    ) -> tuple[tuple[OpenMessage, ...], dict[str, bytes]]:
        """The messages, told of what cannot be looked at, and the bytes of what can, by url.

        Raises FileUnavailable for what another try may have; on the `last_try` that is gone, too.
        """
        attachments = {each.url: each for message in messages for each in message.attachments}
        opened = await self._all_opened(attachments, last_try)
        told = tuple(_told(message, opened) for message in messages)
        return told, {url: it for url, it in opened.items() if isinstance(it, bytes)}

    async def _all_opened(self, attachments: dict[str, Attachment], last_try: bool) -> dict[str, Found]:
        room = _Room()
        opening = [asyncio.ensure_future(self._opened(each, room, last_try)) for each in attachments.values()]
        try:
            return dict(zip(attachments, await asyncio.gather(*opening), strict=True))
        finally:
            for each in opening:
                each.cancel()

    async def _opened(self, attachment: Attachment, room: _Room, last_try: bool) -> Found:
        try:
            return await self._found(attachment, room)
        except FileTooLarge:
            return Part(PartKind.TOO_LARGE)
        except FileGone:
            return Part(PartKind.GONE)
        except FileUnavailable:
            if not last_try:
                raise
            return Part(PartKind.GONE)

    async def _found(self, attachment: Attachment, room: _Room) -> Found:
        kind = attachment.media_type
        if self.is_readable(kind):
            return room.fits(await self.files.download(attachment.url, most=MOST_BYTES))
        if is_contact(kind):
            card = await self.files.download(attachment.url, most=MOST_CONTACT_BYTES)
            return Part(PartKind.CONTACT, card.decode(errors="replace")[:MOST_CONTACT_CHARACTERS])
        return None if is_sound(kind) else Part(told_of(kind))


def _told(message: OpenMessage, opened: dict[str, Found]) -> OpenMessage:
    found = [opened[each.url] for each in message.attachments]
    return replace(message, parts=(*message.parts, *(each for each in found if isinstance(each, Part))))
