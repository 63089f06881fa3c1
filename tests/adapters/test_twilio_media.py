"""Files from Twilio over HTTP: with the key to Twilio, without it to storage, to nobody else, and never too much."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from yarl import URL

from dev.processes import free_port
from dev.twilio_standin import File, Standin, serve
from handlers.adapters.twilio_media import TwilioFiles, _parsed
from handlers.errors import FileTooLarge, FileUnavailable

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
    """Why a file cannot be had; whatever it is, it says nothing that is not to be in a log."""
    with pytest.raises(FileUnavailable) as problem:
        await files.download(url, most=most)
    told = f"{problem.value} {problem.value.code} {problem.value.remedy}"
    assert "://" not in told
    assert SECRET not in told.split()
    assert problem.value.__cause__ is None
    assert problem.value.__suppress_context__ or problem.value.__context__ is None
    assert problem.value.remedy
    return problem.value


# What is fetched


async def test_a_file_comes_as_it_is(files: TwilioFiles, keep: Keep) -> None:
    assert await files.download(keep(), most=len(PICTURE)) == PICTURE


async def test_a_file_of_untold_size_comes_as_it_is(files: TwilioFiles, keep: Keep) -> None:
    assert await files.download(keep(sized=False), most=len(PICTURE)) == PICTURE


async def test_an_empty_file_is_one(files: TwilioFiles, keep: Keep) -> None:
    assert await files.download(keep(b""), most=0) == b""


@pytest.mark.parametrize("hops", [0, 1, 3])
async def test_up_to_three_redirects_are_followed(files: TwilioFiles, keep: Keep, hops: int) -> None:
    assert await files.download(keep(hops=hops), most=len(PICTURE)) == PICTURE


@pytest.mark.parametrize("hops", [4, 1_000_000])
async def test_more_redirects_are_not(files: TwilioFiles, keep: Keep, standin: Standin, hops: int) -> None:
    assert (await refused(files, keep(hops=hops))).code == "redirects"
    assert len(standin.state.requests) == 4


async def test_the_key_goes_to_twilio_and_not_to_storage(files: TwilioFiles, keep: Keep, standin: Standin) -> None:
    await files.download(keep(hops=2), most=len(PICTURE))
    told = [request.headers.get("authorization") for request in standin.state.requests]
    assert told == ["Basic ***", None, None]


async def test_a_packed_file_is_unpacked(files: TwilioFiles, keep: Keep) -> None:
    assert await files.download(keep(packed=True), most=len(PICTURE)) == PICTURE


def test_it_is_made_without_a_connection_and_without_a_loop() -> None:
    assert TwilioFiles(key="SK1", secret=SECRET, base_url="")._session is None


async def test_at_most_so_many_are_fetched_at_once(connect: Connect, keep: Keep, standin: Standin) -> None:
    files = connect(most_at_once=1)
    urls = [keep() for _ in range(3)]
    assert await asyncio.gather(*(files.download(url, most=len(PICTURE)) for url in urls)) == [PICTURE] * 3
    kinds = ["storage" if "storage" in request.path else "media" for request in standin.state.requests]
    assert kinds == ["media", "storage"] * 3


# What is too large


async def test_a_file_that_says_it_is_too_large_is_not_read(files: TwilioFiles, keep: Keep) -> None:
    """It never comes to an end: to read it would take too long."""
    problem = await refused(files, keep(b"few", lacking=1000, seconds=0.1), most=1000)
    assert isinstance(problem, FileTooLarge)


@pytest.mark.parametrize("how", [{"sized": False}, {"endless": True}])
async def test_a_file_that_does_not_say_it_is_counted(files: TwilioFiles, keep: Keep, how: dict[str, Any]) -> None:
    problem = await refused(files, keep(**how), most=len(PICTURE) - 1)
    assert isinstance(problem, FileTooLarge)


async def test_a_packed_file_is_counted_as_it_is_unpacked(files: TwilioFiles, keep: Keep) -> None:
    problem = await refused(files, keep(bytes(10_000_000), packed=True), most=1_000_000)
    assert isinstance(problem, FileTooLarge)


# What cannot be had


async def test_a_wrong_key_is_told_with_its_remedy(connect: Connect, keep: Keep) -> None:
    problem = await refused(connect(secret="wrong"), keep())
    assert problem.code == "401"
    assert "TWILIO_API_KEY_SECRET" in problem.remedy


async def test_a_file_that_twilio_does_not_have_is_told(files: TwilioFiles, keep: Keep, standin: Standin) -> None:
    url = keep()
    standin.state.files.clear()
    assert (await refused(files, url)).code == "404"


async def test_a_file_that_storage_does_not_have_is_told(files: TwilioFiles, keep: Keep) -> None:
    assert (await refused(files, keep(gone=True))).code == "404"


async def test_a_file_that_is_cut_off_is_none(files: TwilioFiles, keep: Keep) -> None:
    assert (await refused(files, keep(lacking=10))).code == "ClientPayloadError"


async def test_all_of_a_file_has_to_come_in_time(connect: Connect, keep: Keep) -> None:
    """Each piece comes soon enough; all together do not."""
    assert (await refused(connect(seconds=0.5), keep(PICTURE * 10, seconds=0.1))).code == "TimeoutError"


async def test_an_answer_has_to_come_in_time(connect: Connect, keep: Keep, standin: Standin) -> None:
    url, standin.state.seconds = keep(), 600
    assert (await refused(connect(seconds=0.2), url)).code == "TimeoutError"


async def test_waiting_for_others_counts(connect: Connect, keep: Keep) -> None:
    files = connect(seconds=0.2, most_at_once=1)
    async with files._turns:  # somebody else has the only place, for longer
        assert (await refused(files, keep())).code == "TimeoutError"


async def test_nobody_there_is_told(connect: Connect) -> None:
    nowhere = f"http://127.0.0.1:{free_port()}"
    assert (await refused(connect(base_url=nowhere), f"{nowhere}/x")).code == "ClientConnectorError"


# Where nothing is asked for

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
    assert (await refused(connect(base_url=base_url), url)).code in {"not_twilios", "not_a_url"}


@given(st.text() | st.from_regex(r"\A[a-z]{2,5}:[/\\]{0,3}[a-z@:.\[\]%#?]{0,20}(twilio\.com)?[/a-z@:.#?]{0,9}\Z"))
def test_any_other_text_is_no_twilios(url: str) -> None:
    files = TwilioFiles(key="SK1", secret=SECRET, base_url="http://127.0.0.1:8082")
    try:
        address = _parsed(url)
    except FileUnavailable:
        return
    if files._is_twilios(address):
        assert f".{address.host}".endswith(".twilio.com")
        assert (address.scheme, address.port, address.user, address.password) == ("https", 443, None, None)


@pytest.mark.parametrize("url", ["https://api.twilio.com/x", "https://twilio.com/", "HTTPS://API.us1.TWILIO.com:443/x"])
def test_twilios_hosts_are_twilios(url: str) -> None:
    assert TwilioFiles(key="SK1", secret=SECRET, base_url="")._is_twilios(URL(url))


@pytest.mark.parametrize("base_url", ["", "http://127.0.0.1:1", "https://127.0.0.1"])
async def test_a_host_is_not_asked_unless_it_is_set(
    connect: Connect, keep: Keep, standin: Standin, base_url: str
) -> None:
    assert (await refused(connect(base_url=base_url), keep())).code == "not_twilios"
    assert not standin.state.requests


async def test_the_host_that_is_set_is_not_asked_in_another_way(files: TwilioFiles, keep: Keep) -> None:
    assert (await refused(files, keep().replace("http:", "https:"))).code == "not_twilios"


async def test_a_name_and_a_password_do_not_come_with_the_host_that_is_set(
    files: TwilioFiles, keep: Keep, standin: Standin
) -> None:
    assert (await refused(files, keep().replace("://", "://SK1:other@"))).code == "not_twilios"
    assert not standin.state.requests


# Where no redirect leads


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
    assert (await refused(files, keep(elsewhere=elsewhere))).code == "redirected"
    assert len(standin.state.requests) == 1


async def test_a_redirect_that_is_no_address_is_told(files: TwilioFiles, keep: Keep) -> None:
    assert (await refused(files, keep(elsewhere="https://[x"))).code in {"not_a_url", "redirected"}


async def test_a_redirect_to_another_port_of_our_host_is_not_followed(files: TwilioFiles, keep: Keep) -> None:
    with serve() as other:
        path = other.state.keep(File(PICTURE, "image/jpeg"))
        assert (await refused(files, keep(elsewhere=other.base_url + path))).code == "redirected"
        assert not other.state.requests


@pytest.mark.parametrize("there", ["https://mms.twiliocdn.com/x?a=b", "https://s3.us-east-1.amazonaws.com/x", "/y"])
def test_a_redirect_to_storage_is_followed(files: TwilioFiles, there: str) -> None:
    here = URL("https://api.twilio.com/x")
    assert files._next(here, there) == here.join(URL(there))
