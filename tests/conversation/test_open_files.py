"""Files: fetched from Twilio's stand-in if the assistant reads their kind, else only mentioned to it."""

from collections.abc import AsyncIterator
from datetime import datetime
from typing import Any

import pytest

from dev.twilio_standin import File, Standin
from handlers.adapters.twilio.files import TwilioFiles
from handlers.conversation.fetching import Fetch
from handlers.conversation.messages import Attachment, Content, OpenMessage, Part, PartKind
from handlers.conversation.open_files import OpenFiles
from handlers.conversation.thread import Running
from handlers.conversation.turn import Turn
from tests import writing


@pytest.fixture
def twilio(twilio_standin: Standin) -> Standin:
    return twilio_standin


@pytest.fixture
async def open_files(twilio: Standin, clock: Any) -> AsyncIterator[OpenFiles]:
    files = TwilioFiles(key="SK1", secret="any", base_url=twilio.base_url)
    yield OpenFiles(Fetch(files, clock), lambda media_type: media_type == "image/jpeg")
    await files.close()


def turn(now: datetime, *attachments: Attachment) -> Turn:
    """A turn of one message with these files."""
    waiting = (OpenMessage("SM1", now, Content("Hola", attachments, (Part(PartKind.FORWARDED),))),)
    thread = writing.thread(running=Running("SM1", ("SM1",), now), open=waiting)
    return Turn(writing.message(sid="SM1"), thread)


def kept(twilio: Standin, *files: File) -> list[Attachment]:
    return [Attachment(twilio.base_url + twilio.state.keep(file), file.media_type) for file in files]


async def test_what_the_assistant_reads_is_fetched(open_files: OpenFiles, twilio: Standin, clock: Any) -> None:
    attachments = kept(twilio, File(b"one", "image/jpeg"), File(b"two", "image/jpeg"))
    given = turn(clock(), *attachments)
    messages, files = await open_files(given)
    assert messages == given.unanswered
    assert [files[each.url] for each in attachments] == [b"one", b"two"]


async def test_a_file_is_fetched_once_for_a_turn_however_often_it_asks(
    open_files: OpenFiles, twilio: Standin, clock: Any
) -> None:
    (photo,) = kept(twilio, File(b"one", "image/jpeg"))
    given = turn(clock(), photo, photo)
    first = await open_files(given)
    twilio.state.files.clear()
    assert await open_files(given) == first
    assert first[1] == {photo.url: b"one"}


@pytest.mark.parametrize(
    ("content", "media_type", "more", "told"),
    [
        (b"...", "video/mp4", {}, Part(PartKind.VIDEO)),
        (b"...", "application/zip", {}, Part(PartKind.OTHER_FILE)),
        (b"BEGIN:VCARD", "text/vcard; charset=utf-8", {}, Part(PartKind.CONTACT, "BEGIN:VCARD")),
        ("FN:José".encode("latin-1"), "text/vcard", {}, Part(PartKind.CONTACT, "FN:Jos\N{REPLACEMENT CHARACTER}")),
        (b"x" * 3_000, "text/vcard", {}, Part(PartKind.CONTACT, "x" * 2_000)),
        (b"x" * 100_001, "text/vcard", {}, Part(PartKind.TOO_LARGE)),
        (b"...", "image/jpeg", {"gone": True}, Part(PartKind.GONE)),
    ],
)
async def test_of_the_rest_it_is_told(
    open_files: OpenFiles, twilio: Standin, clock: Any, content: bytes, media_type: str, more: Any, told: Part
) -> None:
    (opened,), files = await open_files(turn(clock(), *kept(twilio, File(content, media_type, **more))))
    assert opened.content.parts == (Part(PartKind.FORWARDED), told)
    assert files == {}


async def test_a_voice_note_is_somebody_else_s(open_files: OpenFiles, twilio: Standin, clock: Any) -> None:
    given = turn(clock(), *kept(twilio, File(b"OggS", "audio/ogg")))
    assert await open_files(given) == (given.unanswered, {})


async def test_files_that_are_too_large_together_are_not_all_opened(
    open_files: OpenFiles, twilio: Standin, clock: Any
) -> None:
    large = File(b"x" * 9_000_000, "image/jpeg")
    given = turn(clock(), *kept(twilio, large, File(b"x" * 9_000_000, "image/jpeg"), File(b"small", "image/jpeg")))
    (opened,), files = await open_files(given)
    assert [len(each) for each in files.values()] == [9_000_000, 5]
    assert opened.content.parts == (Part(PartKind.FORWARDED), Part(PartKind.TOO_LARGE))
