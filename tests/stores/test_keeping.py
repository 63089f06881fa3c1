"""Who reads a thread, and is overtaken before writing it, looks again: nothing is lost, and nobody notices."""

from collections.abc import Awaitable, Callable, Iterable
from dataclasses import replace
from typing import Any

from handlers.adapters.memory import MemoryDocuments
from handlers.conversation.messages import Message
from handlers.conversation.thread import Thread
from handlers.conversation.turn import Turn
from handlers.stores.documents import Document
from tests.kept import stores

Write = Callable[..., Message]


class Overtaken(MemoryDocuments):
    """What `meanwhile` does comes between the next reading and what is written for it."""

    meanwhile: Callable[[], Awaitable[object]] | None = None

    async def get(self, paths: Iterable[str]) -> list[Document]:
        found = await super().get(paths)
        if meanwhile := self.meanwhile:
            self.meanwhile = None
            await meanwhile()
        return found


async def test_a_change_that_is_overtaken_is_made_to_what_the_other_left(clock: Any, write: Write) -> None:
    documents = Overtaken()
    kept = stores(clock, documents)
    turn = await kept.threads.open_turn(write())
    assert isinstance(turn, Turn)
    key, keeping = turn.thread.key, kept.threads.keeping

    def more(thread: Thread) -> Thread:
        return replace(thread, number=thread.number + 1)

    before = turn.thread.number
    documents.meanwhile = lambda: keeping.change(key, more)
    changed = await keeping.change(key, more)
    assert changed is not None
    assert changed.number == before + 2


async def test_a_first_message_that_is_overtaken_by_another_takes_it_along(clock: Any, write: Write) -> None:
    documents = Overtaken()
    threads = stores(clock, documents).threads
    first, second = write("Hola"), write("¿Abren hoy?")
    documents.meanwhile = lambda: threads.open_turn(first)
    turn = await threads.open_turn(second)
    assert isinstance(turn, Turn)
    assert [each.sid for each in turn.unanswered] == [first.sid, second.sid]
