"""A stand-in for each module of tests, and OpenAI's own SDK as its client."""

from collections.abc import AsyncIterator, Iterator

import pytest
from openai import AsyncOpenAI

from dev.openai_standin import Standin, serve
from tests.dev.openai_standin.test_standin import client_of


@pytest.fixture(scope="module")
def standin() -> Iterator[Standin]:
    with serve() as running:
        yield running


@pytest.fixture
async def client(standin: Standin) -> AsyncIterator[AsyncOpenAI]:
    async with client_of(standin) as one:
        yield one
