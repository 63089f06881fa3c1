"""Fetching: within a customer's share of bytes, and again after passing faults."""

from collections.abc import Callable
from typing import Any

import pytest

from handlers.conversation import fetching
from handlers.conversation.fetching import Fetch
from handlers.conversation.messages import Attachment, OpenMessage, Part, PartKind
from handlers.conversation.thread import Running
from handlers.conversation.turn import Turn
from handlers.errors import FileGone, FileTooLarge, FileUnavailable
from tests import writing

PHOTO = Attachment("https://api.twilio.com/1", "image/jpeg")


class ToldFiles:
    """Files that first fail as told, then can be fetched."""

    def __init__(self, *failures: Exception, content: bytes = b"photo") -> None:
        self.failures = list(failures)
        self.content = content

    async def download(self, url: str, *, most: int) -> bytes:
        if self.failures:
            raise self.failures.pop(0)
        if len(self.content) > most:
            raise FileTooLarge("too_large", remedy="")
        return self.content


@pytest.fixture
def turn(clock: Any) -> Turn:
    now = clock()
    thread = writing.thread(running=Running("SM1", ("SM1",), now), open=(OpenMessage("SM1", now),))
    return Turn(writing.message(sid="SM1"), thread)


@pytest.fixture
def fetch(turn: Turn, clock: Any) -> Callable[..., Any]:
    """A function that fetches the photo of the turn's message; each pause moves the clock by 15 seconds."""
    since = clock()

    async def pause(_seconds: float) -> None:
        clock.go_on(seconds=15)

    async def fetch(files: ToldFiles, most: int = 16_000_000) -> bytes | Part:
        return await Fetch(files, clock, pause)(turn, PHOTO, since=since, most=most)

    return fetch


def passing() -> FileUnavailable:
    return FileUnavailable("TimeoutError", remedy="")


async def test_a_passing_fault_is_tried_again(fetch: Callable[..., Any]) -> None:
    assert await fetch(ToldFiles(passing(), passing())) == b"photo"


async def test_what_cannot_be_had_for_a_minute_is_gone(fetch: Callable[..., Any]) -> None:
    files = ToldFiles(*(passing() for _ in range(9)))
    assert await fetch(files) == Part(PartKind.GONE)
    assert len(files.failures) == 3


async def test_what_is_gone_is_not_tried_again(fetch: Callable[..., Any]) -> None:
    files = ToldFiles(FileGone("404", remedy=""))
    assert await fetch(files) == Part(PartKind.GONE)


async def test_the_assistant_is_told_of_a_file_that_is_too_large(fetch: Callable[..., Any]) -> None:
    assert await fetch(ToldFiles(), most=4) == Part(PartKind.TOO_LARGE)


async def test_a_customer_has_so_many_bytes_a_minute(
    fetch: Callable[..., Any], turn: Turn, clock: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fetching, "MOST_BYTES_A_MINUTE", 12)
    photo = ToldFiles()
    assert [await fetch(photo) for _ in range(3)] == [b"photo", b"photo", Part(PartKind.TOO_LARGE)]
    assert turn.decisions.fetched == 10
    clock.go_on(seconds=61)
    assert await fetch(photo) == b"photo"
    assert turn.decisions.fetched == 5
