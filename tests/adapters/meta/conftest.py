"""Fixtures of the tests of Meta's adapters."""

from collections.abc import Callable, Iterator

import pytest

from dev import meta_standin
from handlers.adapters.meta.rest import MetaRest
from tests.adapters.meta.rest import rest_of


@pytest.fixture
def meta() -> Iterator[meta_standin.Standin]:
    with meta_standin.serve() as standin:
        yield standin


@pytest.fixture
def make_rest() -> Callable[..., MetaRest]:
    return rest_of


@pytest.fixture
def rest(client_of: Callable[..., MetaRest], meta: meta_standin.Standin) -> MetaRest:
    return client_of(meta.base_url)
