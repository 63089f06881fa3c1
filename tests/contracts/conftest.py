"""Every store that keeps the promises of Threads and Debts, with a clock that goes on when told."""

from datetime import timedelta
from typing import Any

import pytest

from handlers.adapters.firestore import FirestoreThreads
from handlers.adapters.memory import MemoryThreads
from handlers.conversation.thread import Limits

RETENTION = timedelta(days=90)


@pytest.fixture(params=["memory", "firestore"])
def store(request: pytest.FixtureRequest, clock: Any) -> MemoryThreads | FirestoreThreads:
    if request.param == "memory":
        return MemoryThreads(now=clock, retention=RETENTION, limits=Limits())
    documents = request.getfixturevalue("documents")
    return FirestoreThreads(documents, now=clock, retention=RETENTION, limits=Limits())
