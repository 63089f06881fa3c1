"""The chat's store when it cannot be reached; its promises are in tests/contracts/test_chats.py."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

import pytest

from handlers.adapters.memory import MemoryDocuments
from handlers.conversation.contact import Carrier, Channel, Contact
from handlers.errors import FileGone, FileUnavailable, StoreUnavailable
from handlers.stores.chat import StoredChats
from handlers.stores.documents import Document
from handlers.stores.keeping import Keeping

VISITOR = Contact(Channel.WEB, "shop.example", "v1", carrier=Carrier.WEB)


class Counted(MemoryDocuments):
    """Documents that count what is read of them."""

    reads = 0

    async def get(self, paths: Iterable[str]) -> list[Document]:
        self.reads += len([*paths])
        return await super().get(paths)

    async def find(self, *what: Any, **how: Any) -> list[Document]:
        found = await super().find(*what, **how)
        self.reads += max(1, len(found))  # as Firestore bills it: https://cloud.google.com/firestore/pricing
        return found


async def test_a_look_at_what_is_new_is_one_read_when_nothing_is(clock: Any) -> None:
    documents = Counted()
    chats = StoredChats(Keeping(documents, clock, timedelta(days=90)))
    assert await chats.sent_since(VISITOR, clock(), most=50) == []
    assert documents.reads == 1


class Silent(MemoryDocuments):
    """Documents of which nothing can be read."""

    async def get(self, paths: Iterable[str]) -> list[Document]:
        raise StoreUnavailable("told", remedy="none")


async def test_a_file_that_cannot_be_read_now_is_worth_another_try(clock: Any) -> None:
    chats = StoredChats(Keeping(Silent(), clock, timedelta(days=90)))
    with pytest.raises(FileUnavailable) as problem:
        await chats.download("web:any", most=1)
    assert not isinstance(problem.value, FileGone)
