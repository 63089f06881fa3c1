"""Every adapter of Documents, with all stores over it and a clock that moves only when told."""

from typing import Any

import pytest

from handlers.adapters.memory import MemoryDocuments
from tests.kept import Stores, stores

FIXTURES = {"firestore": "documents", "sqlite": "sqlite"}


@pytest.fixture(params=["memory", *FIXTURES])
def store(request: pytest.FixtureRequest, clock: Any) -> Stores:
    name = FIXTURES.get(request.param)
    return stores(clock, request.getfixturevalue(name) if name else MemoryDocuments())
