"""What carriers took, where two write at once, and where the store is slow."""

import asyncio
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

from handlers.adapters.memory import MemoryDocuments
from handlers.conversation.receipts import Receipt, Taken
from handlers.stores.documents import Document
from handlers.stores.keeping import Keeping
from handlers.stores.sent import StoredSent

AT = datetime(2026, 11, 26, tzinfo=UTC)
TAKEN = Taken("whatsapp-1", AT, Receipt("key", "0" * 32), "Hola")


class Blind(MemoryDocuments):
    """Sees nothing, as who looks a moment before another writes."""

    async def get(self, paths: Iterable[str]) -> list[Document]:
        return []


class Slow(MemoryDocuments):
    """Answers nobody in time."""

    async def get(self, paths: Iterable[str]) -> list[Document]:
        await asyncio.sleep(600)
        return []


def sent(documents: MemoryDocuments) -> StoredSent:
    return StoredSent(Keeping(documents, lambda: AT, timedelta(days=90), seconds=0.05))


async def test_who_sent_it_and_who_hears_of_it_may_write_at_once() -> None:
    found = sent(Blind())
    await found.keep(TAKEN)
    await found.learn(TAKEN)
    assert await found.was_taken(TAKEN.receipt.mark, AT)


async def test_a_text_that_does_not_come_in_time_is_not_known() -> None:
    assert await sent(Slow()).text_of("whatsapp-1") is None
