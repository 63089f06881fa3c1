"""OpenAI's transcriptions of voice notes.

https://platform.openai.com/docs/api-reference/audio/createTranscription
"""

import math

import openai
from openai import AsyncOpenAI

from handlers.adapters.openai.errors import OF_INPUTS, lasting, translated
from handlers.conversation.ports.assistant import Heard

# File endings by media type. OpenAI recognises a file's kind by the ending of its name.
NAMES = {
    "audio/ogg": "voice.ogg",
    "audio/opus": "voice.ogg",
    "audio/mpeg": "voice.mp3",
    "audio/mp3": "voice.mp3",
    "audio/mp4": "voice.m4a",
    "audio/m4a": "voice.m4a",
    "audio/x-m4a": "voice.m4a",
    "audio/wav": "voice.wav",
    "audio/x-wav": "voice.wav",
    "audio/wave": "voice.wav",
    "audio/vnd.wave": "voice.wav",
    "audio/webm": "voice.webm",
    "audio/flac": "voice.flac",
    "audio/x-flac": "voice.flac",
}
# Bytes of a second of sound, rather fewer than more: WhatsApp's voice notes are Opus of at least 16 kbit a second.
OPUS, OTHERS = 2_000, 8_000
NOTHING = Heard("", 0)


class OpenAITranscriber:
    """Keeps the promises of Transcriber."""

    def __init__(self, client: AsyncOpenAI, model: str) -> None:
        """`client` must not retry by itself: a turn has its own time limit."""
        self._client = client
        self._model = model

    async def transcribe(self, sound: bytes, media_type: str) -> Heard:
        """See Transcriber. Also hears nothing in files that OpenAI cannot transcribe: AMR and the like, a broken file.

        Where OpenAI does not tell how long the sound is, its length is estimated by its size.
        """
        kind = media_type.partition(";")[0].strip().lower()
        if kind not in NAMES or not sound:
            return NOTHING
        with translated(model=f"the model for voice notes ({self._model})"):
            try:
                file = (NAMES[kind], sound, kind)
                heard = await self._client.audio.transcriptions.create(model=self._model, file=file)
            except openai.APIStatusError as problem:
                if problem.status_code not in OF_INPUTS or problem.param == "model" or lasting(str(problem.code or "")):
                    raise
                return NOTHING  # only the file can be at fault: nothing else is sent
        told = heard.usage.seconds if heard.usage and heard.usage.type == "duration" else None
        return Heard(heard.text.strip(), math.ceil(told if told is not None else _seconds(sound, kind)))


def _seconds(sound: bytes, kind: str) -> float:
    is_opus = NAMES[kind].endswith((".ogg", ".webm"))
    return len(sound) / (OPUS if is_opus else OTHERS)
