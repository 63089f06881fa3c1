"""What carriers took that keep no list of it: found by its sid and by its mark, and erased with its thread."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from handlers.conversation.receipts import Taken
from handlers.errors import StoreUnavailable
from handlers.stores.documents import ANY, NEW, Conflict, Write
from handlers.stores.fields import sharded
from handlers.stores.keeping import Keeping

LEARNED_FOR = timedelta(hours=3)  # longer than any text is tried; it may come when its customer is forgotten already


@dataclass(frozen=True)
class StoredSent:
    """Keeps the promises of Receipts."""

    keeping: Keeping

    async def keep(self, taken: Taken) -> None:
        """See Receipts."""
        path = _path(taken.sid)
        write = Write(path, self.keeping.expiring(path, _fields(taken)), ANY)
        async with self.keeping.available():
            await self.keeping.documents.commit([write])

    async def learn(self, taken: Taken) -> None:
        """See Receipts."""
        fields = {**_fields(taken), "expire_at": self.keeping.now() + LEARNED_FOR}
        async with self.keeping.available():
            if await self.keeping.documents.get([_path(taken.sid)]):
                return
            try:
                await self.keeping.documents.commit([Write(_path(taken.sid), fields, NEW)])
            except Conflict:
                return  # who sent it keeps it at this moment

    async def was_taken(self, mark: str, since: datetime) -> bool:
        """See Receipts."""
        async with self.keeping.available():
            between = ("mark", "GREATER_THAN_OR_EQUAL", sharded(mark, since)), ("mark", "LESS_THAN", f"{mark}0")
            found = await self.keeping.documents.find("sent", *between, order="mark", descending=True, most=1)
        return any(document.fields["expire_at"] > self.keeping.now() for document in found)

    async def is_kept(self, sid: str) -> bool:
        """See Receipts."""
        async with self.keeping.available():
            return bool(await self.keeping.documents.get([_path(sid)]))

    async def text_of(self, sid: str) -> str | None:
        """See Receipts."""
        try:
            async with self.keeping.available():
                found = await self.keeping.documents.get([_path(sid)])
        except StoreUnavailable:
            return None
        alive = [document.fields for document in found if document.fields["expire_at"] > self.keeping.now()]
        return next((fields["text"] or None for fields in alive), None)


def _fields(taken: Taken) -> dict[str, Any]:
    place = f"{taken.receipt.thread}/{taken.at.isoformat()}"
    return {"place": place, "mark": sharded(taken.receipt.mark, taken.at), "text": taken.text}


def _path(sid: str) -> str:
    return f"sent/{sid}"
