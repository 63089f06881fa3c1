"""A vector store made as a folder is, by the real SDK over HTTP: broken off anywhere, run again, run twice at once."""

import asyncio
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager
from typing import Any

import httpx2
import openai
import pytest

from dev.knowledge import sync as syncing
from dev.knowledge.plan import ORPHANED_AFTER
from dev.knowledge.sync import ATTACHES_A_MINUTE, MARK, Done, Sync, wanted_of
from dev.openai_standin import Standin, serve
from dev.openai_standin.library import Attached
from handlers.adapters.openai.search import PATH, OpenAIPassages
from handlers.knowledge.files import KnownText

OLD = {"precios.csv": "Concha: 14", "menus/te.md": "Menta: 20", "viejo.md": "Cuerno: 16"}
NEW = {"precios.csv": "Concha: 15", "menus/te.md": "Menta: 20", "nuevo.md": "Oreja: 15"}


@pytest.fixture
def standin() -> Iterator[Standin]:
    with serve() as running:
        yield running


class Killed(BaseException):
    """The process ends here."""


class Dying(httpx2.AsyncBaseTransport):
    """A network on which this process dies at its request of this number, before or after it was done."""

    def __init__(self, at: int, *, done: bool) -> None:
        self.at, self.done, self.count = at, done, 0
        self.network = httpx2.AsyncHTTPTransport()

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        self.count += 1
        if self.count == self.at and not self.done:
            raise Killed
        response = await self.network.handle_async_request(request)
        if self.count == self.at:
            await response.aread()
            raise Killed
        return response

    async def aclose(self) -> None:
        await self.network.aclose()


@asynccontextmanager
async def client_of(standin: Standin, transport: httpx2.AsyncBaseTransport | None = None) -> AsyncIterator[Any]:
    http = httpx2.AsyncClient(transport=transport) if transport else openai.DefaultAioHttpClient()
    async with openai.AsyncOpenAI(api_key="k", base_url=standin.base_url, max_retries=0, http_client=http) as client:
        yield client


async def no_pause(_seconds: float) -> None:
    await asyncio.sleep(0)


async def synced(
    standin: Standin,
    files: Mapping[str, str],
    store: str = "",
    transport: httpx2.AsyncBaseTransport | None = None,
    said: list[str] | None = None,
) -> Done:
    wanted = wanted_of(KnownText(name, text) for name, text in files.items())
    said = [] if said is None else said
    async with client_of(standin, transport) as client:
        return await Sync(client, said.append, no_pause)(wanted, store)


def attached(standin: Standin, store: str) -> list[Attached]:
    return standin.state.library.stores[store].living


def kept(standin: Standin, store: str) -> dict[str, str]:
    """What is in the store, by path; fails if a path is there twice."""
    found = [(str(each.attributes[PATH]), each.text) for each in attached(standin, store)]
    assert len(found) == len(dict(found))
    return dict(found)


def unattached(standin: Standin, store: str) -> list[str]:
    ids = {each.file.id for each in attached(standin, store)}
    return [file.upload.name for file in standin.state.library.files.values() if file.id not in ids]


async def test_a_folder_becomes_a_store_that_is_searched_by_its_files_names(standin: Standin) -> None:
    said: list[str] = []
    done = await synced(standin, OLD, said=said)
    assert (kept(standin, done.store), done.is_whole, done.failed, done.others) == (OLD, True, {}, 0)
    assert standin.state.library.stores[done.store].metadata == MARK
    assert "[3/3] viejo.md" in said
    async with client_of(standin) as client:
        [passage] = await OpenAIPassages(client, done.store).search("menta")
    assert (passage.source, passage.text) == ("menus/te.md", "Menta: 20")
    for each in attached(standin, done.store):
        assert len(str(each.attributes["sha256"])) == 64
        assert each.file.upload.name.endswith(".md")


async def test_only_what_differs_is_sent_and_what_is_gone_is_deleted(standin: Standin) -> None:
    first = await synced(standin, OLD)
    before = len(standin.state.seen("POST", "/v1/files"))
    done = await synced(standin, NEW)
    assert (done.store, done.is_whole, kept(standin, done.store)) == (first.store, True, NEW)
    assert len(standin.state.seen("POST", "/v1/files")) == before + 2
    assert unattached(standin, done.store) == []
    requests = len(standin.state.requests)
    assert (await synced(standin, NEW)).is_whole
    assert {seen.method for seen in list(standin.state.requests)[requests:]} == {"GET"}


async def test_the_old_is_deleted_only_once_the_new_can_be_searched(standin: Standin) -> None:
    store = (await synced(standin, OLD)).store
    standin.state.library.looks = 3
    requests = len(standin.state.requests)
    assert (await synced(standin, NEW, store)).is_whole
    methods = [(seen.method, seen.path.rpartition("/")[2]) for seen in list(standin.state.requests)[requests:]]
    first_deleted = next(number for number, (method, _) in enumerate(methods) if method == "DELETE")
    last_attached = max(number for number, each in enumerate(methods) if each == ("POST", "files"))
    assert methods[last_attached + 1 : first_deleted].count(("GET", "files")) >= 6  # three looks at both lists
    assert kept(standin, store) == NEW


@pytest.mark.parametrize("done", [False, True])
async def test_broken_off_at_any_request_nothing_is_missing_meanwhile_and_the_next_run_makes_it_whole(
    standin: Standin, done: bool
) -> None:
    store = (await synced(standin, OLD)).store
    standin.state.library.looks = 1
    at = 0
    while True:
        at += 1
        wanted = NEW if at % 2 else OLD
        try:
            await synced(standin, wanted, store, Dying(at, done=done))
        except Killed:
            for path in OLD.keys() & NEW.keys():
                under = [each for each in attached(standin, store) if each.attributes[PATH] == path]
                ready = [each for each in under if each.status == "completed"]
                assert {each.text for each in ready} & {OLD[path], NEW[path]}, at
        else:
            break
        assert (await synced(standin, wanted, store)).is_whole
        assert kept(standin, store) == wanted, at
    assert at > 10
    for file in standin.state.library.files.values():
        file.created_at -= ORPHANED_AFTER + 10
    await synced(standin, OLD, store)
    assert (kept(standin, store), unattached(standin, store)) == (OLD, [])


@pytest.mark.parametrize("done", [False, True])
async def test_broken_off_while_the_store_is_made_no_second_one_is_left(standin: Standin, done: bool) -> None:
    for at in range(1, 6):
        with pytest.raises(Killed):
            await synced(standin, OLD, transport=Dying(at, done=done))
    whole = await synced(standin, OLD)
    assert (list(standin.state.library.stores), kept(standin, whole.store)) == ([whole.store], OLD)


async def test_two_runs_at_once_leave_one_store_with_each_file_once(standin: Standin) -> None:
    one, two = await asyncio.gather(synced(standin, OLD), synced(standin, OLD))
    again = await synced(standin, OLD)
    assert one.store == two.store == again.store
    assert (list(standin.state.library.stores), kept(standin, one.store)) == ([one.store], OLD)
    changed = await asyncio.gather(*(synced(standin, NEW) for _ in range(3)))
    assert {done.store for done in changed} == {one.store}
    assert (await synced(standin, NEW)).is_whole
    assert kept(standin, one.store) == NEW


async def test_two_runs_of_different_folders_take_nothing_away_for_good(standin: Standin) -> None:
    store = (await synced(standin, OLD)).store
    await asyncio.gather(synced(standin, OLD, store), synced(standin, NEW, store))
    assert (await synced(standin, NEW, store)).is_whole
    assert kept(standin, store) == NEW


async def test_lists_that_show_what_is_deleted_do_not_mislead(standin: Standin) -> None:
    store = (await synced(standin, OLD)).store
    for wanted in (NEW, OLD, NEW):
        standin.state.library.stale_lists = 10
        assert (await synced(standin, wanted, store)).is_whole
        assert kept(standin, store) == wanted


async def test_a_file_that_openai_cannot_take_is_named_and_its_old_version_stays(standin: Standin) -> None:
    store = (await synced(standin, OLD)).store
    broken = {**NEW, "precios.csv": "#unreadable"}
    done = await synced(standin, broken, store)
    assert done.failed == {"precios.csv": "The file type is not supported, or it is empty"}
    assert done.is_whole
    assert kept(standin, store) == {**NEW, "precios.csv": OLD["precios.csv"]}
    assert (await synced(standin, NEW, store)).failed == {}
    assert kept(standin, store) == NEW


async def test_what_others_put_into_the_store_is_left_and_told(standin: Standin) -> None:
    async with client_of(standin) as client:
        store = (await client.vector_stores.create(name="theirs")).id
        for attributes in ({}, {PATH: "precios.csv"}):
            file = await client.files.create(file=("a.md", b"Hola"), purpose="assistants")
            await client.vector_stores.files.create(store, file_id=file.id, attributes=attributes)
    done = await synced(standin, {"te.md": "Menta"}, store)
    assert (done.store, done.others, done.is_whole) == (store, 2, True)
    assert len(attached(standin, store)) == 3
    await synced(standin, {"cafe.md": "Café"}, store)
    assert [each.text for each in attached(standin, store)] == ["Hola", "Hola", "Café"]


async def test_a_store_that_is_gone_or_expired_is_made_anew_and_said(standin: Standin) -> None:
    first = await synced(standin, OLD)
    standin.state.library.stores[first.store].expired = True
    said: list[str] = []
    second = await synced(standin, OLD, first.store, said=said)
    assert second.store != first.store
    assert said[:2] == [f"The store {first.store} is not there any more.", f"The store is {second.store}."]
    del standin.state.library.stores[second.store]
    third = await synced(standin, OLD, second.store)
    assert kept(standin, third.store) == OLD


async def test_a_thousand_files_are_attached_at_a_pace_that_openai_takes(standin: Standin) -> None:
    waited: list[float] = []

    async def pause(seconds: float) -> None:
        waited.append(seconds)
        for store in standin.state.library.stores.values():  # what waiting does, without the wait
            store.attached_at = [at - seconds for at in store.attached_at]

    wanted = wanted_of(KnownText(f"{number}.md", f"Número {number}") for number in range(350))
    async with client_of(standin) as client:
        done = await Sync(client, lambda _: None, pause)(wanted)
    assert done.is_whole
    assert len(kept(standin, done.store)) == 350
    assert sum(waited) >= 350 * 60 / ATTACHES_A_MINUTE


async def test_a_store_that_never_gets_ready_is_told_and_nothing_of_it_is_deleted(
    standin: Standin, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = (await synced(standin, OLD)).store
    monkeypatch.setattr(syncing, "LOOKS", 3)
    standin.state.library.looks = 10_000
    done = await synced(standin, NEW, store)
    assert not done.is_whole
    assert "Concha: 14" in [each.text for each in attached(standin, store)]
    for each in attached(standin, store):
        each.looks = 0
    assert (await synced(standin, NEW, store)).is_whole
    assert kept(standin, store) == NEW


async def test_what_an_upload_has_left_is_deleted_by_a_later_run_unless_another_may_be_at_it(standin: Standin) -> None:
    store = (await synced(standin, OLD)).store
    async with client_of(standin) as client:
        for name in (f"x.md.0123.{store}.md", "of-others.md"):
            await client.files.create(file=(name, b"x"), purpose="assistants")
    await synced(standin, OLD, store)
    assert len(unattached(standin, store)) == 2
    for file in standin.state.library.files.values():
        file.created_at -= ORPHANED_AFTER + 10
    await synced(standin, OLD, store)
    assert unattached(standin, store) == ["of-others.md"]
