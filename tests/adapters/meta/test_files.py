"""Files from Meta over HTTP: only from its hosts, with the token only where it belongs, and nothing too large."""

import asyncio

import pytest

from dev.meta_standin import File, Standin
from dev.processes import free_port
from handlers.adapters.meta.files import MetaFiles
from handlers.adapters.meta.rest import MetaRest
from handlers.errors import FileGone, FileTooLarge, FileUnavailable
from tests.adapters.meta.rest import SECRET, rest_of

PICTURE = bytes(range(256)) * 1000


@pytest.fixture
def files(rest: MetaRest, meta: Standin) -> MetaFiles:
    return MetaFiles(rest, base_url=meta.base_url)


def named(meta: Standin, **more: object) -> str:
    return f"meta:{meta.state.keep(File(PICTURE, 'image/jpeg', **more))}"  # type: ignore[arg-type]


async def refused(files: MetaFiles, url: str, *, most: int = 16_000_000) -> FileUnavailable:
    """The error for a file that cannot be fetched; it never contains anything that must not be in a log."""
    with pytest.raises(FileUnavailable) as problem:
        await files.download(url, most=most)
    told = f"{problem.value} {problem.value.code} {problem.value.remedy}"
    assert "://" not in told
    assert SECRET not in told
    assert problem.value.__cause__ is None
    return problem.value


async def test_a_file_of_whatsapp_is_found_by_its_id(files: MetaFiles, meta: Standin) -> None:
    assert await files.download(named(meta), most=len(PICTURE)) == PICTURE
    assert [request.headers.get("authorization") for request in meta.state.requests] == ["Bearer ***"] * 2


async def test_a_file_of_a_page_is_at_its_address_and_needs_no_token(files: MetaFiles, meta: Standin) -> None:
    file = named(meta).removeprefix("meta:")
    assert await files.download(f"meta:{meta.base_url}/cdn/{file}", most=len(PICTURE)) == PICTURE
    assert [request.headers.get("authorization") for request in meta.state.requests] == [None]


async def test_a_redirect_is_followed_without_the_token(files: MetaFiles, meta: Standin) -> None:
    file = named(meta, hops=2)
    assert await files.download(file, most=len(PICTURE)) == PICTURE
    tokens = [request.headers.get("authorization") for request in meta.state.requests]
    assert tokens == ["Bearer ***", "Bearer ***", None, None]
    assert (await refused(files, named(meta, hops=9))).code == "redirects"


@pytest.mark.parametrize(
    "url",
    [
        "meta:https://elsewhere.example/1",
        "meta:http://scontent.fbcdn.net/1",
        "meta:https://scontent.fbcdn.net.example/1",
        "meta:https://fbcdn.net@127.0.0.1/1",
        "meta:https://user:word@scontent.fbcdn.net/1",
        "meta:https://scontent.fbcdn.net:8443/1",
        "meta:http://[",
        "meta:../me",
        "meta:",
    ],
)
async def test_nothing_is_fetched_from_anywhere_else(files: MetaFiles, meta: Standin, url: str) -> None:
    assert type(await refused(files, url)) is FileGone
    assert not meta.state.requests


async def test_nor_if_meta_itself_names_such_an_address(files: MetaFiles, meta: Standin) -> None:
    assert (await refused(files, named(meta, at="https://elsewhere.example/1"))).code == "not_metas"
    assert (await refused(files, named(meta, at="none"))).code == "not_metas"


async def test_metas_own_hosts_are_known(rest: MetaRest) -> None:
    files = MetaFiles(rest)
    for host in ("lookaside.fbsbx.com", "scontent.xx.fbcdn.net", "scontent.cdninstagram.com"):
        assert str(files._checked(f"https://{host}/1")) == f"https://{host}/1"


@pytest.mark.parametrize(
    ("status", "kind"), [(404, FileGone), (400, FileGone), (500, FileUnavailable), (401, FileUnavailable)]
)
async def test_a_file_that_meta_does_not_give_is_gone_or_worth_another_try(
    files: MetaFiles, meta: Standin, status: int, kind: type[FileUnavailable]
) -> None:
    assert type(await refused(files, named(meta, status=status))) is kind
    assert type(await refused(files, named(meta, then=status))) is kind


async def test_an_unknown_id_is_gone_and_a_wrong_token_is_the_operators(files: MetaFiles, meta: Standin) -> None:
    assert type(await refused(files, "meta:1")) is FileGone
    rest = rest_of(meta.base_url, "wrong")
    problem = await refused(MetaFiles(rest, base_url=meta.base_url), named(meta))
    assert "META_ACCESS_TOKEN" in problem.remedy
    await rest.close()


async def test_a_file_that_is_too_large_is_not_read(files: MetaFiles, meta: Standin) -> None:
    for more in ({}, {"sized": False}):
        assert type(await refused(files, named(meta, **more), most=len(PICTURE) - 1)) is FileTooLarge


async def test_who_does_not_answer_is_asked_another_time(meta: Standin) -> None:
    rest = rest_of(f"http://127.0.0.1:{free_port()}")
    assert (await refused(MetaFiles(rest, base_url=meta.base_url), "meta:1")).code == "ClientConnectorError"
    await rest.close()
    rest = rest_of(meta.base_url)
    slow = MetaFiles(rest, base_url=meta.base_url, seconds=0.2)
    assert (await refused(slow, named(meta, seconds=600))).code == "TimeoutError"
    await rest.close()


async def test_a_few_are_fetched_at_once(files: MetaFiles, meta: Standin) -> None:
    found = await asyncio.gather(*(files.download(named(meta), most=len(PICTURE)) for _ in range(6)))
    assert found == [PICTURE] * 6
