"""Fixtures of the tests of Meta's adapters."""

from collections.abc import AsyncIterator, Iterator

import pytest

from dev import meta_standin
from handlers.adapters.meta.rest import MetaRest
from tests.adapters.meta.rest import rest_of


@pytest.fixture
def meta() -> Iterator[meta_standin.Standin]:
    with meta_standin.serve() as standin:
        yield standin


@pytest.fixture
async def rest(meta: meta_standin.Standin) -> AsyncIterator[MetaRest]:
    rest = rest_of(meta.base_url)
    yield rest
    await rest.close()
