"""Voice notes: fetched and transcribed once, and stored as the customer's words."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from functools import partial

from handlers.conversation.fetching import Fetch
from handlers.conversation.files import is_sound
from handlers.conversation.messages import Attachment, OpenMessage, Part, PartKind
from handlers.conversation.ports.assistant import Heard, Transcriber
from handlers.conversation.ports.stores import Threads
from handlers.conversation.turn import Turn
from handlers.conversation.under_way import UnderWay
from handlers.errors import AssistantHiccup, AssistantMisconfigured

MOST_BYTES = 16_000_000  # WhatsApp's limit: https://www.twilio.com/docs/whatsapp/guidance-whatsapp-media-messages
RETRY_PAUSE = 0.5  # seconds before the one retry
HEARD = frozenset({PartKind.TRANSCRIPT, PartKind.UNHEARD, PartKind.TOO_LARGE, PartKind.GONE})


@dataclass(frozen=True)
class HearVoice:
    """Turns each voice note of the turn into a part of its message, before anything is asked about it.

    Transcribing is paid for, so it is an attempt; one that outlasts a hop goes on, and the next hop joins it.
    """

    threads: Threads
    fetch: Fetch
    transcriber: Transcriber
    under_way: UnderWay[Part] = field(default_factory=UnderWay)
    pause: Callable[[float], Awaitable[None]] = asyncio.sleep

    async def __call__(self, turn: Turn) -> None:
        """Says nothing. Raises AssistantUnavailable, StoreUnavailable, TurnLost."""
        for message in turn.unanswered:
            parts, sounds = message.content.parts, [file for file in message.content.files if is_sound(file.media_type)]
            if sounds and not any(part.kind in HEARD for part in parts):
                with turn.timing("voice"):
                    heard = [await self._heard(turn, message, sound) for sound in sounds]
                await self.threads.record_parts(turn, {message.sid: (*parts, *heard)})

    async def _heard(self, turn: Turn, message: OpenMessage, sound: Attachment) -> Part:
        data: bytes | Part = b""
        if sound.url not in self.under_way:
            data = await self.fetch(turn, sound, since=message.at, most=MOST_BYTES)
        if isinstance(data, Part):
            return data
        if sound.url not in self.under_way:
            await self._spend(turn)
        try:
            return await self.under_way.result(sound.url, partial(self._listen, data, sound.media_type))
        except AssistantMisconfigured as problem:
            turn.problem = problem  # for the operator; the customer is asked to write, and need not wait
            return Part(PartKind.UNHEARD)

    async def _spend(self, turn: Turn) -> None:
        if not turn.may_ask:
            await self.threads.spend_attempt(turn)
        turn.has_paid = True

    async def _listen(self, data: bytes, media_type: str) -> Part:
        heard = await self._transcribed(data, media_type)
        words = heard.words.strip()
        return Part(PartKind.TRANSCRIPT if words else PartKind.UNHEARD, words, seconds=heard.seconds)

    async def _transcribed(self, data: bytes, media_type: str) -> Heard:
        try:
            return await self.transcriber.transcribe(data, media_type)
        except AssistantHiccup:
            await self.pause(RETRY_PAUSE)
            return await self.transcriber.transcribe(data, media_type)
