"""Firestore's adapter beyond its promises: what its failures become, and what other versions wrote."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from google.api_core.exceptions import PermissionDenied
from google.cloud.firestore_v1.async_client import AsyncClient

from dev.processes import free_port
from handlers.adapters.firestore import FirestoreThreads
from handlers.adapters.firestore_documents import Documents
from handlers.conversation.messages import Message, Reply
from handlers.conversation.thread import Answered, Limits, Turn
from handlers.errors import StoreUnavailable, TurnLost

Write = Callable[..., Message]


@pytest.fixture
def threads(documents: Documents, clock: Any) -> FirestoreThreads:
    return FirestoreThreads(documents, now=clock, retention=timedelta(days=90), limits=Limits())


async def test_a_store_that_cannot_be_reached_is_given_up_in_time(
    write: Write,
) -> None:
    documents = Documents("nowhere", emulator=f"127.0.0.1:{free_port()}")
    threads = FirestoreThreads(
        documents, now=lambda: datetime.now(UTC), retention=timedelta(days=1), limits=Limits(), seconds=0.2
    )
    with pytest.raises(StoreUnavailable) as problem:
        await threads.open_turn(write())
    assert problem.value.code == "timeout"
    await documents.close()


async def test_a_refusal_names_the_role_that_is_missing(clock: Any, write: Write) -> None:
    class Forbidden:
        """Documents to which the service account may do nothing; the emulator lets everybody in."""

        async def get(self, _paths: list[str]) -> Any:
            raise PermissionDenied("the customer's text")  # type: ignore[no-untyped-call]

    threads = FirestoreThreads(Forbidden(), now=clock, retention=timedelta(days=1), limits=Limits())  # type: ignore[arg-type]
    with pytest.raises(StoreUnavailable) as problem:
        await threads.open_turn(write())
    assert problem.value.code == "PermissionDenied"
    assert "roles/datastore.user" in problem.value.remedy
    assert "customer" not in str(problem.value)


async def test_fields_of_a_newer_version_are_left_alone(
    threads: FirestoreThreads, firestore: AsyncClient, write: Write
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
    threads: FirestoreThreads, firestore: AsyncClient, write: Write
) -> None:
    turn = await threads.open_turn(write())
    assert isinstance(turn, Turn)
    await firestore.document(f"threads/{turn.thread.key}").delete()
    with pytest.raises(TurnLost):
        await threads.close_turn(turn, Reply(("Hola",)))


async def test_every_document_expires(
    threads: FirestoreThreads, firestore: AsyncClient, clock: Any, write: Write
) -> None:
    turn = await threads.open_turn(write())
    assert isinstance(turn, Turn)
    await threads.close_turn(turn, Reply(("Hola",)))
    for collection in ("threads", "messages"):
        documents = [document async for document in firestore.collection(collection).stream()]
        assert [document.get("expire_at") for document in documents] == [clock() + timedelta(days=90)]


async def test_an_ordinary_message_takes_two_reads_and_five_writes_in_four_round_trips(
    threads: FirestoreThreads, documents: Documents, write: Write, monkeypatch: pytest.MonkeyPatch
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
    await threads.started(turn, "resp_1")
    await threads.close_turn(turn, Reply(("Hola",)))
    assert calls == [2, 2, 1, 2]
