"""A folder that goes with the function, or why it cannot."""

from pathlib import Path

import pytest

from dev.deploy.wish import read_wish
from dev.given import NotClear
from dev.knowledge import deployable
from dev.knowledge.deployable import left_behind, unusable
from handlers.knowledge import place
from tests.dev.cloud import PROJECT, REGION
from tests.knowledge.test_files import put

GIVEN = {"PROJECT": PROJECT, "REGION": REGION}


@pytest.fixture(autouse=True)
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project's folder, so that nobody sees what these tests put beside main.py."""
    for module in (place, deployable):
        monkeypatch.setattr(module, "BESIDE", tmp_path)
    (tmp_path / "main.py").touch()
    for name in ("docs", ".ci", "examples/bakery/knowledge"):
        put(tmp_path / name, a_md="Concha: 14")
    return tmp_path


@pytest.fixture
def beside(root: Path) -> Path:
    (root / "files").mkdir()
    return root / "files"


def test_a_folder_with_files_that_go_with_a_question_is_deployed(beside: Path) -> None:
    put(beside, a_md="Concha: 14", b_jpg="")
    assert (left_behind(beside), unusable(beside, 8_000)) == ("", "")
    wish = read_wish(GIVEN, {"KNOWLEDGE": beside.name})
    assert wish.settings == {"KNOWLEDGE": beside.name}
    assert read_wish(GIVEN, {"KNOWLEDGE": "vs_1"}).settings == {"KNOWLEDGE": "vs_1"}


def test_the_folder_called_knowledge_is_looked_at_without_a_setting(root: Path) -> None:
    assert read_wish(GIVEN, {}).settings == {}
    put(root / "knowledge", a_md="x" * 30_000)
    with pytest.raises(NotClear, match="KNOWLEDGE: knowledge has about"):
        read_wish(GIVEN, {})
    assert read_wish(GIVEN, {"KNOWLEDGE": "off"}).settings == {"KNOWLEDGE": "off"}


@pytest.mark.parametrize(
    ("knowledge", "why"),
    [
        (
            "examples/bakery/knowledge",
            "KNOWLEDGE: examples/bakery/knowledge does not go with the function",
        ),
        ("docs", "KNOWLEDGE: docs does not go with the function"),
        (".ci", "KNOWLEDGE: .ci does not go with the function"),
        ("/etc", "KNOWLEDGE: /etc is not beside main.py"),
        ("no-such-folder", "KNOWLEDGE: there is no folder no-such-folder that can be read"),
        ("main.py", r"KNOWLEDGE: there is no folder main\.py"),
        ("vs_1-2", "KNOWLEDGE is no vector store's id"),
    ],
)
def test_what_would_not_go_along_is_refused_before_anything_is_built(knowledge: str, why: str) -> None:
    with pytest.raises(NotClear, match=why):
        read_wish(GIVEN, {"KNOWLEDGE": knowledge})


def test_a_folder_that_is_empty_or_too_large_is_refused_with_the_way_out(beside: Path) -> None:
    with pytest.raises(NotClear, match="holds no file that can be used: make knowledge says why"):
        read_wish(GIVEN, {"KNOWLEDGE": beside.name})
    put(beside, a_md="x" * 30_000)
    with pytest.raises(NotClear, match=r"more than KNOWLEDGE_TOKENS \(8,000\): run make knowledge SYNC=1"):
        read_wish(GIVEN, {"KNOWLEDGE": beside.name})
    assert read_wish(GIVEN, {"KNOWLEDGE": beside.name, "KNOWLEDGE_TOKENS": "9000"}).settings
