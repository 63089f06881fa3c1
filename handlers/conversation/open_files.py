"""The files of a turn's messages: fetched for the assistant, or replaced by a part that mentions them."""

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from handlers.conversation.fetching import Fetch
from handlers.conversation.files import is_contact, is_sound, told_of
from handlers.conversation.messages import Attachment, OpenMessage, Part, PartKind
from handlers.conversation.turn import Turn

MOST_BYTES = 16_000_000  # of all files of a turn: they are held in memory and sent on in base64
MOST_CONTACT_BYTES = 100_000
MOST_CONTACT_CHARACTERS = 2_000


@dataclass(frozen=True)
class OpenFiles:
    """Opens the files whose media types the assistant can read; it is only told of the others."""

    fetch: Fetch
    is_readable: Callable[[str], bool]

    async def __call__(self, turn: Turn) -> tuple[tuple[OpenMessage, ...], dict[str, bytes]]:
        """The unanswered messages, with a part for each unreadable file, and the readable files' bytes by url.

        Each file is fetched once for a turn.
        """
        wanted = {file.url: (message, file) for message in turn.unanswered for file in message.content.files}
        opening = [self._open(turn, *wanted[url]) for url in wanted if url not in turn.files]
        await asyncio.gather(*opening)
        opened = _that_fit({url: turn.files[url] for url in wanted})
        told = tuple(_told(message, opened) for message in turn.unanswered)
        return told, {url: found for url, found in opened.items() if isinstance(found, bytes)}

    async def _open(self, turn: Turn, message: OpenMessage, attachment: Attachment) -> None:
        kind = attachment.media_type
        if self.is_readable(kind):
            turn.files[attachment.url] = await self.fetch(turn, attachment, since=message.at, most=MOST_BYTES)
        elif is_contact(kind):
            card = await self.fetch(turn, attachment, since=message.at, most=MOST_CONTACT_BYTES)
            turn.files[attachment.url] = card if isinstance(card, Part) else _contact(card)
        else:
            turn.files[attachment.url] = None if is_sound(kind) else Part(told_of(kind))


def _contact(card: bytes) -> Part:
    return Part(PartKind.CONTACT, card.decode(errors="replace")[:MOST_CONTACT_CHARACTERS])


def _that_fit(opened: Mapping[str, bytes | Part | None]) -> dict[str, bytes | Part | None]:
    room, fitting = MOST_BYTES, dict(opened)
    for url, found in opened.items():
        if isinstance(found, bytes) and len(found) > room:
            fitting[url] = Part(PartKind.TOO_LARGE)
        elif isinstance(found, bytes):
            room -= len(found)
    return fitting


def _told(message: OpenMessage, opened: Mapping[str, bytes | Part | None]) -> OpenMessage:
    found = [opened[file.url] for file in message.content.files]
    return message.with_parts((*message.content.parts, *(part for part in found if isinstance(part, Part))))
