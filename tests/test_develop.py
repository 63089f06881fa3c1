"""docs/develop.md: the step that it shows does what the page says."""

import re
import runpy
from pathlib import Path
from typing import Any

from dev.processes import ROOT
from handlers.conversation.messages import Reply
from handlers.conversation.step import run
from tests import writing
from tests.saying import saying

LINK, ANSWER = "https://bakery.example/menu", "Sí, hasta las 14:00."


def shown(directory: Path) -> dict[str, Any]:
    """What the page's one block of Python defines."""
    (block,) = re.findall(r"```python\n(.*?)```", (ROOT / "docs" / "develop.md").read_text(), re.DOTALL)
    module = directory / "show_menu.py"
    module.write_text(block)
    return runpy.run_path(str(module))


async def test_the_step_that_the_page_shows_answers_its_own_message_and_leaves_the_question(tmp_path: Path) -> None:
    show_menu = shown(tmp_path)["ShowMenu"](LINK)
    turn = writing.turn("¿Abren el domingo?", " Menú")
    assert await run([show_menu, saying(ANSWER)], turn) == Reply((LINK, ANSWER))
