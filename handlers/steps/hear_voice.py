"""Voice notes: fetched and transcribed once, and kept as what the customer said."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from handlers.conversation.files import is_sound
from handlers.conversation.messages import Attachment, Part, PartKind, Reply
from handlers.conversation.ports import Files, Threads, Transcriber
from handlers.conversation.thread import Turn
from handlers.errors import AssistantHiccup, FileTooLarge, FileUnavailable

MOST_BYTES = 16_000_000  # what WhatsApp takes: https://www.twilio.com/docs/whatsapp/guidance-whatsapp-media-messages
RETRY_PAUSE = 0.5  # seconds before the one retry
HEARD = frozenset({PartKind.TRANSCRIPT, PartKind.UNHEARD, PartKind.TOO_LARGE, PartKind.GONE})


@dataclass(frozen=True)
class HearVoice:
    """Turns each voice note of the turn into a part of its message, before anything else is asked about it."""

    threads: Threads
    files: Files
    transcriber: Transcriber
    pause: Callable[[float], Awaitable[None]] = asyncio.sleep

    async def __call__(self, turn: Turn) -> Reply | None:
        """Never replies. Raises AssistantUnavailable, StoreUnavailable, TurnLost."""
        for message in turn.unanswered:
            sounds = [each for each in message.attachments if is_sound(each.media_type)]
            if sounds and not any(part.kind in HEARD for part in message.parts):
                heard = [await self._heard(each) for each in sounds]
                await self.threads.learned(turn, {message.sid: (*message.parts, *heard)})
        return None

    async def _heard(self, sound: Attachment) -> Part:
        try:
            data = await self.files.download(sound.url, most=MOST_BYTES)
        except FileTooLarge:
            return Part(PartKind.TOO_LARGE)
        except FileUnavailable:
            return Part(PartKind.GONE)
        words = (await self._transcribed(data, sound.media_type)).strip()
        return Part(PartKind.TRANSCRIPT, words) if words else Part(PartKind.UNHEARD)

    async def _transcribed(self, data: bytes, media_type: str) -> str:
        try:
            return await self.transcriber.transcribe(data, media_type)
        except AssistantHiccup:
            await self.pause(RETRY_PAUSE)
            return await self.transcriber.transcribe(data, media_type)
