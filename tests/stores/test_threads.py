"""Threads as documents: fields of other versions, the time they are kept, and the calls that a message takes."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from google.cloud.firestore_v1.async_client import AsyncClient

from dev.processes import free_port
from handlers.adapters.firestore import FirestoreDocuments
from handlers.conversation.messages import Message, Reply
from handlers.conversation.opening import Answered
from handlers.conversation.turn import Turn
from handlers.errors import StoreUnavailable, TurnLost
from handlers.stores.threads import StoredThreads
from tests.kept import stores

Write = Callable[..., Message]


@pytest.fixture
def threads(documents: FirestoreDocuments, clock: Any) -> StoredThreads:
    return stores(clock, documents).threads


async def test_a_store_that_cannot_be_reached_is_given_up_in_time(write: Write) -> None:
    documents = FirestoreDocuments("nowhere", emulator=f"127.0.0.1:{free_port()}")
    threads = stores(lambda: datetime.now(UTC), documents, seconds=0.2).threads
    with pytest.raises(StoreUnavailable) as problem:
        await threads.open_turn(write())
    assert problem.value.code == "timeout"
    assert "status page" in problem.value.remedy
    await documents.close()


async def test_fields_of_a_newer_version_are_left_alone(
    threads: StoredThreads, firestore: AsyncClient, write: Write
) -> None:
    message = write()
    turn = await threads.open_turn(message)
    assert isinstance(turn, Turn)
    await firestore.document(f"threads/{turn.thread.key}").update({"mood": "good", "running.mood": "good"})
    await threads.close_turn(turn, Reply(("Hola",)))
    await firestore.document(f"messages/{message.sid}").update({"mood": "good"})
    assert await threads.open_turn(message) == Answered(("Hola",))
    stored = (await firestore.document(f"threads/{turn.thread.key}").get()).to_dict()
    assert stored is not None
    assert stored["mood"] == "good"


async def test_a_turn_whose_thread_was_deleted_meanwhile_is_lost(
    threads: StoredThreads, firestore: AsyncClient, write: Write
) -> None:
    turn = await threads.open_turn(write())
    assert isinstance(turn, Turn)
    await firestore.document(f"threads/{turn.thread.key}").delete()
    with pytest.raises(TurnLost):
        await threads.close_turn(turn, Reply(("Hola",)))


async def test_every_document_expires_spread_over_an_hour_and_not_anew_with_each_write(
    threads: StoredThreads, firestore: AsyncClient, clock: Any, write: Write
) -> None:
    turn = await threads.open_turn(write())
    assert isinstance(turn, Turn)
    first = await expirations(firestore)
    clock.go_on(minutes=20)
    await threads.close_turn(turn, Reply(("Hola",)))
    assert await expirations(firestore) == first
    assert len(set(first)) == 2
    for expire_at in first:
        assert timedelta(days=90) <= expire_at - clock() <= timedelta(days=90, hours=2)


async def expirations(firestore: AsyncClient) -> list[datetime]:
    return [
        each.get("expire_at") for name in ("threads", "messages") async for each in firestore.collection(name).stream()
    ]


async def test_an_ordinary_message_takes_two_reads_and_five_writes_in_four_round_trips(
    threads: StoredThreads, documents: FirestoreDocuments, write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls: list[int] = []
    api = documents._api
    read, commit = api.batch_get_documents, api.commit

    async def counted_read(*, request: Any, **more: Any) -> Any:
        calls.append(len(request.documents))
        return await read(request=request, **more)

    async def counted_commit(*, request: Any, **more: Any) -> Any:
        calls.append(len(request.writes))
        return await commit(request=request, **more)

    monkeypatch.setattr(api, "batch_get_documents", counted_read)
    monkeypatch.setattr(api, "commit", counted_commit)
    turn = await threads.open_turn(write())
    assert isinstance(turn, Turn)
    await threads.record_response(turn, "resp_1")
    await threads.close_turn(turn, Reply(("Hola",)))
    assert calls == [2, 2, 1, 2]
