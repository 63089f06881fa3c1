"""Checks of another server's models: one real answer, and each thing that the settings ask for, tried by itself."""

import asyncio
import math
import struct
import time
import zlib
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import openai

from dev.doctor.findings import Finding, fails, holds, not_applicable
from handlers.adapters.openai.briefing import Briefing
from handlers.adapters.openai.speech import OpenAITranscriber
from handlers.adapters.servers.assistant import Api
from handlers.adapters.servers.errors import NO_SCHEMAS, NO_TOOLS, translated
from handlers.adapters.servers.writing import MOST_SECONDS, TOO_SLOW
from handlers.conversation.calls import MadeCall
from handlers.conversation.messages import Answer, Attachment, Content, OpenMessage
from handlers.conversation.ports.assistant import Question
from handlers.errors import AssistantUnavailable, ResponseFailed
from handlers.settings import Settings
from handlers.wiring.assistant import api_of, hears_by

ANSWER, SIDE, CALLS, PICTURES = "The model's answer", "Answers by a schema", "Calls of tools", "Pictures"
VOICE, WITHOUT = "Voice notes", "What this server does without"
TOPIC = "doctor"  # the only value that a schema allows: who does not follow it says something else
PING = {
    "type": "function",
    "name": "check_business",
    "description": "Tells whether the business is there.",
    "strict": True,
    "parameters": {"type": "object", "properties": {}, "required": [], "additionalProperties": False},
}
CALL_IT = "Call check_business, and tell me whether the business is there."
PICTURE = Attachment("https://doctor/picture", "image/png")
OFF = 'set OPENAI_TRANSCRIPTION_MODEL to a model of this server, or to "off"'


async def models_findings(settings: Settings) -> list[Finding]:
    """All checks; they cost some hundred tokens. Without an answer nothing else is tried."""
    async with client_of(settings) as client:
        first = await _answer(settings, client)
        if first.remedy:
            return [first]
        fetches = settings.has_api_key or settings.telegram_bot or settings.meta_secrets or settings.has_chat
        return [
            first,
            *([await _side(settings, client)] if settings.side else []),
            *([await _calls(settings, client)] if settings.tools else []),
            *([await _pictures(settings, client), await _voice(settings, client)] if fetches else []),
            not_applicable(WITHOUT, _without(settings)),
        ]


def client_of(settings: Settings) -> openai.AsyncOpenAI:
    """The client of that server."""
    key = settings.openai_api_key.get_secret_value()
    return openai.AsyncOpenAI(api_key=key, base_url=settings.openai_base_url or None, max_retries=0)


def _briefing(settings: Settings, instructions: str) -> Briefing:
    return Briefing(model=settings.openai_model, reasoning=settings.openai_reasoning, instructions=instructions)


async def _answer(settings: Settings, client: openai.AsyncOpenAI) -> Finding:
    began = time.monotonic()
    try:
        answer = await _asked(api_of(settings, client, _briefing(settings, "Answer with the one word OK.")), "OK?")
    except AssistantUnavailable as problem:
        return fails(ANSWER, f"{settings.openai_model}: none ({problem.code})", remedy=problem.remedy)
    seconds, used = time.monotonic() - began, answer.usage
    tokens = f"{used.input_tokens} tokens in, {used.output_tokens} out" if used.is_whole else "its tokens are not told"
    late = "; over ANSWER_SECONDS, so customers wait with “⏳”" if seconds > settings.answer_seconds else ""
    return holds(ANSWER, f"{settings.openai_model} in {seconds:.1f} seconds{late}; {tokens}")


async def _side(settings: Settings, client: openai.AsyncOpenAI) -> Finding:
    fields = tuple(dict.fromkeys((*settings.side, "topic")))
    briefing = replace(_briefing(settings, "Answer briefly."), side=fields, topics=[TOPIC])
    api = api_of(settings, client, briefing)
    try:
        answer = await _asked(api, "Hello?")
    except AssistantUnavailable as problem:
        return fails(SIDE, f"none ({problem.code})", remedy=problem.remedy)
    if answer.side.topic != TOPIC:
        return fails(SIDE, "the answer does not follow the schema", remedy=NO_SCHEMAS)
    return holds(SIDE, f"{', '.join(settings.side)} come with the answer")


async def _calls(settings: Settings, client: openai.AsyncOpenAI) -> Finding:
    briefing = replace(_briefing(settings, "Call check_business before you answer."), tools=[PING], side=settings.side)
    api = api_of(settings, client, briefing)
    try:
        asked = await _asked(api, CALL_IT)
        if not asked.calls:
            return fails(CALLS, "the model answered without calling the function that it was to call", remedy=NO_TOOLS)
        calls = [MadeCall(call.id, call.name, call.arguments, output='{"answers": true}') for call in asked.calls]
        await _asked(api, CALL_IT, calls=calls)
    except AssistantUnavailable as problem:
        return fails(CALLS, f"none ({problem.code})", remedy=problem.remedy)
    return holds(CALLS, "a function was called, and its output taken")


async def _pictures(settings: Settings, client: openai.AsyncOpenAI) -> Finding:
    api = api_of(settings, client, _briefing(settings, "Answer with one word."))
    try:
        await _asked(api, "Which colour is this?", files={PICTURE.url: _red()})
    except AssistantUnavailable as problem:
        said = f"not accepted ({problem.code}): the model is told that there was one, after one refused question each"
        return not_applicable(PICTURES, said)
    return holds(PICTURES, "accepted; whether the model sees anything in them, only a look at its answers tells")


async def _voice(settings: Settings, client: openai.AsyncOpenAI) -> Finding:
    model = hears_by(settings)
    if not model:
        said = "not heard: OPENAI_TRANSCRIPTION_MODEL names no model of this server; customers are asked to write"
        return not_applicable(VOICE, said)
    try:
        async with asyncio.timeout(MOST_SECONDS):
            await OpenAITranscriber(client, model).transcribe(_tone(), "audio/wav")
    except (AssistantUnavailable, TimeoutError) as problem:
        code = problem.code if isinstance(problem, AssistantUnavailable) else "too_slow"
        return fails(VOICE, f"{model} does not hear them ({code})", remedy=OFF)
    return holds(VOICE, f"{model} takes them")


def _without(settings: Settings) -> str:
    labels = ", no topics at night (LABEL_AT)" if settings.topics else ""
    return (
        "no webhook, no vector store, no MCP servers, no moderation"
        f"{labels}; a late answer goes on in its own process only (docs/models.md)"
    )


async def _asked(api: Api, text: str, **more: Any) -> Answer:
    """The answer to one question. Raises subclasses of AssistantUnavailable."""
    files = (PICTURE,) if "files" in more else ()
    message = OpenMessage("SM0", datetime.now(UTC), Content(text, files))
    question = Question([message], customer="doctor", **more)
    try:
        async with asyncio.timeout(MOST_SECONDS):
            with translated():
                return await _answered(api, question)
    except TimeoutError:
        raise ResponseFailed("too_slow", remedy=TOO_SLOW) from None


async def _answered(api: Api, question: Question) -> Answer:
    while True:
        try:
            async with api.send(question) as http:
                return await api.read(http, lambda _so_far: None)
        except openai.APIStatusError as problem:
            if not api.learns(problem):
                raise


def _red(side: int = 64) -> bytes:
    """A red square, as PNG."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    rows = zlib.compress((b"\0" + b"\xff\0\0" * side) * side)
    header = struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def _tone(rate: int = 8000) -> bytes:
    """A second of a tone, as WAV."""
    samples = b"".join(struct.pack("<h", round(9000 * math.sin(at / 3))) for at in range(rate))
    form = struct.pack("<IHHIIHH", 16, 1, 1, rate, 2 * rate, 2, 16)
    return (
        b"RIFF"
        + struct.pack("<I", 36 + len(samples))
        + b"WAVEfmt "
        + form
        + b"data"
        + struct.pack("<I", len(samples))
        + samples
    )
