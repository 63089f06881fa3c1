"""Every adapter of Documents, with all stores over it and a clock that goes on when told."""

from typing import Any

import pytest

from handlers.adapters.memory import MemoryDocuments
from tests.kept import Stores, stores


@pytest.fixture(params=["memory", "firestore"])
def store(request: pytest.FixtureRequest, clock: Any) -> Stores:
    documents = MemoryDocuments() if request.param == "memory" else request.getfixturevalue("documents")
    return stores(clock, documents)
