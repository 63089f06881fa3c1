"""Files and vector stores of the stand-in: as OpenAI's own SDK sees them, and what OpenAI would not take."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from typing import Any

import openai
import pytest
from openai.types import FileObject, VectorStore
from openai.types.vector_stores import VectorStoreFile

from dev.openai_standin import Standin, serve
from dev.openai_standin.library import ATTACHES_A_MINUTE
from tests.dev.openai_standin.test_standin import client_of

STATIC: Any = {"type": "static", "static": {"max_chunk_size_tokens": 100, "chunk_overlap_tokens": 50}}


@pytest.fixture
def standin() -> Iterator[Standin]:
    with serve() as running:
        yield running


@pytest.fixture
async def client(standin: Standin) -> AsyncIterator[openai.AsyncOpenAI]:
    async with client_of(standin) as one:
        yield one


async def uploaded(client: openai.AsyncOpenAI, text: str = "Concha: 14", name: str = "a.md") -> FileObject:
    return await client.files.create(file=(name, text.encode()), purpose="assistants")


async def attached(client: openai.AsyncOpenAI, store: str, text: str = "Concha: 14", **more: Any) -> VectorStoreFile:
    return await client.vector_stores.files.create(store, file_id=(await uploaded(client, text)).id, **more)


async def test_a_file_is_uploaded_attached_and_found_in_the_sdk_s_own_types(client: openai.AsyncOpenAI) -> None:
    store = await client.vector_stores.create(name="knowledge", metadata={"recado": "knowledge"})
    one = await attached(client, store.id, attributes={"path": "a.md"}, chunking_strategy=STATIC)
    VectorStore.model_validate(store.to_dict(), strict=True)
    VectorStoreFile.model_validate(one.to_dict(), strict=True)
    file = await client.files.retrieve(one.id)
    FileObject.model_validate(file.to_dict(), strict=True)
    assert (file.filename, file.bytes, one.status, one.attributes) == ("a.md", 10, "completed", {"path": "a.md"})
    found = (await client.vector_stores.search(store.id, query="¿concha?")).data
    assert [(each.filename, each.score, each.content[0].text) for each in found] == [("a.md", 1.0, "Concha: 14")]
    assert (await client.vector_stores.retrieve(store.id)).file_counts.completed == 1


async def test_a_file_is_in_progress_for_a_while_and_fails_if_it_cannot_be_read(
    client: openai.AsyncOpenAI, standin: Standin
) -> None:
    store = await client.vector_stores.create()
    standin.state.library.looks = 2
    one = await attached(client, store.id)
    assert one.status == "in_progress"
    assert (await client.vector_stores.retrieve(store.id)).status == "in_progress"
    assert (await client.vector_stores.search(store.id, query="concha")).data == []
    seen = [(await client.vector_stores.files.retrieve(one.id, vector_store_id=store.id)).status for _ in range(2)]
    assert seen == ["in_progress", "completed"]
    standin.state.library.looks = 0
    for text, name in (("#unreadable", "a.md"), ("pan,precio", "a.csv"), (" ", "a.md")):
        file = await uploaded(client, text, name)
        failed = await client.vector_stores.files.create(store.id, file_id=file.id)
        assert (failed.status, failed.last_error and failed.last_error.code) == ("failed", "unsupported_file")
    assert (await client.vector_stores.retrieve(store.id)).file_counts.failed == 3


async def test_what_is_deleted_from_a_store_stays_a_file_and_what_is_deleted_as_a_file_leaves_all_stores(
    client: openai.AsyncOpenAI, standin: Standin
) -> None:
    store = await client.vector_stores.create()
    one, two = await attached(client, store.id), await attached(client, store.id)
    await client.vector_stores.files.delete(one.id, vector_store_id=store.id)
    assert (await client.files.retrieve(one.id)).id == one.id
    await client.files.delete(two.id)
    standin.state.library.stale_lists = 1
    assert len((await client.vector_stores.files.list(store.id)).data) == 2  # for a while
    assert (await client.vector_stores.files.list(store.id)).data == []
    for gone in (one, two):
        with pytest.raises(openai.NotFoundError):
            await client.vector_stores.files.retrieve(gone.id, vector_store_id=store.id)
    with pytest.raises(openai.NotFoundError):
        await client.files.delete(two.id)
    await client.vector_stores.delete(store.id)
    with pytest.raises(openai.NotFoundError, match=store.id):
        await client.vector_stores.search(store.id, query="concha")


async def test_lists_come_in_pages_the_newest_first_or_the_oldest(client: openai.AsyncOpenAI) -> None:
    store = await client.vector_stores.create()
    made = [(await attached(client, store.id)).id for _ in range(5)]
    pages = client.vector_stores.files.list(store.id, limit=2)
    assert [one.id async for one in pages] == made[::-1]
    assert [one.id async for one in client.files.list(limit=2, order="asc", purpose="assistants")] == made
    assert [one.id async for one in client.files.list(purpose="user_data")] == []
    assert [one.id async for one in client.vector_stores.list(order="asc")] == [store.id]
    completed = client.vector_stores.files.list(store.id, filter="in_progress")
    assert [one.id async for one in completed] == []


async def test_what_is_optional_may_be_left_out(client: openai.AsyncOpenAI, standin: Standin) -> None:
    store = await client.vector_stores.create()
    standin.state.library.thin = True
    one = await attached(client, store.id, attributes={"path": "a.md"})
    assert {"attributes", "chunking_strategy"} & one.to_dict().keys() == set()
    [found] = (await client.vector_stores.search(store.id, query="concha")).data
    assert found.attributes is None


async def test_more_attaches_than_a_store_takes_in_a_minute_are_refused(
    client: openai.AsyncOpenAI, standin: Standin
) -> None:
    store = await client.vector_stores.create()
    kept = await uploaded(client)
    for _ in range(ATTACHES_A_MINUTE):
        standin.state.library.attach(standin.state.library.stores[store.id], {"file_id": kept.id})
    with pytest.raises(openai.RateLimitError):
        await client.vector_stores.files.create(store.id, file_id=kept.id)


@pytest.mark.parametrize(
    ("more", "param"),
    [
        ({"attributes": {str(number): "x" for number in range(17)}}, "attributes"),
        ({"attributes": {"x" * 65: "x"}}, "attributes"),
        ({"attributes": {"path": "x" * 513}}, "attributes.path"),
        (
            {"chunking_strategy": {"type": "static", "static": {"max_chunk_size_tokens": 99}}},
            "chunking_strategy.static.",
        ),
        (
            {
                "chunking_strategy": {
                    "type": "static",
                    "static": {"max_chunk_size_tokens": 100, "chunk_overlap_tokens": 51},
                }
            },
            "chunking_strategy.static.",
        ),
        ({"extra_body": {"name": "a.md"}}, "name"),
    ],
)
async def test_what_openai_would_not_attach_is_refused(
    client: openai.AsyncOpenAI, more: dict[str, Any], param: str
) -> None:
    store = await client.vector_stores.create()
    with pytest.raises(openai.BadRequestError) as refused:
        await attached(client, store.id, **more)
    assert str(refused.value.param).startswith(param)


@pytest.mark.parametrize(
    "body",
    [
        {"query": ""},
        {"query": []},
        {"query": "x", "max_num_results": 51},
        {"query": "x", "ranking_options": {"ranker": "best"}},
        {"query": "x", "top": 5},
    ],
)
async def test_what_openai_would_not_search_is_refused(client: openai.AsyncOpenAI, body: dict[str, Any]) -> None:
    store = await client.vector_stores.create()
    with pytest.raises(openai.BadRequestError):
        await client.vector_stores.search(store.id, query="x", extra_body=body)


async def test_an_empty_file_or_one_for_nothing_is_refused(client: openai.AsyncOpenAI) -> None:
    for file, purpose in ((b"", "assistants"), (b"x", "reading")):
        with pytest.raises(openai.BadRequestError):
            await client.files.create(file=("a.md", file), purpose=purpose)  # type: ignore[arg-type]
    store = await client.vector_stores.create()
    with pytest.raises(openai.NotFoundError):
        await client.vector_stores.files.create(store.id, file_id="file-none")


async def test_an_expired_store_is_not_searched(client: openai.AsyncOpenAI, standin: Standin) -> None:
    store = await client.vector_stores.create()
    standin.state.library.stores[store.id].expired = True
    assert (await client.vector_stores.retrieve(store.id)).status == "expired"
    with pytest.raises(openai.BadRequestError):
        await client.vector_stores.search(store.id, query="x")
