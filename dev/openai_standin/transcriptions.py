"""Transcripts of recordings: pure, from the form to the transcript.

https://developers.openai.com/api/docs/api-reference/audio/createTranscription
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from dev.openai_standin import refusals
from dev.openai_standin.answers import language
from dev.openai_standin.directives import Directives, directives, without_directives
from dev.openai_standin.multipart import Upload
from dev.openai_standin.response import JSON

MODELS = ("gpt-transcribe", "gpt-4o-transcribe", "gpt-4o-mini-transcribe", "whisper-1")
FORMATS = ("flac", "m4a", "mp3", "mp4", "mpeg", "mpga", "oga", "ogg", "wav", "webm")
MAGIC = b"OggS"


@dataclass(frozen=True)
class Recording:
    """The words `said` in a recording of so many `bytes`, directives included; `model`: who heard it.

    What whisper-1 hears is paid for by the second, as its answer says: two thousand bytes are one here.
    """

    said: str
    bytes: int
    model: str

    @property
    def asked(self) -> Directives:
        return replace(directives(self.said), locked=0)

    def as_json(self) -> JSON:
        text = " ".join(without_directives(self.said).split())
        heard, written = -(-self.bytes // 100), -(-len(text) // 4)
        details = {"audio_tokens": heard, "text_tokens": 0}
        tokens = {"input_tokens": heard, "output_tokens": written, "total_tokens": heard + written}
        languages = [{"code": language([text])}] if text else []
        by_tokens = {"type": "tokens", "input_token_details": details, **tokens}
        by_seconds = {"type": "duration", "seconds": self.bytes / 2_000}
        usage = by_seconds if self.model == "whisper-1" else by_tokens
        return {"text": text, "languages": languages, "usage": usage}


def listen(form: JSON) -> Recording:
    """Listen to the file in a form. Raises `Refused` for what the API would not take."""
    file, model = form.get("file"), form.get("model")
    if not isinstance(model, str):
        raise refusals.missing("model")
    if model not in MODELS:
        raise refusals.no_model(model)
    if not isinstance(file, Upload):
        raise refusals.missing("file")
    if file.name.rpartition(".")[2].lower() not in FORMATS:
        raise refusals.no_sound(FORMATS)
    return Recording(_said(file.content), len(file.content), model)


def _said(sound: bytes) -> str:
    try:
        return sound.partition(MAGIC)[2].decode()
    except UnicodeDecodeError:
        return ""
