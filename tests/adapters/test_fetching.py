"""Fetching, whoever the carrier is: where it may lead, who sees the key, how much is read, what a failure tells."""

import asyncio
import gzip
import re
from collections.abc import AsyncIterator

import pytest
from aiohttp import ClientSession
from yarl import URL

from handlers.adapters.fetching import PIECE, AllowedHosts, Source, parsed, read_file, read_json, stated_size
from handlers.errors import FileGone, FileTooLarge, FileUnavailable
from tests.adapters.answering import Server, response, serving

PICTURE = bytes(range(256)) * 1000
KEY = {"Authorization": "Bearer key"}
ACME = Source(
    "Acme", gone=frozenset({404}), unreachable="see the network", failing="see Acme", remedies={401: "set the key"}
)
HOSTS = re.compile(r"(?:[a-z]+\.)?acme\.example")


@pytest.fixture
async def session() -> AsyncIterator[ClientSession]:
    async with ClientSession() as session:
        yield session


def anywhere(address: URL, location: str) -> URL:
    return address.join(URL(location))


async def fetched(session: ClientSession, server: Server, path: str, *, most: int = 10**6) -> bytes:
    address = URL(server.base_url) / path
    async with ACME.within(60), ACME.opened(session, address, KEY, anywhere) as answer:
        return await read_file(answer, most)


def hops(path: str) -> bytes:
    """A file at /0, and a redirect to /n-1 at /n; at /n-301 with that status."""
    left, _, status = path[1:].partition("-")
    if left == "0":
        return response(PICTURE)
    return response(b"", f"{status or 302} Found", f"Location: /{int(left) - 1}")


# Where it may lead


@pytest.mark.parametrize("path", ["0", "3", "1-301", "1-302", "1-303", "1-307", "1-308"])
async def test_up_to_three_redirects_of_any_kind_are_followed(session: ClientSession, path: str) -> None:
    async with serving(hops) as server:
        assert await fetched(session, server, path) == PICTURE


@pytest.mark.parametrize("path", ["4", "1000000"])
async def test_more_redirects_are_not(session: ClientSession, path: str) -> None:
    async with serving(hops) as server:
        with pytest.raises(FileGone, match="redirects") as problem:
            await fetched(session, server, path)
        assert len(server.heads) == 4
    assert problem.value.remedy.startswith("none: Acme")


async def test_the_key_goes_to_the_first_host_alone(session: ClientSession) -> None:
    async with serving(hops) as server:
        await fetched(session, server, "2")
        assert ["Bearer key" in head for head in server.heads] == [True, False, False]


@pytest.mark.parametrize(("headers", "location"), [(["Location: //elsewhere/x"], "//elsewhere/x"), ([], "")])
async def test_where_a_redirect_leads_is_asked_before_it_is_followed(
    session: ClientSession, headers: list[str], location: str
) -> None:
    seen = list[tuple[str, str]]()

    def nowhere(address: URL, location: str) -> URL:
        seen.append((str(address), location))
        raise FileGone("nowhere", remedy="none")

    async with serving(lambda _path: response(b"", "302 Found", *headers)) as server:
        address = URL(server.base_url) / "a"
        with pytest.raises(FileGone, match="nowhere"):
            async with ACME.within(60), ACME.opened(session, address, KEY, nowhere):
                raise AssertionError
        assert (seen, len(server.heads)) == ([(str(address), location)], 1)


@pytest.mark.parametrize(
    "url",
    [
        *("https://acme.example/x", "https://files.acme.example:443/x", "HTTPS://ACME.example/x"),
        *("http://127.0.0.1:8080/x", "http://127.0.0.1:8080"),
    ],
)
def test_hosts_are_allowed_by_their_names_and_the_one_that_is_set(url: str) -> None:
    assert AllowedHosts(HOSTS, "http://127.0.0.1:8080/base").has(URL(url))


@pytest.mark.parametrize(
    "url",
    [
        *("http://acme.example/x", "https://acme.example:8443/x", "http://acme.example:443/x", "ftp://acme.example/x"),
        *("https://key:word@acme.example/x", "https://key@acme.example/x", "https://:word@acme.example/x"),
        *("https://acme.example.evil.example/x", "https://evilacme.example/x", "https://acme.example@evil.example/x"),
        *("https://127.0.0.1:8080/x", "http://127.0.0.1/x", "http://127.0.0.2:8080/x", "http://key@127.0.0.1:8080/x"),
        *("", "x", "/acme.example", "https:///x", "data:,x"),
    ],
)
def test_all_others_are_not(url: str) -> None:
    for base_url in ("http://127.0.0.1:8080", ""):
        assert not AllowedHosts(HOSTS, base_url).has(URL(url))


def test_without_another_host_only_the_names_are_allowed() -> None:
    assert AllowedHosts(HOSTS, "").has(URL("https://acme.example/x"))
    assert not AllowedHosts(HOSTS, "").has(URL("http://127.0.0.1:8080/x"))


def test_what_is_no_address_is_gone_with_the_remedy() -> None:
    assert parsed("https://acme.example/x", remedy="none") == URL("https://acme.example/x")
    with pytest.raises(FileGone, match="not_a_url") as problem:
        parsed("https://[acme", remedy="none: that is none")
    assert problem.value.remedy == "none: that is none"
    assert problem.value.__suppress_context__


# How much is read

PACKED = gzip.compress(PICTURE)
ANSWERS = {
    "sized": response(PICTURE),
    "unsized": response(PICTURE, is_sized=False),
    "packed": response(PACKED, "200 OK", "Content-Encoding: gzip"),
    "chunked": response(
        b"%x\r\n%s\r\n0\r\n\r\n" % (len(PICTURE), PICTURE), "200 OK", "Transfer-Encoding: chunked", is_sized=False
    ),
}


@pytest.mark.parametrize("how", ANSWERS)
async def test_a_file_is_read_as_it_is_up_to_the_limit(session: ClientSession, how: str) -> None:
    async with serving(lambda _path: ANSWERS[how]) as server:
        assert await fetched(session, server, "a", most=len(PICTURE)) == PICTURE
        with pytest.raises(FileTooLarge, match="too_large") as problem:
            await fetched(session, server, "a", most=len(PICTURE) - 1)
    assert problem.value.remedy == "none: the customer can send a smaller one"


async def test_an_empty_file_is_one(session: ClientSession) -> None:
    async with serving(lambda _path: response()) as server:
        assert await fetched(session, server, "a", most=0) == b""


@pytest.mark.parametrize(
    "answer",
    [
        response(b"few", "200 OK", "Content-Length: 1001", is_sized=False),
        response(b"x" * (1000 + PIECE), is_sized=False),
        response(gzip.compress(b"x" * 10_000_000), "200 OK", "Content-Encoding: gzip"),
    ],
    ids=["stated", "counted", "unpacked"],
)
async def test_a_file_that_is_too_large_is_not_read_to_its_end(session: ClientSession, answer: bytes) -> None:
    """The end does not come: waiting for it would take too long."""
    async with serving(lambda _path: answer, holds=True) as server:
        with pytest.raises(FileTooLarge):
            await fetched(session, server, "a", most=1000)


@pytest.mark.parametrize(("how", "size"), [("sized", len(PICTURE)), ("unsized", None), ("packed", len(PACKED))])
async def test_the_size_that_is_stated_is_told(session: ClientSession, how: str, size: int | None) -> None:
    async with serving(lambda _path: ANSWERS[how]) as server, session.get(server.base_url) as answer:
        assert stated_size(answer, 10**6) == size


@pytest.mark.parametrize(
    ("document", "told"),
    [
        (b'{"id": "ni\xc3\xb1o"}', {"id": "niño"}),
        (b'["1"] ', ["1"]),
        (b"<html>", None),
        (b"\xff\xfe\xfd", None),
        (b"[" * 100_000, None),
        (b" " * 100_001, None),
        (b"", None),
    ],
)
async def test_what_is_no_json_of_the_right_size_is_nothing(
    session: ClientSession, document: bytes, told: object
) -> None:
    async with serving(lambda _path: response(document)) as server, session.get(server.base_url) as answer:
        assert await read_json(answer, 100_000) == told


async def test_json_has_a_limit(session: ClientSession) -> None:
    for most, told in ((6, "four"), (5, None)):
        async with serving(lambda _path: response(b'"four"')) as server, session.get(server.base_url) as answer:
            assert await read_json(answer, most) == told


# What a failure tells


@pytest.mark.parametrize(
    ("status", "kind", "remedy"),
    [
        (404, FileGone, "none: Acme no longer has the file"),
        (401, FileUnavailable, "set the key"),
        (410, FileUnavailable, "see Acme"),
        (204, FileUnavailable, "see Acme"),
        (304, FileUnavailable, "see Acme"),
        (503, FileUnavailable, "see Acme"),
    ],
)
async def test_a_status_tells_whether_another_try_can_help(
    session: ClientSession, status: int, kind: type[FileUnavailable], remedy: str
) -> None:
    async with serving(lambda _path: response(b"", f"{status} -")) as server:
        with pytest.raises(FileUnavailable) as problem:
            await fetched(session, server, "a")
    assert (type(problem.value), problem.value.code, problem.value.remedy) == (kind, str(status), remedy)


async def test_what_takes_too_long_or_breaks_off_is_worth_another_try_and_tells_no_address(
    session: ClientSession,
) -> None:
    async def broken() -> None:
        async with serving(lambda _path: response(b"few", "200 OK", "Content-Length: 9", is_sized=False)) as server:
            await fetched(session, server, "a")

    async def slow() -> None:
        async with ACME.within(0.01):
            await asyncio.sleep(60)

    for failing, code in ((broken, "ClientPayloadError"), (slow, "TimeoutError")):
        with pytest.raises(FileUnavailable) as problem:
            await failing()
        assert (type(problem.value), problem.value.code, problem.value.remedy) == (
            FileUnavailable,
            code,
            "see the network",
        )
        assert problem.value.__cause__ is None
        assert problem.value.__suppress_context__


async def test_a_limit_can_be_put_off() -> None:
    async with ACME.within(0.01) as clock:
        clock.reschedule(None)
        await asyncio.sleep(0.05)
