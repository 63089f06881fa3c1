"""The doctor's look at what the business knows: a folder, or a vector store at the stand-in."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import openai
import pytest

from dev.deploy.place import NAME
from dev.doctor.deployed import Service, Where
from dev.doctor.findings import Finding, Verdict
from dev.doctor.knowledge import knowledge_findings
from dev.doctor.lent import Lent
from dev.doctor.openai import STANDIN_KEY
from dev.openai_standin import Standin, serve
from tests.dev.doctor.test_doctor import settings
from tests.knowledge.test_files import put
from tests.library import filled


@pytest.fixture
def standin(monkeypatch: pytest.MonkeyPatch) -> Iterator[Standin]:
    with serve() as running:
        monkeypatch.setenv("OPENAI_BASE_URL", running.base_url)
        yield running


async def seen(knowledge: Path | str, **other: str) -> Finding:
    [finding] = await knowledge_findings(settings(KNOWLEDGE=str(knowledge), **other))
    return finding


async def test_nothing_is_said_where_there_is_nothing_to_know() -> None:
    assert await knowledge_findings(settings(KNOWLEDGE="off")) == []


async def test_a_folder_s_files_are_counted_and_those_not_used_named(tmp_path: Path) -> None:
    finding = await seen(put(tmp_path, a_md="x" * 300, b_jpg=""))
    assert finding.verdict is Verdict.HOLDS
    assert finding.said.startswith("1 files, about ")
    assert "not used: b.jpg (make knowledge says why)" in finding.said
    (tmp_path / "b.jpg").unlink()
    assert "not used" not in (await seen(tmp_path)).said


async def test_a_folder_that_is_not_there_empty_or_too_large_names_its_remedy(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    put(tmp_path / "large", a_md="x" * 400)
    for folder, tokens, within in (
        (tmp_path / "none", "8000", "make it, or name another"),
        (tmp_path / "empty", "8000", "make knowledge says why"),
        (tmp_path / "large", "100", "make knowledge SYNC=1"),
    ):
        finding = await seen(folder, KNOWLEDGE_TOKENS=tokens)
        assert (finding.verdict, within in finding.remedy) == (Verdict.FAILS, True)


async def test_a_store_is_looked_at_by_its_counts(openai_client: openai.AsyncOpenAI, standin: Standin) -> None:
    store = await filled(openai_client, a="Concha", b="Cuerno")
    assert (await seen(store)).said == f"the vector store {store} has 2 files that are searched"
    files = list(standin.state.library.stores[store].files.values())
    files[0].looks = 5
    finding = await seen(store)
    assert (finding.verdict, "1 are not ready yet" in finding.said) == (Verdict.FAILS, True)
    assert "make knowledge SYNC=1 goes on" in finding.remedy
    standin.state.library.stores[store].files.clear()
    finding = await seen(store)
    assert (finding.verdict, finding.said) == (Verdict.FAILS, f"the vector store {store} is empty")
    standin.state.library.stores[store].expired = True
    assert "expires" in (await seen(store)).said
    standin.state.library.stores.clear()
    finding = await seen(store)
    assert (finding.verdict, "is not there" in finding.said) == (Verdict.FAILS, True)


async def test_a_key_that_is_refused_shows_its_remedy_and_no_secret(standin: Standin) -> None:
    finding = await seen("vs_1", OPENAI_API_KEY="sk-wrong-hush")
    assert (finding.verdict, "invalid_api_key" in finding.said) == (Verdict.FAILS, True)
    assert "hush" not in str(finding)
    assert (await seen("vs_1", OPENAI_API_KEY=STANDIN_KEY)).verdict is Verdict.DOES_NOT_APPLY


async def test_of_a_deployed_function_a_store_is_looked_at_if_the_key_is_lent(
    openai_client: openai.AsyncOpenAI, standin: Standin, tmp_path: Path
) -> None:
    store, where = await filled(openai_client, a="Concha"), Where("p", "r", NAME)
    service = Service({}, {"OPENAI_API_KEY": "recado-openai-api-key"}, [])

    async def found(given: Any, knowledge: str) -> Finding:
        [finding] = await Lent(settings(KNOWLEDGE=knowledge), service, where, given).knowledge()
        return finding

    unseen = await found({}, store)
    assert (unseen.verdict, "recado-openai-api-key" in unseen.remedy) == (Verdict.NOT_CHECKED, True)
    assert (await found({"OPENAI_API_KEY": "sk-lent"}, store)).verdict is Verdict.HOLDS
    assert (await found({}, str(put(tmp_path, a_md="Concha")))).verdict is Verdict.HOLDS
