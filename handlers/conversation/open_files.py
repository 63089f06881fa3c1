"""The files of a turn's messages: fetched for the assistant to look at, or made a part that tells of them."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from handlers.conversation.files import is_contact, is_sound, told_of
from handlers.conversation.messages import Attachment, OpenMessage, Part, PartKind
from handlers.conversation.ports import Files
from handlers.errors import FileTooLarge, FileUnavailable

MOST_BYTES = 16_000_000  # of all files of a turn: each is held in memory and sent on in base64
MOST_CONTACT_BYTES = 100_000
MOST_CONTACT_CHARACTERS = 2_000


@dataclass(frozen=True)
class OpenFiles:
    """Opens what the assistant can look at, by the media type that it reads; of the rest it is told."""

    files: Files
    is_readable: Callable[[str], bool]

    async def __call__(self, messages: Sequence[OpenMessage]) -> tuple[tuple[OpenMessage, ...], dict[str, bytes]]:
        """The messages, told of what cannot be looked at, and the bytes of what can, by url. Never raises."""
        attachments = [each for message in messages for each in message.attachments]
        found = await asyncio.gather(*(self._opened(each) for each in attachments))
        opened = _that_fit({each.url: it for each, it in zip(attachments, found, strict=True)})
        told = tuple(_told(message, opened) for message in messages)
        return told, {url: it for url, it in opened.items() if isinstance(it, bytes)}

    async def _opened(self, attachment: Attachment) -> bytes | Part | None:
        kind = attachment.media_type
        try:
            if self.is_readable(kind):
                return await self.files.download(attachment.url, most=MOST_BYTES)
            if is_contact(kind):
                card = await self.files.download(attachment.url, most=MOST_CONTACT_BYTES)
                return Part(PartKind.CONTACT, card.decode(errors="replace")[:MOST_CONTACT_CHARACTERS])
        except FileTooLarge:
            return Part(PartKind.TOO_LARGE)
        except FileUnavailable:
            return Part(PartKind.GONE)
        return None if is_sound(kind) else Part(told_of(kind))


def _that_fit(opened: dict[str, bytes | Part | None]) -> dict[str, bytes | Part | None]:
    room, fitting = MOST_BYTES, opened.copy()
    for url, found in opened.items():
        if isinstance(found, bytes) and len(found) > room:
            fitting[url] = Part(PartKind.TOO_LARGE)
        elif isinstance(found, bytes):
            room -= len(found)
    return fitting


def _told(message: OpenMessage, opened: dict[str, bytes | Part | None]) -> OpenMessage:
    found = [opened[each.url] for each in message.attachments]
    return replace(message, parts=(*message.parts, *(each for each in found if isinstance(each, Part))))
