"""OpenAI's vector stores, with the real SDK over HTTP: passages, and the meaning of each error."""

from collections.abc import Iterator

import httpx2
import openai
import pytest

from dev.openai_standin import Standin, serve
from dev.openai_standin.refusals import Refused, not_found, wrong_key
from handlers.adapters.openai.search import MOST_CHARACTERS, MOST_PASSAGES, OpenAIPassages
from handlers.errors import KnowledgeMisconfigured, KnowledgeUnavailable
from handlers.knowledge.ports import Passage
from tests.library import filled, searches


@pytest.fixture
def standin() -> Iterator[Standin]:
    """One of its own: its library is made unkind."""
    with serve() as running:
        yield running


async def test_the_passages_that_fit_best_come_first_each_with_its_file_s_name(
    openai_client: openai.AsyncOpenAI, standin: Standin
) -> None:
    store = await filled(openai_client, menus__pan="Concha de chocolate: 14", cafe="Café: 32", otro="Chocolate: 38")
    found = await OpenAIPassages(openai_client, store).search("¿Hay concha de chocolate?")
    assert found == [Passage("menus/pan.md", "Concha de chocolate: 14", 1.0), Passage("otro.md", "Chocolate: 38", 0.5)]
    assert searches(standin, store) == [{"query": "¿Hay concha de chocolate?", "max_num_results": MOST_PASSAGES}]


async def test_nothing_is_found_in_an_empty_store_or_where_nothing_fits(openai_client: openai.AsyncOpenAI) -> None:
    assert await OpenAIPassages(openai_client, await filled(openai_client)).search("concha") == []
    assert await OpenAIPassages(openai_client, await filled(openai_client, a="Café")).search("concha") == []


async def test_of_a_store_that_is_half_synced_what_is_ready_is_found(
    openai_client: openai.AsyncOpenAI, standin: Standin
) -> None:
    store = await filled(openai_client, a="Concha: 14", b="Concha #unreadable")
    standin.state.library.looks = 1
    kept = await openai_client.files.create(file=("c.md", b"Concha: 16"), purpose="assistants")
    await openai_client.vector_stores.files.create(store, file_id=kept.id)
    attached = standin.state.library.stores[store].files[kept.id]
    attached.looks = 1
    assert [passage.source for passage in await OpenAIPassages(openai_client, store).search("concha")] == ["a.md"]


async def test_at_most_five_passages_come_and_none_is_longer_than_a_note_can_bear(
    openai_client: openai.AsyncOpenAI,
) -> None:
    store = await filled(openai_client, **{f"f{number}": "concha " * 3_000 for number in range(7)})
    found = await OpenAIPassages(openai_client, store).search("concha")
    assert [len(passage.text) for passage in found] == [MOST_CHARACTERS] * MOST_PASSAGES


async def test_a_file_that_others_put_there_has_its_own_name_as_far_as_a_tag_can_hold_it(
    openai_client: openai.AsyncOpenAI, standin: Standin
) -> None:
    store = await filled(openai_client, **{'a"><b': "Concha"})
    standin.state.library.thin = True  # no attributes
    for kept in standin.state.library.stores[store].files.values():
        assert kept.file.upload.name
    [passage] = await OpenAIPassages(openai_client, store).search("concha")
    assert not {*'<>"'} & {*passage.source}
    assert passage.source.endswith(".md")


@pytest.mark.parametrize(
    ("refusal", "code", "lasts"),
    [
        (Refused(500, "no", type="server_error"), "server_error", False),
        (Refused(429, "no", "rate_limit_exceeded"), "rate_limit_exceeded", False),
        (Refused(418, "no", "a_code_of_tomorrow"), "a_code_of_tomorrow", True),
        (Refused(400, "no", "vector_store_expired"), "vector_store_expired", True),
        (Refused(404, "no such thing"), "invalid_request_error", True),
        (wrong_key("sk-wrong-0000"), "invalid_api_key", True),
        (Refused(429, "no", "insufficient_quota"), "insufficient_quota", True),
    ],
)
async def test_each_refusal_has_its_meaning_and_quotes_nothing(
    openai_client: openai.AsyncOpenAI, standin: Standin, refusal: Refused, code: str, lasts: bool
) -> None:
    store = await filled(openai_client, a="Concha")
    standin.state.library.search_refused = refusal
    with pytest.raises(KnowledgeUnavailable) as problem:
        await OpenAIPassages(openai_client, store).search("me llamo Ana")
    assert (problem.value.code, isinstance(problem.value, KnowledgeMisconfigured)) == (code, lasts)
    assert problem.value.remedy
    assert "Ana" not in f"{problem.value}{problem.value.remedy}"
    assert problem.value.__suppress_context__


async def test_a_store_that_was_deleted_names_its_remedy(openai_client: openai.AsyncOpenAI, standin: Standin) -> None:
    store = await filled(openai_client, a="Concha")
    await openai_client.vector_stores.delete(store)
    with pytest.raises(KnowledgeMisconfigured) as problem:
        await OpenAIPassages(openai_client, store).search("concha")
    assert problem.value.code == "vector_store_not_found"
    assert "make knowledge SYNC=1" in problem.value.remedy
    assert not_found("Vector store", store).status == 404


async def test_a_server_that_nobody_answers_at_is_a_passing_fault() -> None:
    http = openai.DefaultAioHttpClient()
    async with openai.AsyncOpenAI(
        api_key="k", base_url="http://127.0.0.1:9", max_retries=0, http_client=http
    ) as nobody:
        with pytest.raises(KnowledgeUnavailable) as problem:
            await OpenAIPassages(nobody, "vs_1").search("concha")
    assert not isinstance(problem.value, KnowledgeMisconfigured)


WRONG = (
    '{"data": [5]}',
    '{"data": [{"content": ["x"]}]}',
    '{"data": [{"content": [{"text": "x"}], "attributes": [5]}]}',
)


@pytest.mark.parametrize(
    "body", ["<html>", "[]", "null", '{"data": 5}', '{"object": "error"}', '{"data": null}', *WRONG]
)
async def test_what_is_no_list_of_results_is_a_passing_fault(body: str) -> None:
    transport = httpx2.MockTransport(lambda _: httpx2.Response(200, text=body))
    async with openai.AsyncOpenAI(
        api_key="k", base_url="http://here/v1", max_retries=0, http_client=httpx2.AsyncClient(transport=transport)
    ) as client:
        with pytest.raises(KnowledgeUnavailable, match="search_unreadable"):
            await OpenAIPassages(client, "vs_1").search("concha")


@pytest.mark.parametrize(
    ("data", "found"),
    [
        ("[{}]", []),
        ('[{"content": [{"type": "text"}], "filename": "a.md"}]', []),
        ('[{"content": [{"text": "x"}]}]', [Passage("", "x")]),
        (
            '[{"content": [{"text": "x"}, {"text": "y"}], "filename": "a.md", "score": 0.5}]',
            [Passage("a.md", "x\ny", 0.5)],
        ),
    ],
)
async def test_results_without_what_is_optional_are_read(data: str, found: list[Passage]) -> None:
    transport = httpx2.MockTransport(lambda _: httpx2.Response(200, text=f'{{"data": {data}}}'))
    async with openai.AsyncOpenAI(
        api_key="k", base_url="http://here/v1", max_retries=0, http_client=httpx2.AsyncClient(transport=transport)
    ) as client:
        assert await OpenAIPassages(client, "vs_1").search("concha") == found
