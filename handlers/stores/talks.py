"""Conversations of which it is to be found out what became of them: found by time, behind a shard."""

from dataclasses import dataclass

from handlers.conversation.thread import Thread
from handlers.stores.fields import sharded
from handlers.stores.keeping import Keeping, Stored


@dataclass(frozen=True)
class StoredTalks:
    """Keeps the promises of Talks."""

    keeping: Keeping

    async def due(self, shard: str, *, most: int) -> list[Thread]:
        """See Talks."""
        now = self.keeping.now()
        between = ("settles", "GREATER_THAN", f"{shard}/"), ("settles", "LESS_THAN", sharded(shard, now))
        async with self.keeping.available():
            found = await self.keeping.documents.find("threads", *between, order="settles", most=most)
        return list(Stored(found, now).threads.values())
