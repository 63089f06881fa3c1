"""Files of messages, fetched only from Twilio's hosts and from the storage that they redirect to.

https://www.twilio.com/docs/messaging/api/media-resource
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from aiohttp import ClientResponse, ClientSession, encode_basic_auth

from handlers.adapters.fetching import Source, read_file, stated_size
from handlers.adapters.twilio.hosts import Hosts
from handlers.adapters.twilio.room import Room

SECONDS = 6.0
MOST_AT_ONCE = 64  # connections; a file that waits for room keeps its own
MOST_BYTES = 64_000_000  # being downloaded; assembling a file takes as much memory again

KEY = "set TWILIO_ACCOUNT_SID, TWILIO_API_KEY_SID and TWILIO_API_KEY_SECRET to a valid API key of the account"
TWILIO = Source(
    "Twilio",
    gone=frozenset({404, 410}),
    unreachable="see the network, TWILIO_API_BASE_URL if it is set, and Twilio's status page",
    failing="see Twilio's status page",
    remedies={401: KEY, 403: KEY},
)


class TwilioFiles:
    """Keeps the promises of Files."""

    def __init__(
        self,
        *,
        key: str,
        secret: str,
        base_url: str,
        seconds: float = SECONDS,
        most_at_once: int = MOST_AT_ONCE,
        most_bytes: int = MOST_BYTES,
    ) -> None:
        """`base_url`: one more host, "" for none. `seconds`: the limit for a file, not counting its wait for others."""
        self._key = {"Authorization": encode_basic_auth(key, secret)}
        self._hosts = Hosts(base_url)
        self._seconds = seconds
        self._turns = asyncio.Semaphore(most_at_once)
        self._room = Room(most_bytes)
        self._session: ClientSession | None = None

    async def close(self) -> None:
        """Close the connections."""
        if self._session:
            await self._session.close()

    async def download(self, url: str, *, most: int) -> bytes:
        """See Files."""
        address = self._hosts.first(url)
        async with self._turns, TWILIO.within(self._seconds) as clock:
            self._session = self._session or ClientSession()  # made for the first file, when a loop is running
            async with (
                TWILIO.opened(self._session, address, self._key, self._hosts.next) as response,
                self._place_for(_room_for(response, most), clock),
            ):
                return await read_file(response, most)

    @asynccontextmanager
    async def _place_for(self, size: int, clock: asyncio.Timeout) -> AsyncIterator[None]:
        """Room for the file. Its clock stops while others take the room."""
        now = asyncio.get_running_loop().time
        left = (clock.when() or 0.0) - now()
        clock.reschedule(None)
        async with self._room.of(size):
            clock.reschedule(now() + left)
            yield


def _room_for(response: ClientResponse, most: int) -> int:
    """The room that the body may need: its stated length; without one, or if it is compressed, all that is allowed."""
    told = stated_size(response, most)
    return most if told is None or "Content-Encoding" in response.headers else told
