"""Files from Twilio over HTTP: the key goes to Twilio, not to the storage, and nothing too large is read."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack
from typing import Any

import pytest

from dev.processes import free_port
from dev.twilio_standin import File, Standin, serve
from handlers.adapters.twilio.files import MOST_BYTES, TwilioFiles
from handlers.errors import FileGone, FileTooLarge, FileUnavailable
from tests.dev.standins import until
from tests.model.world import VirtualLoop

PICTURE = bytes(range(256)) * 1000
SECRET = "right"

Connect = Callable[..., TwilioFiles]


@pytest.fixture
def standin(twilio_standin: Standin) -> Standin:
    return twilio_standin


@pytest.fixture
async def connect(standin: Standin) -> AsyncIterator[Connect]:
    async with AsyncExitStack() as opened:

        def connected(**other: Any) -> TwilioFiles:
            files = TwilioFiles(**{"key": "SK1", "secret": SECRET, "base_url": standin.base_url} | other)
            opened.push_async_callback(files.close)
            return files

        yield connected


@pytest.fixture
def files(connect: Connect) -> TwilioFiles:
    return connect()


@pytest.fixture
def keep(standin: Standin) -> Callable[..., str]:
    """Puts a file into the stand-in and gives its URL."""

    def kept(content: bytes = PICTURE, **more: Any) -> str:
        return standin.base_url + standin.state.keep(File(content, "image/jpeg", **more))

    return kept


Keep = Callable[..., str]


async def refused(files: TwilioFiles, url: str, *, most: int = 16_000_000) -> FileUnavailable:
    """The error for a file that cannot be fetched; it never contains anything that must not be in a log."""
    with pytest.raises(FileUnavailable) as problem:
        async with asyncio.timeout(60):
            await files.download(url, most=most)
    told = f"{problem.value} {problem.value.code} {problem.value.remedy}"
    assert "://" not in told
    assert SECRET not in told.split()
    assert problem.value.__cause__ is None
    assert problem.value.__suppress_context__ or problem.value.__context__ is None
    assert problem.value.remedy
    return problem.value


async def gone(files: TwilioFiles, url: str) -> str:
    """The code for a file that no other try can fetch."""
    problem = await refused(files, url)
    assert type(problem) is FileGone
    return problem.code


async def not_now(files: TwilioFiles, url: str) -> str:
    """The code for a failure that may be over at the next try."""
    problem = await refused(files, url)
    assert type(problem) is FileUnavailable
    return problem.code


# Files that are fetched


async def test_a_file_comes_as_it_is(files: TwilioFiles, keep: Keep) -> None:
    assert await files.download(keep(), most=len(PICTURE)) == PICTURE


@pytest.mark.parametrize("hops", [0, 1, 3])
async def test_up_to_three_redirects_are_followed(files: TwilioFiles, keep: Keep, hops: int) -> None:
    assert await files.download(keep(hops=hops), most=len(PICTURE)) == PICTURE


async def test_more_redirects_are_not(files: TwilioFiles, keep: Keep, standin: Standin) -> None:
    assert await gone(files, keep(hops=4)) == "redirects"
    assert len(standin.state.requests) == 4


async def test_the_key_goes_to_twilio_and_not_to_storage(files: TwilioFiles, keep: Keep, standin: Standin) -> None:
    await files.download(keep(hops=2), most=len(PICTURE))
    told = [request.headers.get("authorization") for request in standin.state.requests]
    assert told == ["Basic ***", None, None]


def test_it_is_made_without_a_connection_and_without_a_loop() -> None:
    assert TwilioFiles(key="SK1", secret=SECRET, base_url="")._session is None


# Many at once


async def test_a_dozen_small_ones_do_not_wait_for_one_another(files: TwilioFiles, keep: Keep, standin: Standin) -> None:
    """Twilio answers only once all twelve are asked for."""
    standin.state.together = 12
    urls = [keep() for _ in range(12)]
    assert await asyncio.gather(*(files.download(url, most=16_000_000) for url in urls)) == [PICTURE] * 12


async def test_a_large_one_on_its_way_keeps_no_small_one_waiting(
    files: TwilioFiles, keep: Keep, standin: Standin
) -> None:
    large = asyncio.create_task(files.download(keep(bytes(16_000_000), hops=0, seconds=600), most=16_000_000))
    await until(lambda: len(standin.state.requests) == 1)
    async with asyncio.timeout(60):
        assert await files.download(keep(), most=16_000_000) == PICTURE
    assert not large.done()
    large.cancel()


async def test_at_most_so_many_are_asked_for_at_once(connect: Connect, keep: Keep, standin: Standin) -> None:
    files = connect(most_at_once=1)
    urls = [keep() for _ in range(3)]
    assert await asyncio.gather(*(files.download(url, most=len(PICTURE)) for url in urls)) == [PICTURE] * 3
    kinds = ["storage" if "storage" in request.path else "media" for request in standin.state.requests]
    assert kinds == ["media", "storage"] * 3


async def test_waiting_to_be_asked_for_is_not_in_a_files_own_time(
    connect: Connect, keep: Keep, standin: Standin
) -> None:
    """The first takes all of its time; after that the second still has all of its own."""
    files = connect(seconds=2.0, most_at_once=1)
    slow, quick = keep(seconds=600), keep()
    first, second = asyncio.create_task(not_now(files, slow)), asyncio.create_task(files.download(quick, most=10**6))
    assert await first == "TimeoutError"
    assert await second == PICTURE
    kinds = ["storage" if "storage" in request.path else "media" for request in standin.state.requests]
    assert kinds == ["media", "storage"] * 2


@pytest.mark.parametrize("how", [{}, {"sized": False}, {"packed": True}])
async def test_a_file_waits_for_room_for_what_it_may_take(
    connect: Connect, keep: Keep, standin: Standin, how: dict[str, Any]
) -> None:
    files = connect(most_bytes=1_000_000)
    told = len(PICTURE) if not how else 900_000  # the size, if the response states it
    async with files._room.of(1_000_000 - told + 1):
        waiting = asyncio.create_task(files.download(keep(**how), most=900_000))
        await until(lambda: any("storage" in request.path for request in standin.state.requests))
        await asyncio.sleep(0.2)
        assert not waiting.done()
    assert await waiting == PICTURE
    async with files._room.of(1_000_000 - told), asyncio.timeout(60):
        assert await files.download(keep(**how), most=900_000) == PICTURE


async def test_room_is_free_again_however_a_file_ends(connect: Connect, keep: Keep) -> None:
    files = connect(most_bytes=len(PICTURE))
    async with asyncio.timeout(60):
        assert await not_now(files, keep(lacking=10)) == "ClientPayloadError"
        assert isinstance(await refused(files, keep(sized=False), most=len(PICTURE) - 1), FileTooLarge)
        assert await files.download(keep(), most=len(PICTURE)) == PICTURE


def test_waiting_for_room_is_not_in_a_files_own_time() -> None:
    """In virtual time: ten minutes of waiting take nothing from its time limit."""

    async def read(taking: float) -> None:
        files = TwilioFiles(key="SK1", secret=SECRET, base_url="")
        async with AsyncExitStack() as others:
            await others.enter_async_context(files._room.of(MOST_BYTES))
            asyncio.get_running_loop().call_later(600, asyncio.ensure_future, others.pop_all().aclose())
            async with asyncio.timeout(6) as clock:
                await asyncio.sleep(2)
                async with files._place_for(1, clock):
                    await asyncio.sleep(taking)

    loop = VirtualLoop()
    loop.run_until_complete(read(3.9))
    with pytest.raises(TimeoutError):
        loop.run_until_complete(read(4.1))
    loop.close()


# Files that are too large


async def test_a_file_that_says_it_is_too_large_is_not_read(files: TwilioFiles, keep: Keep) -> None:
    """It never ends: reading it would take too long."""
    problem = await refused(files, keep(b"few", lacking=1000, seconds=0.1), most=1000)
    assert isinstance(problem, FileTooLarge)


async def test_a_file_that_does_not_say_it_is_counted(files: TwilioFiles, keep: Keep) -> None:
    problem = await refused(files, keep(endless=True), most=len(PICTURE) - 1)
    assert isinstance(problem, FileTooLarge)


# Files that cannot be fetched, now or ever


async def test_a_wrong_key_is_told_with_its_remedy(connect: Connect, keep: Keep) -> None:
    problem = await refused(connect(secret="wrong"), keep())
    assert type(problem) is FileUnavailable
    assert problem.code == "401"
    assert "TWILIO_API_KEY_SECRET" in problem.remedy


async def test_a_file_that_twilio_does_not_have_is_gone(files: TwilioFiles, keep: Keep, standin: Standin) -> None:
    url = keep()
    standin.state.files.clear()
    assert await gone(files, url) == "404"


async def test_a_file_that_storage_does_not_have_is_gone(files: TwilioFiles, keep: Keep) -> None:
    assert await gone(files, keep(gone=True)) == "404"
    assert await gone(files, keep(status=410)) == "410"


@pytest.mark.parametrize("status", [204, 400, 403, 429, 500, 503])
async def test_any_other_answer_is_passing(files: TwilioFiles, keep: Keep, status: int) -> None:
    url = keep(first_statuses=(status,))
    problem = await refused(files, url)
    assert (type(problem), problem.code) == (FileUnavailable, str(status))
    assert ("TWILIO_API_KEY_SECRET" if status == 403 else "status page") in problem.remedy
    assert await files.download(url, most=len(PICTURE)) == PICTURE


async def test_a_file_that_is_cut_off_may_be_whole_next_time(files: TwilioFiles, keep: Keep) -> None:
    assert await not_now(files, keep(lacking=10)) == "ClientPayloadError"


async def test_all_of_a_file_has_to_come_in_time(connect: Connect, keep: Keep) -> None:
    """Each piece comes soon enough; all together take too long."""
    assert await not_now(connect(seconds=0.5), keep(PICTURE * 10, seconds=0.1)) == "TimeoutError"


async def test_an_answer_has_to_come_in_time(connect: Connect, keep: Keep) -> None:
    assert await not_now(connect(seconds=0.2), keep(waits=600)) == "TimeoutError"


async def test_nobody_there_is_told(connect: Connect) -> None:
    nowhere = f"http://127.0.0.1:{free_port()}"
    assert await not_now(connect(base_url=nowhere), f"{nowhere}/x") == "ClientConnectorError"


# Addresses that are never asked

FOREIGN = [
    "",
    "x",
    "/2010-04-01/Accounts",
    "//api.twilio.com/x",
    "http://api.twilio.com/x",
    "http://api.twilio.com:443/x",
    "ftp://api.twilio.com/x",
    "file:///etc/passwd",
    "data:,x",
    "https:///api.twilio.com",
    "https://api.twilio.com:8443/x",
    "https://api.twilio.com:80/x",
    "https://key:secret@api.twilio.com/x",
    "https://key@api.twilio.com/x",
    "https://:secret@api.twilio.com/x",
    "https://api.twilio.com@evil.example/x",
    "https://api.twilio.com:443@evil.example/x",
    "https://api.twilio.com.evil.example/x",
    "https://evil.example/api.twilio.com",
    "https://evil.example/?https://api.twilio.com",
    "https://evil.example#.twilio.com",
    "https://evil.example?.twilio.com",
    "https://evil.example\\.twilio.com/x",
    "https://evil.example\\@api.twilio.com/x",
    "https://evil.example%2f.twilio.com/x",
    "https://eviltwilio.com/x",
    "https://twilio.com.evil.example/x",
    "https://twilio.company/x",
    "https://api.twilio.com./x",
    "https://.twilio.com/x",
    "https://api..twilio.com/x",
    "https://" + "a" * 64 + ".twilio.com/x",
    "https://127.0.0.1/x",
    "https://[::1]/x",
    "https://[",
    "https://api.twilio.com:x/",
]


@pytest.mark.parametrize("url", FOREIGN)
@pytest.mark.parametrize("base_url", ["", "http://127.0.0.1:8082"])
async def test_only_twilios_hosts_are_asked(connect: Connect, url: str, base_url: str) -> None:
    assert await gone(connect(base_url=base_url), url) in {"not_twilios", "not_a_url"}


@pytest.mark.parametrize("base_url", ["", "http://127.0.0.1:1", "https://127.0.0.1"])
async def test_a_host_is_not_asked_unless_it_is_set(
    connect: Connect, keep: Keep, standin: Standin, base_url: str
) -> None:
    assert await gone(connect(base_url=base_url), keep()) == "not_twilios"
    assert not standin.state.requests


async def test_the_host_that_is_set_is_not_asked_in_another_way(files: TwilioFiles, keep: Keep) -> None:
    assert await gone(files, keep().replace("http:", "https:")) == "not_twilios"


async def test_a_name_and_a_password_do_not_come_with_the_host_that_is_set(
    files: TwilioFiles, keep: Keep, standin: Standin
) -> None:
    assert await gone(files, keep().replace("://", "://SK1:other@")) == "not_twilios"
    assert not standin.state.requests


# Redirects that are not followed


@pytest.mark.parametrize(
    "elsewhere",
    [
        "http://mms.twiliocdn.com/x",
        "http://mms.twiliocdn.com:443/x",
        "http://169.254.169.254/computeMetadata/v1/",
        "https://169.254.169.254/computeMetadata/v1/",
        "https://metadata.google.internal/computeMetadata/v1/",
        "https://127.0.0.1/x",
        "https://127.1/x",
        "https://2130706433/x",
        "https://0x7f000001/x",
        "https://127.0.0.0x1/x",
        "https://10.0.0.1/x",
        "https://[::1]/x",
        "https://[::ffff:127.0.0.1]/x",
        "https://[fe80::1]/x",
        "https://localhost/x",
        "https://metadata/x",
        "https://localhost./x",
        "https://x.localhost/x",
        "https://printer.local/x",
        "https://files.example:8443/x",
        "https://key:secret@files.example/x",
        "https:///x",
        "ftp://files.example/x",
        "file:///etc/passwd",
        "data:,x",
    ],
)
async def test_a_redirect_leads_to_no_inner_place(
    files: TwilioFiles, keep: Keep, standin: Standin, elsewhere: str
) -> None:
    assert await gone(files, keep(elsewhere=elsewhere)) == "redirected"
    assert len(standin.state.requests) == 1


async def test_a_redirect_that_is_no_address_is_told(files: TwilioFiles, keep: Keep) -> None:
    assert await gone(files, keep(elsewhere="https://[x")) in {"not_a_url", "redirected"}


async def test_a_redirect_to_another_port_of_our_host_is_not_followed(files: TwilioFiles, keep: Keep) -> None:
    with serve() as other:
        path = other.state.keep(File(PICTURE, "image/jpeg"))
        assert await gone(files, keep(elsewhere=other.base_url + path)) == "redirected"
        assert not other.state.requests
