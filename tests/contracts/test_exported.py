"""Every adapter of documents gives an export each thing once, in the order that it goes on in."""

from datetime import UTC, date
from typing import Any

import pytest

from dev.export.reading import Reading
from handlers.numbers.span import Span
from tests.dev.export.a_store import fill
from tests.kept import Stores


@pytest.mark.parametrize(("name", "lines"), [("messages", 7), ("tickets", 4), ("ratings", 8), ("days", 2)])
async def test_pages_hold_each_thing_once(store: Stores, name: str, lines: int) -> None:
    await fill(store.threads.keeping, customers=5, hours=1)
    reading = Reading(store.threads.keeping, Span(date(2026, 11, 1), date(2026, 11, 30)), UTC, texts=True, size=3)
    found: list[dict[str, Any]] = []
    behind: str | None = ""
    while behind is not None:
        page = await reading.page(name, behind)
        found, behind = found + page.rows, page.behind
    assert len({str(line) for line in found}) == len(found) == lines
