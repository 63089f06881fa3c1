"""Files: fetched from Twilio's stand-in when the assistant reads their kind, told of when nobody can open them."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Any

import pytest

from dev.twilio_standin import Standin
from dev.twilio_standin_media import File
from handlers.adapters.twilio_media import TwilioFiles
from handlers.conversation.messages import Attachment, OpenMessage, Part, PartKind
from handlers.conversation.open_files import OpenFiles


@pytest.fixture
def twilio(twilio_standin: Standin) -> Standin:
    return twilio_standin


@pytest.fixture
async def open_files(twilio: Standin) -> AsyncIterator[OpenFiles]:
    files = TwilioFiles(key="SK1", secret="any", base_url=twilio.base_url)
    yield OpenFiles(files, lambda media_type: media_type == "image/jpeg")
    await files.close()


def message(twilio: Standin, *files: File) -> OpenMessage:
    attachments = [Attachment(twilio.base_url + twilio.state.keep(file), file.media_type) for file in files]
    return OpenMessage("SM1", datetime.now(UTC), "Hola", tuple(attachments), (Part(PartKind.FORWARDED),))


async def test_what_the_assistant_reads_is_fetched(open_files: OpenFiles, twilio: Standin) -> None:
    given = message(twilio, File(b"one", "image/jpeg"), File(b"two", "image/jpeg"))
    messages, files = await open_files([given])
    assert messages == (given,)
    assert [files[each.url] for each in given.attachments] == [b"one", b"two"]


@pytest.mark.parametrize(
    ("content", "media_type", "more", "told"),
    [
        (b"...", "video/mp4", {}, Part(PartKind.VIDEO)),
        (b"...", "application/zip", {}, Part(PartKind.OTHER_FILE)),
        (b"BEGIN:VCARD", "text/vcard; charset=utf-8", {}, Part(PartKind.CONTACT, "BEGIN:VCARD")),
        (b"x" * 3_000, "text/vcard", {}, Part(PartKind.CONTACT, "x" * 2_000)),
        (b"x" * 100_001, "text/vcard", {}, Part(PartKind.TOO_LARGE)),
        (b"...", "image/jpeg", {"gone": True}, Part(PartKind.GONE)),
    ],
)
async def test_of_the_rest_it_is_told(
    open_files: OpenFiles, twilio: Standin, content: bytes, media_type: str, more: Any, told: Part
) -> None:
    (opened,), files = await open_files([message(twilio, File(content, media_type, **more))])
    assert opened.parts == (Part(PartKind.FORWARDED), told)
    assert files == {}


async def test_a_voice_note_is_somebody_else_s(open_files: OpenFiles, twilio: Standin) -> None:
    given = message(twilio, File(b"OggS", "audio/ogg"))
    assert await open_files([given]) == ((given,), {})


async def test_files_that_are_too_large_together_are_not_all_opened(open_files: OpenFiles, twilio: Standin) -> None:
    large = File(b"x" * 9_000_000, "image/jpeg")
    given = message(twilio, large, File(b"x" * 9_000_000, "image/jpeg"), File(b"small", "image/jpeg"))
    (opened,), files = await open_files([given])
    assert [len(each) for each in files.values()] == [9_000_000, 5]
    assert opened.parts == (Part(PartKind.FORWARDED), Part(PartKind.TOO_LARGE))
