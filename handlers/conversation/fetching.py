"""Fetching customers' files: within a customer's share of bytes, and again after passing faults."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from handlers.conversation.messages import Attachment, Part, PartKind
from handlers.conversation.ports.carrier import Files
from handlers.conversation.turn import Turn
from handlers.errors import FileGone, FileTooLarge, FileUnavailable

RETRY_PAUSE = 0.5  # seconds
TRIED_FOR = timedelta(minutes=1)  # after the message came, over several hops; then the file counts as gone
MOST_BYTES_A_MINUTE = 48_000_000  # of one customer's files: three of the largest
MINUTE = timedelta(minutes=1)


@dataclass(frozen=True)
class Fetch:
    """Fetches one file of a turn's message. If the turn times out, the next hop tries again."""

    files: Files
    now: Callable[[], datetime]
    pause: Callable[[float], Awaitable[None]] = asyncio.sleep

    async def __call__(self, turn: Turn, attachment: Attachment, *, since: datetime, most: int) -> bytes | Part:
        """The file's bytes, or a part that says why there are none. `since`: when its message came."""
        room = MOST_BYTES_A_MINUTE - self._fetched(turn)
        try:
            found = await self._tried(attachment.url, since, min(most, max(room, 0)))
        except FileTooLarge:
            return Part(PartKind.TOO_LARGE)
        except FileUnavailable:
            return Part(PartKind.GONE)
        turn.decide(fetched=self._fetched(turn) + len(found))
        return found

    async def _tried(self, url: str, since: datetime, most: int) -> bytes:
        while True:
            try:
                return await self.files.download(url, most=most)
            except (FileGone, FileTooLarge):
                raise
            except FileUnavailable:
                if self.now() - since > TRIED_FOR:
                    raise
                await self.pause(RETRY_PAUSE)

    def _fetched(self, turn: Turn) -> int:
        """The bytes of this customer's files fetched in this minute."""
        since = turn.decisions.fetching_since
        if since is None or self.now() - since > MINUTE:
            turn.decide(fetched=0, fetching_since=self.now())
        return turn.decisions.fetched
