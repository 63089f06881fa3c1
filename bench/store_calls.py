"""Calls to Firestore that an ordinary message makes, and their bytes, with the function in this process."""

import asyncio
import os
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

from bench.sizes import size_of_document
from handlers import settings, wiring
from handlers.conversation.contact import Channel, Contact
from handlers.conversation.messages import Content, Message
from handlers.conversation.take_turn import TakeTurn
from handlers.doors.twilio import TwilioDoor
from handlers.stores.documents import Write


@dataclass(frozen=True)
class Call:
    """One round trip: read or commit, its number of documents, and its time."""

    kind: str
    documents: int
    begun: float
    ended: float


@dataclass(frozen=True)
class Taken:
    """What a message takes of the store: its calls, and the documents that it writes."""

    calls: list[Call]
    writes: list[Write]

    @property
    def written(self) -> int:
        """Bytes of all documents that it writes."""
        return sum(size_of_document(write.path, write.fields or {}) for write in self.writes)

    @property
    def kept_for_numbers(self) -> int:
        """Bytes of these that only the business's numbers need."""
        records = [write for write in self.writes if write.path.startswith("messages/")]
        without = [{**(write.fields or {}), "facts": None, "counts": None} for write in records]
        pairs = zip(records, without, strict=True)
        return sum(
            size_of_document(write.path, write.fields or {}) - size_of_document(write.path, bare)
            for write, bare in pairs
        )


def taken_by_a_message(env: Mapping[str, str], *, customer: int) -> Taken:
    """What this customer's third message takes: by then there is a thread and a conversation."""
    os.environ.update(env)
    return asyncio.run(_taken(customer))


async def _taken(customer: int) -> Taken:
    function = wiring.build(settings.load())
    receiving: Any = cast(TwilioDoor, function.table["/webhook"]["POST"]).answering.take_turn
    take_turn = receiving if isinstance(receiving, TakeTurn) else receiving.take_turn  # behind a reception
    documents = cast(Any, take_turn.threads).keeping.documents
    api = documents._api
    calls, writes = list[Call](), list[Write]()
    for number in range(3):
        calls.clear()
        if number == 2:
            api.batch_get_documents = _counted(api.batch_get_documents, "read", "documents", calls)
            api.commit = _counted(api.commit, "commit", "writes", calls)
            documents.commit = _kept(documents.commit, writes)
        deadline = asyncio.get_running_loop().time() + 10
        await receiving(_message(customer, number), deadline=deadline)
    await function.close()
    return Taken(calls, writes)


def _kept(commit: Any, writes: list[Write]) -> Any:
    async def kept(committed: Sequence[Write]) -> Any:
        writes.extend(committed)
        return await commit(committed)

    return kept


def _message(customer: int, number: int) -> Message:
    contact = Contact(Channel.WHATSAPP, business="+5215587654321", customer=f"+521551234{customer:04}")
    return Message(f"SM{customer:016}{number:016}", contact, Content(f"Hola c{customer:05}m{number:05}"))


def _counted(call: Any, kind: str, field: str, calls: list[Call]) -> Any:
    async def counted(*, request: Any, **more: Any) -> Any:
        begun = time.perf_counter()
        answer = await call(request=request, **more)
        calls.append(Call(kind, len(getattr(request, field)), begun, time.perf_counter()))
        return answer

    return counted


def in_the_way(calls: list[Call], model_seconds: float) -> list[Call]:
    """The calls that the customer waits for: all except those that end long before the model does."""
    following = [call.begun for call in calls[1:]] + [0.0]
    return [call for call, then in zip(calls, following, strict=True) if then - call.ended < model_seconds / 2]
