"""Meta's answers over HTTP, where they are not what the Graph API says: no JSON, or without an end."""

from collections.abc import Callable
from typing import Any

import pytest

from handlers.adapters.meta.rest import MOST_ANSWER
from tests.adapters.meta.rest import rest_of


@pytest.mark.parametrize(
    ("document", "told"),
    [(b'{"id": "1"}', {"id": "1"}), (b"not found", None), (b'"%s"' % (b" " * MOST_ANSWER), None)],
    ids=["json", "words", "long"],
)
async def test_what_is_no_json_of_metas_size_is_nothing(
    answering: Callable[..., Any], document: bytes, told: object
) -> None:
    assert await (await answering(document)).get("1") == (200, told)


async def test_it_is_made_and_closed_without_a_connection() -> None:
    await rest_of("").close()
