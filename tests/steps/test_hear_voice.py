"""Voice notes: fetched from Twilio's stand-in, heard by OpenAI's, kept in the thread."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from typing import Any

import openai
import pytest

from dev import twilio_standin
from dev.openai_standin import Standin
from dev.twilio_standin import File
from handlers.adapters.openai.speech import OpenAITranscriber
from handlers.adapters.twilio.files import TwilioFiles
from handlers.conversation.fetching import Fetch
from handlers.conversation.messages import Attachment, Message, Part, PartKind
from handlers.conversation.turn import Turn
from handlers.errors import AssistantHiccup, AssistantMisconfigured, AttemptsSpent
from handlers.steps.hear_voice import HearVoice
from handlers.stores.threads import StoredThreads

Write = Callable[..., Message]
Own = Callable[[Message], Awaitable[Turn]]


@dataclass
class Voice:
    """A customer who speaks, and the step that transcribes."""

    hear: HearVoice
    twilio: twilio_standin.Standin
    write: Write

    def note(self, data: bytes, media_type: str = "audio/ogg", **file: Any) -> Message:
        url = self.twilio.base_url + self.twilio.state.keep(File(data, media_type, **file))
        return self.write("", files=(Attachment(url, media_type),))


@pytest.fixture
def voice(
    threads: StoredThreads,
    files: TwilioFiles,
    openai_client: openai.AsyncOpenAI,
    twilio: twilio_standin.Standin,
    write: Write,
    clock: Any,
) -> Voice:
    transcriber = OpenAITranscriber(openai_client, "gpt-transcribe")
    return Voice(HearVoice(threads, Fetch(files, clock), transcriber), twilio, write)


def transcriptions(standin: Standin) -> int:
    return len(standin.state.seen("POST", "/v1/audio/transcriptions"))


async def test_a_voice_note_becomes_a_transcript_once(voice: Voice, own: Own, standin: Standin) -> None:
    turn = await own(voice.note(b"OggS\xc2\xbfAbren hoy?"))
    before = transcriptions(standin)
    await voice.hear(turn)
    (message,) = turn.unanswered
    assert message.content.parts == (Part(PartKind.TRANSCRIPT, "¿Abren hoy?", seconds=1),)
    await voice.hear(turn)
    assert transcriptions(standin) == before + 1


async def test_a_transcript_is_known_to_the_turn_that_takes_over(voice: Voice, own: Own, write: Write) -> None:
    await voice.hear(await own(voice.note(b"OggS\xc2\xbfAbren hoy?")))
    newer = await own(write("gracias"))
    assert [message.content.parts for message in newer.unanswered] == [
        (Part(PartKind.TRANSCRIPT, "¿Abren hoy?", seconds=1),),
        (),
    ]


@pytest.mark.parametrize(
    ("data", "file", "kind"),
    [
        (b"\xff\xfe\x00", {}, PartKind.UNHEARD),
        (b"OggS" + bytes(16_000_000), {}, PartKind.TOO_LARGE),
        (b"OggS Hola", {"gone": True}, PartKind.GONE),
    ],
)
async def test_the_assistant_is_told_of_a_voice_note_that_cannot_be_transcribed(
    voice: Voice, own: Own, data: bytes, file: dict[str, Any], kind: PartKind
) -> None:
    turn = await own(voice.note(data, **file))
    await voice.hear(turn)
    assert [part.kind for part in turn.unanswered[0].content.parts] == [kind]


async def test_other_files_are_left_alone(voice: Voice, own: Own) -> None:
    turn = await own(voice.note(b"\xff\xd8\xff", "image/jpeg"))
    await voice.hear(turn)
    assert turn.unanswered[0].content.parts == ()


async def test_a_passing_fault_of_the_transcription_is_tried_again_once_after_a_pause(voice: Voice, own: Own) -> None:
    pauses: list[float] = []

    async def pause(seconds: float) -> None:
        pauses.append(seconds)

    turn = await own(voice.note(b"OggS Hola #fail=500x1"))
    await replace(voice.hear, pause=pause)(turn)
    assert turn.unanswered[0].content.parts == (Part(PartKind.TRANSCRIPT, "Hola", seconds=1),)
    assert pauses == [0.5]


async def test_a_failing_transcription_fails_the_turn_and_nothing_is_kept(voice: Voice, own: Own) -> None:
    turn = await own(voice.note(b"OggS Hola #fail=500"))
    with pytest.raises(AssistantHiccup):
        await voice.hear(turn)
    assert turn.unanswered[0].content.parts == ()


async def test_the_operator_is_told_of_a_model_that_cannot_transcribe_and_the_customer_need_not_wait(
    voice: Voice, own: Own
) -> None:
    turn = await own(voice.note(b"OggS Hola #fail=404"))
    await voice.hear(turn)
    assert turn.unanswered[0].content.parts == (Part(PartKind.UNHEARD),)
    assert isinstance(turn.problem, AssistantMisconfigured)


async def test_hearing_that_outlasts_a_hop_goes_on_and_is_paid_for_once(
    voice: Voice, own: Own, threads: StoredThreads, standin: Standin
) -> None:
    note = voice.note(b"OggS Hola #delay=0.3")
    turn = await own(note)
    before = transcriptions(standin)
    hearing = asyncio.create_task(voice.hear(turn))
    while transcriptions(standin) == before:
        await asyncio.sleep(0.01)
    hearing.cancel()
    await asyncio.wait({hearing})
    await threads.pause_turn(turn)
    again = await own(note)
    await voice.hear(again)
    assert again.unanswered[0].content.parts == (Part(PartKind.TRANSCRIPT, "Hola", seconds=1),)
    assert transcriptions(standin) == before + 1


async def test_fetching_is_no_attempt(voice: Voice, own: Own, threads: StoredThreads) -> None:
    note = voice.note(b"OggS Hola", waits=600)
    for _ in range(6):
        turn = await own(note)
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.05):
                await voice.hear(turn)
        await threads.pause_turn(turn)
    assert [message.asked for message in (await own(note)).messages] == [0]


async def test_hearing_is_an_attempt_wherever_it_is_begun(voice: Voice, own: Own, threads: StoredThreads) -> None:
    note = voice.note(b"OggS Hola #fail=500")
    for _ in range(4):
        turn = await own(note)
        with pytest.raises(AssistantHiccup):
            await voice.hear(turn)
        await threads.pause_turn(turn)
    with pytest.raises(AttemptsSpent):
        await voice.hear(await own(note))
