"""docs/develop.md: the step that it shows does what the page says, and what the pages name is there."""

import re
import runpy
from pathlib import Path
from typing import Any

import pytest

from dev.processes import ROOT
from handlers.conversation.messages import Reply
from handlers.conversation.step import run
from tests import writing
from tests.saying import saying

PAGE = (ROOT / "docs" / "develop.md").read_text()
LINK, ANSWER = "https://bakery.example/menu", "Sí, hasta las 14:00."


def shown(directory: Path) -> dict[str, Any]:
    """What the page's one block of Python defines."""
    (block,) = re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL)
    module = directory / "show_menu.py"
    module.write_text(block)
    return runpy.run_path(str(module))


async def test_the_step_that_the_page_shows_answers_its_own_message_and_leaves_the_question(tmp_path: Path) -> None:
    show_menu = shown(tmp_path)["ShowMenu"](LINK)
    turn = writing.turn("¿Abren el domingo?", " Menú")
    assert await run([show_menu, saying(ANSWER)], turn) == Reply((LINK, ANSWER))


@pytest.mark.parametrize(
    "page", [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))], ids=lambda page: page.name
)
def test_the_files_that_a_page_names_or_links_to_are_there(page: Path) -> None:
    text = page.read_text()
    named = re.findall(r"`((?:handlers|tests|dev|deploy|docs|bench)/[\w./-]+)`", text)
    linked = re.findall(r"\]\((?!https?:|#)([^)#\s]+)", text)
    wanted = {ROOT / name for name in named if "NAME" not in name} | {page.parent / link for link in linked}
    assert [path for path in sorted(wanted) if not path.exists()] == []


def test_a_new_kind_of_document_is_listed_where_the_page_says() -> None:
    (listed,) = re.findall(r"`([\w/.]+)`: a line in INDEXED; `([\w/.]+)`: one in EXEMPT", PAGE)
    for module, name in zip(listed, ("INDEXED", "EXEMPT"), strict=True):
        assert re.search(rf"^{name}\b.* = {{", (ROOT / module).read_text(), re.MULTILINE)
