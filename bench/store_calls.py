"""Calls that an ordinary message makes to Firestore, counted in the client, with the function in this process."""

import asyncio
import os
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, cast

from handlers import settings, wiring
from handlers.conversation.contact import Channel, Contact
from handlers.conversation.messages import Content, Message
from handlers.conversation.take_turn import TakeTurn
from handlers.doors.twilio import TwilioDoor


@dataclass(frozen=True)
class Call:
    """One round trip: read or commit, its number of documents, and its time."""

    kind: str
    documents: int
    begun: float
    ended: float


def calls_of_a_message(env: Mapping[str, str]) -> list[Call]:
    """The calls for a customer's third message: by then there is a thread and a conversation."""
    os.environ.update(env)
    return asyncio.run(_calls())


async def _calls() -> list[Call]:
    function = wiring.build(settings.load())
    take_turn = cast(TakeTurn, cast(TwilioDoor, function.table["/webhook"]["POST"]).answering.take_turn)
    api = cast(Any, take_turn.threads).keeping.documents._api
    calls: list[Call] = []
    for number in range(3):
        calls.clear()
        if number == 2:
            api.batch_get_documents = _counted(api.batch_get_documents, "read", "documents", calls)
            api.commit = _counted(api.commit, "commit", "writes", calls)
        deadline = asyncio.get_running_loop().time() + 10
        await take_turn(_message(number), deadline=deadline)
    await function.close()
    return calls


def _message(number: int) -> Message:
    contact = Contact(Channel.WHATSAPP, business="+5215587654321", customer="+5215512345678")
    return Message(f"SM{number:032}", contact, Content(f"Hola c00000m{number:05}"))


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
