"""OpenAI's transcriptions, with the real SDK over HTTP: the words, and the translation of each error."""

from collections.abc import AsyncIterator

import openai
import pytest

from dev.openai_standin import Standin, Upload
from handlers.adapters.openai.speech import OpenAITranscriber
from handlers.conversation.ports.assistant import Heard
from handlers.errors import AssistantHiccup, AssistantMisconfigured, AssistantUnavailable


@pytest.fixture
def transcriber(openai_client: openai.AsyncOpenAI) -> OpenAITranscriber:
    return OpenAITranscriber(openai_client, "gpt-transcribe")


@pytest.fixture
async def broke(standin: Standin) -> AsyncIterator[openai.AsyncOpenAI]:
    async with openai.AsyncOpenAI(api_key="sk-broke", base_url=standin.base_url, max_retries=0) as client:
        yield client


@pytest.mark.parametrize(
    ("media_type", "name"),
    [
        ("audio/ogg; codecs=opus", "voice.ogg"),
        ("Audio/OGG", "voice.ogg"),
        ("audio/mpeg", "voice.mp3"),
        ("audio/mp4", "voice.m4a"),
        ("audio/wav", "voice.wav"),
        ("audio/webm", "voice.webm"),
    ],
)
async def test_what_is_said_is_heard_whatever_the_format(
    transcriber: OpenAITranscriber, standin: Standin, media_type: str, name: str
) -> None:
    assert await transcriber.transcribe("OggS ¿Abren hoy? ".encode(), media_type) == Heard("¿Abren hoy?", 1)
    form = standin.state.seen("POST", "/v1/audio/transcriptions")[-1].body
    kind = media_type.partition(";")[0].lower()
    assert form == {"model": "gpt-transcribe", "file": Upload(name, kind, "OggS ¿Abren hoy? ".encode())}


async def test_silence_has_no_words(transcriber: OpenAITranscriber) -> None:
    assert await transcriber.transcribe(b"\x00\x00", "audio/ogg") == Heard("", 1)


@pytest.mark.parametrize(("media_type", "seconds"), [("audio/ogg", 5), ("audio/webm", 5), ("audio/mpeg", 2)])
async def test_where_openai_does_not_say_how_long_it_is_that_is_guessed_by_the_size(
    transcriber: OpenAITranscriber, media_type: str, seconds: int
) -> None:
    assert await transcriber.transcribe(b"OggS" + b" " * 9_000, media_type) == Heard("", seconds)


@pytest.mark.parametrize(("size", "seconds"), [(2_000, 1), (2_001, 2), (60_000, 30)])
async def test_where_openai_says_how_long_it_is_every_second_begun_is_paid_for(
    openai_client: openai.AsyncOpenAI, size: int, seconds: int
) -> None:
    whisper = OpenAITranscriber(openai_client, "whisper-1")
    assert await whisper.transcribe(b"OggS" + b" " * (size - 4), "audio/mpeg") == Heard("", seconds)


@pytest.mark.parametrize(("sound", "media_type"), [(b"OggSHola", "audio/amr"), (b"OggSHola", ""), (b"", "audio/ogg")])
async def test_what_openai_does_not_take_is_not_sent(
    transcriber: OpenAITranscriber, standin: Standin, sound: bytes, media_type: str
) -> None:
    before = len(standin.state.requests)
    assert await transcriber.transcribe(sound, media_type) == Heard("", 0)
    assert len(standin.state.requests) == before


@pytest.mark.parametrize(
    "refusal", ["#fail=400", "#fail=413", "#refused=422:invalid_value@file", "#refused=bio_policy"]
)
async def test_a_file_that_openai_refuses_has_no_words(transcriber: OpenAITranscriber, refusal: str) -> None:
    assert await transcriber.transcribe(f"OggSHola {refusal}".encode(), "audio/ogg") == Heard("", 0)


@pytest.mark.parametrize(
    ("directive", "becomes"),
    [
        ("#fail=500", AssistantHiccup),
        ("#fail=429", AssistantHiccup),
        ("#drop", AssistantHiccup),
        ("#fail=401", AssistantMisconfigured),
        ("#fail=404", AssistantMisconfigured),
        ("#fail=quota", AssistantMisconfigured),
        ("#refused=model_not_found", AssistantMisconfigured),
        ("#refused=unsupported_parameter@response_format", AssistantMisconfigured),
    ],
)
async def test_each_error_has_its_meaning(
    transcriber: OpenAITranscriber, directive: str, becomes: type[AssistantUnavailable]
) -> None:
    with pytest.raises(AssistantUnavailable) as problem:
        await transcriber.transcribe(f"OggSme llamo Ana {directive}".encode(), "audio/ogg")
    assert type(problem.value) is becomes
    assert "Ana" not in f"{problem.value}{problem.value.remedy}"
    assert problem.value.__suppress_context__


async def test_the_remedy_names_the_model_that_is_not_there(openai_client: openai.AsyncOpenAI) -> None:
    with pytest.raises(AssistantMisconfigured) as problem:
        await OpenAITranscriber(openai_client, "no-such-model").transcribe(b"OggSHola", "audio/ogg")
    assert "no-such-model" in problem.value.remedy


async def test_a_model_that_openai_does_not_take_is_no_silence(transcriber: OpenAITranscriber) -> None:
    with pytest.raises(AssistantMisconfigured):
        await transcriber.transcribe(b"OggSHola #fail=model", "audio/ogg")


async def test_an_empty_purse_is_told(broke: openai.AsyncOpenAI) -> None:
    with pytest.raises(AssistantMisconfigured) as problem:
        await OpenAITranscriber(broke, "gpt-transcribe").transcribe(b"OggSHola", "audio/ogg")
    assert "credit" in problem.value.remedy
