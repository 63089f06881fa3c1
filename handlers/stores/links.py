"""Links to the desk, found by their token's hash alone; taken by deleting them as they were read."""

import hashlib
from dataclasses import dataclass
from datetime import datetime

from handlers.conversation.contact import Channel
from handlers.stores.documents import NEW, Conflict, Write
from handlers.stores.fields import build
from handlers.stores.keeping import Keeping
from handlers.tickets.links import Link


@dataclass(frozen=True)
class StoredLinks:
    """Keeps the promises of Links."""

    keeping: Keeping

    async def keep(self, token: str, link: Link, until: datetime) -> None:
        """See Links."""
        async with self.keeping.available():
            await self.keeping.documents.commit([Write(_path(token), {**vars(link), "expire_at": until}, NEW)])

    async def take(self, token: str) -> Link | None:
        """See Links."""
        async with self.keeping.available():
            for document in await self.keeping.documents.get([_path(token)]):
                try:
                    await self.keeping.documents.commit([Write(document.path, None, document.version)])
                except Conflict:
                    return None  # taken by another request at the same moment
                if document.fields["expire_at"] > self.keeping.now():
                    return build(Link, document.fields, channel=Channel(document.fields["channel"]))
        return None


def _path(token: str) -> str:
    return f"links/{hashlib.sha256(token.encode()).hexdigest()}"
