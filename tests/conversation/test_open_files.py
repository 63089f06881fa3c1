"""Files: fetched from Twilio's stand-in when the assistant reads their kind, told of when nobody can open them."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from dev.twilio_standin import Standin
from dev.twilio_standin_media import File
from handlers.adapters.twilio_media import TwilioFiles
from handlers.conversation.messages import Attachment, OpenMessage, Part, PartKind
from handlers.conversation.open_files import OpenFiles
from handlers.errors import FileUnavailable


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
        ("Jos\xe9".encode("latin-1"), "text/vcard", {}, Part(PartKind.CONTACT, "Jos\ufffd")),
        (b"...", "image/jpeg", {"gone": True}, Part(PartKind.GONE)),
        (b"...", "image/jpeg", {"status": 410}, Part(PartKind.GONE)),
        (b"...", "text/vcard", {"gone": True}, Part(PartKind.GONE)),
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


async def test_a_file_that_leaves_no_room_for_another_does_not_keep_its_own(
    open_files: OpenFiles, twilio: Standin
) -> None:
    given = message(twilio, *(File(b"x" * size, "image/jpeg") for size in (8_000_000, 8_000_000)))
    _, files = await open_files([given])
    assert [len(each) for each in files.values()] == [8_000_000, 8_000_000]


@pytest.mark.parametrize("media_type", ["image/jpeg", "text/vcard"])
async def test_a_passing_fault_is_told_to_whoever_asks_and_the_next_try_has_the_file(
    open_files: OpenFiles, twilio: Standin, media_type: str
) -> None:
    given = message(twilio, File(b"one", media_type, first_statuses=(503,)), File(b"two", "image/jpeg"))
    with pytest.raises(FileUnavailable) as problem:
        await open_files([given])
    assert problem.value.code == "503"
    (opened,), files = await open_files([given])
    assert len(files) + len(opened.parts) == 3
    assert Part(PartKind.GONE) not in opened.parts


async def test_on_the_last_try_a_passing_fault_is_taken_for_gone(open_files: OpenFiles, twilio: Standin) -> None:
    given = message(twilio, File(b"one", "image/jpeg", first_statuses=(503,)), File(b"two", "image/jpeg"))
    (opened,), files = await open_files([given], last_try=True)
    assert opened.parts == (Part(PartKind.FORWARDED), Part(PartKind.GONE))
    assert list(files.values()) == [b"two"]


async def test_a_fault_ends_the_fetching_of_the_others(open_files: OpenFiles, twilio: Standin) -> None:
    """The second would take ten minutes, of which six seconds would be waited for."""
    given = message(twilio, File(b"one", "image/jpeg", first_statuses=(503,)), File(b"two", "image/jpeg", waits=600))
    before = asyncio.all_tasks()
    with pytest.raises(FileUnavailable) as problem:
        await open_files([given])
    assert problem.value.code == "503"
    async with asyncio.timeout(3):
        while asyncio.all_tasks() != before:
            await asyncio.sleep(0.01)


async def test_one_file_is_fetched_once_though_it_came_twice(open_files: OpenFiles, twilio: Standin) -> None:
    given = message(twilio, File(b"one", "image/jpeg"))
    twice = replace(given, attachments=given.attachments * 2)
    messages, files = await open_files([twice, given])
    assert messages == (twice, given)
    assert list(files.values()) == [b"one"]
    assert len([request for request in twilio.state.requests if "/Media/" in request.path]) == 1
